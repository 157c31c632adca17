import type { Catalog } from '../catalog/catalog';
import { worst } from '../policy/level';
import type {
  FileFinding,
  FilesOutcome,
  FilesReview,
  FileStatement,
  ReviewFilesInput,
  SqlFile,
} from './contract';
import type { CourseOf, JudgedFile } from './judge-files';
import { failsOnlyMended, judgeFiles } from './judge-files';
import { serverCourse } from './server-course';
import { judgeOrder } from './file-order';
import type { SchemaSource } from './schema-source';
import { schemaSource } from './schema-source';

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
  const order = judgeOrder(input);
  let finished = 0;
  const finish = (recorded: typeof recordings, judged: readonly JudgedFile[], last: Catalog): void => {
    const course = judged.some(({ fails }) => fails) ? courseOf(recorded, judged, source, input) : [];
    judged.forEach((file, index) => {
      const reviewed = file.finish(last, order[finished] ?? [], course[index]);
      finished += 1;
      for (const statement of reviewed.statements) statements.push(statement);
      for (const finding of reviewed.findings) findings.push(finding);
    });
  };
  let catalog = source.fresh();
  const open: JudgedFile[] = [];
  for (const files of recordings) {
    if (input.independent) catalog = source.fresh();
    const judged = judgeFiles(files, catalog, input, source.searchPath);
    if (input.independent) {
      finish([files], judged, catalog);
    } else {
      open.push(...judged);
      catalog.nextRecording(source.searchPath);
    }
  }
  if (!input.independent) finish(recordings, open, catalog);
  const level = worst([...statements, ...findings].map((each) => each.level));
  const files = input.files.map(({ path }) => path);
  const review: FilesReview = { serverMajor: input.serverMajor, level, files, statements, findings };
  return { ok: true, review };
}

/**
 * The same files as the server would take them. What the rules have to say is the same either way, but for statements that fail only
 * where a mistake before them is put right: where there are such, the rules are asked again.
 */
function courseOf(
  recordings: readonly (readonly SqlFile[])[],
  judged: readonly JudgedFile[],
  source: SchemaSource,
  input: ReviewFilesInput,
): readonly (readonly CourseOf[])[] {
  const catalog = source.fresh();
  let at = 0;
  const course = recordings.flatMap((files) => {
    const own = judged.slice(at, (at += files.length));
    const outcomes = serverCourse(own, catalog, input, source.searchPath);
    catalog.nextRecording(source.searchPath);
    return outcomes;
  });
  const asked = judged.some(({ kept }, file) =>
    kept.some(({ outcome }, index) => failsOnlyMended(outcome, course[file]?.[index]?.outcome)),
  );
  return asked ? judgeAsServer(recordings, source, input) : course;
}

/** Judges the files once more, rules and all, by what the server keeps of statements that fail. */
function judgeAsServer(
  recordings: readonly (readonly SqlFile[])[],
  source: SchemaSource,
  input: ReviewFilesInput,
): readonly (readonly CourseOf[])[] {
  const catalog = source.fresh();
  return recordings.flatMap((files) => {
    const judged = judgeFiles(files, catalog, input, source.searchPath, true);
    catalog.nextRecording(source.searchPath);
    return judged.map(({ kept }) => kept);
  });
}
