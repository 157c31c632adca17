import type { Catalog } from '../catalog/catalog';
import type { Finding } from '../contract';
import type { Outcome } from '../effects/outcome';
import type { Deferred, Judged } from '../review/statement-judge';
import { mayRollBack, StatementJudge } from '../review/statement-judge';
import { parseText } from '../sql/parser';
import type { Step } from '../rules/rule';
import type { Place } from '../sql/positions';
import { placesIn } from '../sql/positions';
import { acknowledge } from './acknowledge';
import type {
  FileFinding,
  FilesReview,
  FileStatement,
  Knowledge,
  ReviewFilesInput,
  SqlFile,
} from './contract';
import { fileFindings, neverCommitted, psqlFindings } from './file-findings';
import type { FindingContext } from './file-findings';
import { toStatement } from './file-statement';
import { nodeOf } from './fixes';
import { KnowledgeWatch } from './knowledge';
import type { Comment } from './scan';
import { asSetting, LocalSearchPath } from './search-path';
import type { Part, ReadPart } from './split';
import { readParts } from './split';
import { beginsBlock, transactionVerb, TransactionWatch } from './transactions';

/** A file longer than this (UTF-16 units) is not analysed. */
export const MAX_FILE_LENGTH = 8 * 1024 * 1024;

/** A file whose statements were judged; what a later file may still put right is decided when it is finished. */
export interface JudgedFile {
  /** Whether the server would refuse one of its statements. */
  readonly fails: boolean;
  readonly kept: readonly Kept[];
  /** The steps of the whole recording. */
  readonly steps: readonly Step[];
  /**
   * @param order what there is to say about the place of the file among the others
   * @param course the same statements as the server would take them, where some of them fail
   */
  finish(
    last: Catalog,
    order: readonly FileFinding[],
    course?: readonly CourseOf[],
  ): Pick<FilesReview, 'statements' | 'findings'>;
}

/** What the server would do, and what there is to say of it; findings are left out where they are the same either way. */
export interface CourseOf {
  readonly outcome: Outcome;
  readonly findings?: readonly FileFinding[];
}

/** What is kept of a statement until its file is finished. Its parse tree is not: all of them together are far bigger than the files. */
export interface Kept extends Pick<Judged, 'several'> {
  readonly part: Part;
  /** Where its steps begin and end among those of the recording. */
  readonly first: number;
  readonly end: number;
  readonly outcome: Outcome;
  readonly knowledge: Knowledge;
  readonly findings: readonly FileFinding[];
  readonly context: Omit<FindingContext, 'node' | 'place'>;
}

/**
 * Judges files that make up one recording.
 *
 * @param asServer whether a statement that fails changes nothing, and the rest of its transaction is refused; otherwise what follows it
 *   is judged as if the mistake had been put right
 */
export function judgeFiles(
  files: readonly SqlFile[],
  catalog: Catalog,
  input: ReviewFilesInput,
  searchPath: readonly string[],
  asServer = false,
): readonly JudgedFile[] {
  const judge = new StatementJudge(catalog, {
    direction: 'up',
    serverMajor: input.serverMajor,
    ...(input.enable === undefined ? {} : { enable: input.enable }),
    up: [],
    rollsBack: mayRollBack(files.map(({ text }) => text)),
    asServer,
  });
  const wrapped = input.transaction !== 'none';
  if (asServer && wrapped) judge.transaction('BEGIN');
  const transactions = new TransactionWatch(wrapped);
  const localPath = new LocalSearchPath(searchPath);
  let count = 0;
  const judged = files.map((file): JudgedFile => {
    const place = placesIn(file.text);
    const comments: Comment[] = [];
    const kept: Kept[] = [];
    const first = count;
    for (const read of partsOf(file, comments)) {
      kept.push(judgePart(read, { file, place, input, judge, transactions, localPath }));
      count += 1;
    }
    if (!wrapped && transactions.open) tellOpen(kept, file, place);
    const numbers = { first, end: count };
    return {
      kept,
      steps: judge.steps,
      fails: kept.some(({ outcome }) => outcome.error !== null),
      finish: (last, order, course) =>
        finishFile(
          { file, kept: course === undefined ? kept : joined(kept, course), comments, place },
          held(judge, numbers, last),
          order,
          input,
        ),
    };
  });
  if (asServer && wrapped) judge.transaction('COMMIT');
  return judged;
}

/** Tells that the last BEGIN of a file was left open. */
function tellOpen(kept: Kept[], file: SqlFile, place: (index: number) => Place): void {
  const at = kept.findLastIndex(({ context: { verb } }) => verb !== undefined && beginsBlock(verb));
  const begin = kept[at];
  if (begin === undefined) return;
  kept[at] = { ...begin, findings: [...begin.findings, neverCommitted(begin.part, file, place)] };
}

/** What the server would do, and what is to be said of it as if every mistake had been put right. */
const joined = (kept: readonly Kept[], course: readonly CourseOf[]): readonly Kept[] =>
  kept.map((one, index) => {
    const { outcome = one.outcome, findings = [] } = course[index] ?? {};
    return failsOnlyMended(one.outcome, outcome) ? { ...one, outcome, findings } : { ...one, outcome };
  });

/** What fails only where another mistake is put right does not fail. */
export const failsOnlyMended = (mended: Outcome, course: Outcome | undefined): boolean =>
  mended.error !== null && course?.error === null;

const tooLong: ReadPart['part'] = {
  ...{ kind: 'sql', sql: '', start: 0, end: 0, sentBy: null },
  problem: {
    message: `the file is longer than ${MAX_FILE_LENGTH} characters and was not read`,
    position: 0,
    syntax: false,
  },
};

function partsOf({ text }: SqlFile, comments: Comment[]): Iterable<ReadPart> {
  if (text.length <= MAX_FILE_LENGTH) return readParts(text, comments);
  const { problem } = tooLong;
  return problem === null ? [] : [{ part: tooLong, outcome: { ok: false, problem } }];
}

interface Reading {
  readonly file: SqlFile;
  readonly place: (index: number) => Place;
  readonly input: ReviewFilesInput;
  readonly judge: StatementJudge;
  readonly transactions: TransactionWatch;
  readonly localPath: LocalSearchPath;
}

function judgePart({ part, outcome: parsed }: ReadPart, reading: Reading): Kept {
  const { file, place, input, judge, transactions, localPath } = reading;
  const verb = transactionVerb(parsed);
  const inTransaction = transactions.see(verb);
  const watch = new KnowledgeWatch();
  const first = judge.steps.length;
  const judged = judge.judge({ sql: part.sql, inTransaction }, asSetting(parsed), (subject) => {
    watch.see(subject);
    localPath.see(subject);
  });
  const { serverMajor } = input;
  const wrapped = input.transaction !== 'none';
  const context = { inTransaction, serverMajor, relationKind: watch.relationKind, verb: verb?.kind, wrapped };
  const now = { ...context, place, node: () => nodeOf(parsed) };
  const findings = [...fileFindings(judged.findings, part, file, now), ...psqlFindings(part, file, place)];
  const { several, outcome } = judged;
  const end = judge.steps.length;
  return { part, first, end, several, outcome, knowledge: watch.knowledge, findings, context };
}

/** The deferred findings about some of the statements that hold, by the number of the statement. */
function held(
  { deferred, lockTimeoutWasSet }: StatementJudge,
  { first, end }: { readonly first: number; readonly end: number },
  last: Catalog,
): ReadonlyMap<number, readonly Finding[]> {
  const found = new Map<number, Finding[]>();
  const isOurs = ({ finding: { statement } }: Deferred): boolean =>
    statement !== null && statement >= first && statement < end;
  for (const { finding, holds } of deferred.filter(isOurs)) {
    if (!holds({ catalog: last, lockTimeoutWasSet })) continue;
    const index = (finding.statement ?? 0) - first;
    const others = found.get(index);
    if (others === undefined) found.set(index, [finding]);
    else others.push(finding);
  }
  return found;
}

function finishFile(
  {
    file,
    kept,
    comments,
    place,
  }: {
    readonly file: SqlFile;
    readonly kept: readonly Kept[];
    readonly comments: readonly Comment[];
    readonly place: (index: number) => Place;
  },
  late: ReadonlyMap<number, readonly Finding[]>,
  order: readonly FileFinding[],
  input: ReviewFilesInput,
): Pick<FilesReview, 'statements' | 'findings'> {
  // It can be acknowledged where there is a statement to do it at.
  const head = kept.findIndex(({ part }) => part.kind === 'sql');
  const judged = kept.map(({ part, findings: now, context }, index) => {
    const { start, end } = part;
    const findings = index === head ? [...order, ...now] : now;
    const later = late.get(index);
    if (later === undefined) return { start, end, findings };
    const then = { ...context, place, node: () => nodeOf(parseText(part.sql)) };
    return { start, end, findings: [...findings, ...fileFindings(later, part, file, then)] };
  });
  const result = acknowledge(judged, comments, {
    file: file.path,
    text: file.text,
    today: input.today,
    enable: input.enable,
    place,
  });
  const statements = kept.flatMap(({ part, outcome, knowledge }, index): readonly FileStatement[] => {
    const about = result.statements[index] ?? { findings: [], acknowledged: [] };
    // A psql command that nobody has anything to say about is no statement.
    if (part.kind === 'psql' && about.findings.length + about.acknowledged.length === 0) return [];
    return [toStatement(file, part, { outcome, knowledge }, about, place(part.start))];
  });
  return { findings: head === -1 ? [...order, ...result.findings] : result.findings, statements };
}
