import { formats, loadParser, reviewFiles } from '@safe-migrate/hazards';
import { formatError, SafeMigrateError, usageError } from '../errors';
import { exceeds } from './review-limits';
import { parseReviewOptions } from './review-options';
import { readSqlFile } from './sql-file';

export interface ReviewIo {
  readonly write: (text: string) => void;
  readonly colour: boolean;
  readonly now: () => Date;
}

/**
 * `safe-migrate review --sql FILE...`: reviews SQL files without a database.
 *
 * @returns 0 where no finding reaches its limit, 1 where one does, 2 for a wrong option or a file that cannot be read
 */
export async function reviewCommand(given: Readonly<Record<string, unknown>>, io: ReviewIo): Promise<number> {
  try {
    const options = parseReviewOptions(given);
    const files = options.sql.map(readSqlFile);
    const schema = options.schema === undefined ? {} : { schema: readSqlFile(options.schema) };
    await loadParser();
    const { serverMajor, transaction, independent } = options;
    const today = io.now().toISOString().slice(0, 10);
    const outcome = reviewFiles({ files, ...schema, serverMajor, transaction, independent, today });
    if (!outcome.ok) throw unreadableSchema(options.schema ?? '', outcome.schema);
    io.write(formats[options.format](outcome.review, { sources: files, colour: io.colour }));
    return exceeds(outcome.review, options.limits) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    io.write(formatError(error));
    return 2;
  }
}

function unreadableSchema(
  path: string,
  { line, column, message }: { readonly line: number; readonly column: number; readonly message: string },
): SafeMigrateError {
  return usageError({
    code: 'SCHEMA_UNREADABLE',
    what: `${path}:${line}:${column}: ${message}`,
    why: 'The files are judged against the schema; half of one would make wrong promises.',
    next: 'Correct it, or write it anew: pg_dump --schema-only --no-owner > schema.sql',
  });
}
