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
import type { JudgedFile } from './judge-files';
import { judgeFiles } from './judge-files';
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
  const findings: FileFinding[] = [...judgeOrder(input)];
  const finish = (recorded: typeof recordings, judged: readonly JudgedFile[], last: Catalog): void => {
    const course = judged.some(({ fails }) => fails) ? asServer(recorded, source, input) : [];
    judged.forEach((file, index) => {
      const reviewed = file.finish(last, course[index]?.kept);
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
 * The files once more, as the server would take them: a statement that fails changes nothing, and the rest of its transaction is refused
 * (SQLSTATE 25P02) and taken back.
 */
function asServer(
  recordings: readonly (readonly SqlFile[])[],
  source: SchemaSource,
  input: ReviewFilesInput,
): readonly JudgedFile[] {
  const catalog = source.fresh();
  return recordings.flatMap((files) => {
    const judged = judgeFiles(files, catalog, input, source.searchPath, true);
    catalog.nextRecording(source.searchPath);
    return judged;
  });
}
