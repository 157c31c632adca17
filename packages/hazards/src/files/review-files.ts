import type { Catalog } from '../catalog/catalog';
import type { Finding, RecordedStatement } from '../contract';
import { worst } from '../policy/level';
import type { RecordingReview } from '../review/recording';
import { heldFindings, reviewRecording } from '../review/recording';
import type { ParseOutcome } from '../sql/parser';
import { placesIn } from '../sql/positions';
import { acknowledge } from './acknowledge';
import type { FileFinding, FilesOutcome, FilesReview, FileStatement, ReviewFilesInput } from './contract';
import type { SqlFile } from './contract';
import { fileFindings } from './file-findings';
import { toStatement } from './file-statement';
import { KnowledgeWatch } from './knowledge';
import { asSetting, LocalSearchPath } from './search-path';
import { schemaSource, settled } from './settled-catalog';
import type { Part, SplitText } from './split';
import { splitText } from './split';
import { followTransactions } from './transactions';

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
  const take = (reviewed: readonly Reviewed[]): void => {
    for (const each of reviewed) {
      statements.push(...each.statements);
      findings.push(...each.findings);
    }
  };
  let catalog = source.fresh();
  const open: Finish[] = [];
  for (const files of recordings) {
    if (input.independent) catalog = source.fresh();
    const finish = reviewTogether(files, catalog, input, source.searchPath);
    if (input.independent) {
      take(finish(catalog));
    } else {
      open.push(finish);
      catalog = settled(catalog, source.searchPath, source.complete);
    }
  }
  for (const finish of open) take(finish(catalog));
  const level = worst([...statements, ...findings].map((each) => each.level));
  const files = input.files.map(({ path }) => path);
  return { ok: true, review: { serverMajor: input.serverMajor, level, files, statements, findings } };
}

type Reviewed = Pick<FilesReview, 'statements' | 'findings'>;

/** Puts a recording's review together, once it is known what the files after it do. */
type Finish = (last: Catalog) => readonly Reviewed[];

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

/** Reviews files that make up one recording. What a later file may still put right is decided when the review is finished. */
function reviewTogether(
  files: readonly SqlFile[],
  catalog: Catalog,
  input: ReviewFilesInput,
  searchPath: readonly string[],
): Finish {
  const splits = files.map((file) => ({ file, ...split(file) }));
  const placed: Placed[] = [];
  let open = input.transaction !== 'none';
  for (const { file, parts } of splits) {
    const { inside, after } = followTransactions(parts, open);
    open = after;
    for (const [index, part] of parts.entries()) {
      const within = inside[index] ?? open;
      const outcome = asSetting(part.outcome);
      placed.push({ file, part, outcome, inside: within });
    }
  }
  const localPath = new LocalSearchPath(searchPath);
  const watches = placed.map(() => new KnowledgeWatch());
  const recording: readonly RecordedStatement[] = placed.map(({ part, inside }) => ({
    sql: part.sql,
    inTransaction: inside,
  }));
  const { findings, outcomes, deferred, lockTimeoutWasSet } = reviewRecording(recording, catalog, {
    direction: 'up',
    serverMajor: input.serverMajor,
    ...(input.enable === undefined ? {} : { enable: input.enable }),
    up: [],
    outcomes: placed.map(({ outcome }) => outcome),
    observe: (index, subject) => {
      watches[index]?.see(subject);
      localPath.see(subject);
    },
  });
  const reviewed = { findings, outcomes, deferred, lockTimeoutWasSet };
  return (last) => finishFiles(splits, placed, watches, reviewed, last, input);
}

function finishFiles(
  splits: readonly (SplitText & { readonly file: SqlFile })[],
  placed: readonly Placed[],
  watches: readonly KnowledgeWatch[],
  reviewed: Omit<RecordingReview, 'steps' | 'statements'>,
  last: Catalog,
  input: ReviewFilesInput,
): readonly Reviewed[] {
  const { outcomes } = reviewed;
  const byStatement = new Map<number, Finding[]>();
  for (const finding of [...reviewed.findings, ...heldFindings(reviewed, last)]) {
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
      const found = byStatement.get(first + index) ?? [];
      return { start: part.start, end: part.end, findings: fileFindings(found, part, file, context) };
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
