import { formatError, SafeMigrateError } from '../errors';
import { buildStamp } from './build-stamp';
import { loadReviewOnce } from './load-review';
import { keyOf, ResultCache } from './result-cache';
import type { ReviewOptions } from './review-options';
import { parseReviewOptions } from './review-options';
import type { SqlBytes } from './sql-file';
import { readSqlBytes } from './sql-file';
import { writeResult } from './write-result';

export interface ReviewIo {
  /** Prints the result, line end included. */
  readonly print: (output: string | Buffer) => void;
  /** Tells what went wrong, or what is done on the way; not part of the result. */
  readonly note: (text: string) => void;
  readonly colour: boolean;
  readonly now: () => Date;
}

/**
 * `safe-migrate review --sql FILE...`: reviews SQL files without a database. The same files, reviewed in the same way on the same day by
 * the same build in the same folder, are answered from what was printed then, unless `cache` is false.
 *
 * @returns 0 where no finding reaches its limit, 1 where one does, 2 for a wrong option or a file that cannot be read
 */
export async function reviewCommand(given: Readonly<Record<string, unknown>>, io: ReviewIo): Promise<number> {
  try {
    const options = parseReviewOptions(given);
    const files = options.sql.map(readSqlBytes);
    const schema = options.schema === undefined ? undefined : readSqlBytes(options.schema);
    const today = io.now().toISOString().slice(0, 10);
    const { outputFile } = options;
    const cache = given['cache'] === false || outputFile !== undefined ? null : ResultCache.open();
    const key = cache === null ? '' : keyOf(dependsOn(options, files, schema, io.colour, today));
    const known = cache?.read(key);
    if (known) {
      io.print(known.output);
      return known.code;
    }
    loadReviewOnce([...files, ...(schema ? [schema] : [])].reduce((sum, { bytes }) => sum + bytes.length, 0));
    // Loaded when it is wanted: the parser takes longer to load than an answer that is known.
    const { reviewSql } = await import('./review-sql.js');
    const { text, shown, code } = await reviewSql(options, { files, schema, today, colour: io.colour });
    const output = Buffer.from(`${shown}\n`);
    if (outputFile !== undefined) writeResult('', outputFile, text);
    io.print(output);
    if (outputFile !== undefined) io.note(`written to ${outputFile}`);
    cache?.write(key, { output, code });
    return code;
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    io.note(formatError(error));
    return 2;
  }
}

function dependsOn(
  options: ReviewOptions,
  files: readonly SqlBytes[],
  schema: SqlBytes | undefined,
  colour: boolean,
  today: string,
): readonly (string | Buffer)[] {
  const settings = JSON.stringify([options, colour, today, process.cwd()]);
  const read = [...files, ...(schema === undefined ? [] : [schema])];
  return [buildStamp(), settings, ...read.flatMap(({ path, bytes }) => [path, bytes])];
}
