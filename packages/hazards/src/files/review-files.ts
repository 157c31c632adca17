import type { Catalog } from '../catalog/catalog';
import type { Finding, RecordedStatement } from '../contract';
import type { Outcome } from '../effects/outcome';
import { worst } from '../policy/level';
import { knownRules } from '../policy/known-rules';
import { reviewRecording } from '../review/recording';
import type { ParseOutcome } from '../sql/parser';
import type { Place } from '../sql/positions';
import { placesIn } from '../sql/positions';
import { acknowledge } from './acknowledge';
import type { FileFinding, FilesOutcome, FilesReview, FileStatement, ReviewFilesInput } from './contract';
import type { SqlFile } from './contract';
import type { FixContext } from './fixes';
import { fixFor } from './fixes';
import { KnowledgeWatch } from './knowledge';
import { judgePsql, psqlCommand } from './psql-commands';
import { asSetting, LocalSearchPath, withoutIdleSetting } from './search-path';
import { schemaSource, settled } from './settled-catalog';
import type { Part, SplitText } from './split';
import { splitText } from './split';
import { followTransactions, transactionVerb } from './transactions';

/** A file longer than this (UTF-16 units) is not analysed. */
export const MAX_FILE_LENGTH = 8 * 1024 * 1024;

/**
 * Reviews SQL files one after the other, statement by statement, as psql would send them. Each file is a recording of its own: a table
 * that an earlier file creates may hold rows by the time the next one runs, unless all of them share one transaction.
 *
 * Pure and synchronous; {@link loadParser} must have been awaited once.
 *
 * @returns the review, or where the schema file cannot be read
 */
export function reviewFiles(input: ReviewFilesInput): FilesOutcome {
  const source = schemaSource(input.schema);
  if (!('fresh' in source)) return { ok: false, schema: source };
  const together = input.transaction === 'all' && !input.independent;
  const recordings = together ? [input.files] : input.files.map((file) => [file]);
  const statements: FileStatement[] = [];
  const findings: FileFinding[] = [];
  let catalog = source.fresh();
  for (const files of recordings) {
    if (input.independent) catalog = source.fresh();
    for (const reviewed of reviewTogether(files, catalog, input, source.searchPath)) {
      statements.push(...reviewed.statements);
      findings.push(...reviewed.findings);
    }
    if (!input.independent) catalog = settled(catalog, source.searchPath, source.complete);
  }
  const level = worst([...statements, ...findings].map((each) => each.level));
  const files = input.files.map(({ path }) => path);
  return { ok: true, review: { serverMajor: input.serverMajor, level, files, statements, findings } };
}

type Reviewed = Pick<FilesReview, 'statements' | 'findings'>;

/** A part with what the recording needs to know of it. */
interface Placed {
  readonly file: SqlFile;
  readonly part: Part;
  readonly outcome: ParseOutcome;
  readonly inside: boolean;
}

const tooLong: ParseOutcome = {
  ok: false,
  problem: {
    message: `the file is longer than ${MAX_FILE_LENGTH} characters and was not read`,
    position: 0,
    syntax: false,
  },
};

function split({ text }: SqlFile): SplitText {
  if (text.length <= MAX_FILE_LENGTH) return splitText(text);
  const part = { kind: 'sql', sql: '', start: 0, end: 0, outcome: tooLong, sentBy: null } as const;
  return { parts: [part], comments: [] };
}

/** Reviews files that make up one recording. */
function reviewTogether(
  files: readonly SqlFile[],
  catalog: Catalog,
  input: ReviewFilesInput,
  searchPath: readonly string[],
): readonly Reviewed[] {
  const splits = files.map((file) => ({ file, ...split(file) }));
  const placed: Placed[] = [];
  let open = input.transaction !== 'none';
  for (const { file, parts } of splits) {
    const { inside, after } = followTransactions(parts, open);
    open = after;
    for (const [index, part] of parts.entries()) {
      const within = inside[index] ?? open;
      const outcome = withoutIdleSetting(asSetting(part.outcome), within);
      placed.push({ file, part, outcome, inside: within });
    }
  }
  const localPath = new LocalSearchPath(searchPath);
  const watches = placed.map(() => new KnowledgeWatch());
  const recording: readonly RecordedStatement[] = placed.map(({ part, inside }) => ({
    sql: part.sql,
    inTransaction: inside,
  }));
  const { findings, outcomes } = reviewRecording(recording, catalog, {
    direction: 'up',
    serverMajor: input.serverMajor,
    up: [],
    outcomes: placed.map(({ outcome }) => outcome),
    observe: (index, subject) => {
      watches[index]?.see(subject);
      localPath.see(subject);
    },
  });
  const byStatement = new Map<number, Finding[]>();
  for (const finding of findings) {
    const index = finding.statement ?? -1;
    byStatement.set(index, [...(byStatement.get(index) ?? []), finding]);
  }
  let next = 0;
  return splits.map(({ file, parts, comments }) => {
    const place = placesIn(file.text);
    const first = next;
    next += parts.length;
    const judged = parts.map((part, index) => {
      const own = placed[first + index];
      const watch = watches[first + index];
      const context = {
        inTransaction: own?.inside ?? true,
        serverMajor: input.serverMajor,
        relationKind: watch?.relationKind ?? null,
        place,
      };
      const found = [...forFile(byStatement.get(first + index) ?? [], part), ...psqlFindings(part)];
      return {
        start: part.start,
        end: part.end,
        findings: found.map((finding) => toFileFinding(finding, file, part, context)),
      };
    });
    const result = acknowledge(judged, comments, {
      file: file.path,
      text: file.text,
      today: input.today,
      place,
    });
    return {
      findings: result.findings,
      statements: parts.flatMap((part, index): readonly FileStatement[] => {
        const findingsHere = result.statements[index] ?? { findings: [], acknowledged: [] };
        // A psql command that nobody has anything to say about is no statement.
        if (part.kind === 'psql' && findingsHere.findings.length + findingsHere.acknowledged.length === 0)
          return [];
        const known = { outcome: outcomes[first + index], watch: watches[first + index] };
        return [toStatement(file, part, known, findingsHere, place(part.start))];
      }),
    };
  });
}

type Found = Pick<Finding, 'rule' | 'level' | 'message' | 'why' | 'safeWay'>;

function toFileFinding(found: Found, file: SqlFile, part: Part, context: FixContext): FileFinding {
  const { rule, level, why } = found;
  const problem = problemOf(part);
  const { line, column } = context.place(part.start + (problem?.position ?? 0));
  const axis = knownRules.get(rule)?.axis ?? 'certainty';
  const fix = fixFor(rule, part, context);
  return {
    ...{ rule, level, axis, file: file.path, line, column },
    message: problem?.message ?? found.message,
    why,
    safeWay: problem === null ? found.safeWay : 'Correct the SQL.',
    ...(fix === null ? {} : { fix }),
  };
}

const problemOf = (part: Part) => (part.outcome.ok ? null : part.outcome.problem);

function toStatement(
  file: SqlFile,
  part: Part,
  { outcome, watch }: { readonly outcome: Outcome | undefined; readonly watch: KnowledgeWatch | undefined },
  { findings, acknowledged }: Pick<FileStatement, 'findings' | 'acknowledged'>,
  { line, column }: Place,
): FileStatement {
  const problem = problemOf(part);
  const unread = problem !== null || part.kind === 'psql' || part.sentBy === 'gexec';
  const { locks = [], rewrites = [], scans = [], builds = [], error = null } = outcome ?? {};
  return {
    ...{ file: file.path, line, column, sql: part.sql },
    level: worst(findings.map((finding) => finding.level)),
    effect: unread ? 'unknown' : (watch?.knowledge ?? 'unknown'),
    locks: locks.map(([relation, mode]) => ({ relation, mode })),
    ...{ rewrites, scans, builds },
    // What is only too much for this review is no error of the server's.
    error: problem === null || problem.syntax ? error : null,
    findings,
    acknowledged,
  };
}

/** In a file BEGIN and COMMIT are the file's own transactions; a ROLLBACK leaves in doubt what stands after it. */
function forFile(findings: readonly Finding[], part: Part): readonly Finding[] {
  const verb = transactionVerb(part)?.kind;
  if (verb === undefined) return findings;
  return findings.flatMap((finding) => {
    if (finding.rule !== 'transaction-control') return [finding];
    if (['TRANS_STMT_BEGIN', 'TRANS_STMT_START', 'TRANS_STMT_COMMIT'].includes(verb)) return [];
    if (verb !== 'TRANS_STMT_ROLLBACK') return [finding];
    const message = 'ROLLBACK undoes the statements before it; those after it are judged as if it had not';
    return [{ ...finding, level: 'risky', message }];
  });
}

const psqlFindings = (part: Part): readonly Found[] =>
  judgePsql(part).map(({ level, message, why, safeWay }) => ({
    rule: psqlCommand.id,
    level,
    message,
    why: why ?? psqlCommand.why,
    safeWay: safeWay ?? psqlCommand.safeWay,
  }));
