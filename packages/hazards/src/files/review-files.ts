import type { Catalog } from '../catalog/catalog';
import { worst } from '../policy/level';
import type { FileFinding, FilesOutcome, FilesReview, FileStatement, ReviewFilesInput } from './contract';
import { judgeFiles } from './judge-files';
import { judgeOrder } from './file-order';
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
  const finish = (judged: ReturnType<typeof judgeFiles>, last: Catalog): void => {
    for (const file of judged) {
      const reviewed = file.finish(last);
      for (const statement of reviewed.statements) statements.push(statement);
      for (const finding of reviewed.findings) findings.push(finding);
    }
  };
  let catalog = source.fresh();
  const open: ReturnType<typeof judgeFiles>[] = [];
  for (const files of recordings) {
    if (input.independent) catalog = source.fresh();
    const judged = judgeFiles(files, catalog, input, source.searchPath);
    if (input.independent) {
      finish(judged, catalog);
    } else {
      open.push(judged);
      catalog.nextRecording(source.searchPath);
    }
  }
  for (const judged of open) finish(judged, catalog);
  const level = worst([...statements, ...findings].map((each) => each.level));
  const files = input.files.map(({ path }) => path);
  const review: FilesReview = { serverMajor: input.serverMajor, level, files, statements, findings };
  return { ok: true, review };
}
