import { formats, loadParser, optionalRules, reviewFiles, type SqlFile } from '@safe-migrate/hazards';
import { usageError } from '../errors';
import { exceeds } from './review-limits';
import type { ReviewOptions } from './review-options';
import type { SqlBytes } from './sql-file';
import { decodeSql } from './sql-file';

/** What was read, and what else the text depends on. */
export interface SqlReviewInput {
  readonly files: readonly SqlBytes[];
  readonly schema: SqlBytes | undefined;
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly colour: boolean;
}

/**
 * Reviews SQL that was read.
 *
 * @returns the result, what to print (text for a person where the result goes to a file), and 1 where a finding reaches its limit
 * @throws SafeMigrateError SCHEMA_UNREADABLE, SQL_FILE_UNREADABLE
 */
export async function reviewSql(
  options: ReviewOptions,
  input: SqlReviewInput,
): Promise<{ readonly text: string; readonly shown: string; readonly code: 0 | 1 }> {
  const files = input.files.map(decodeSql);
  const schema: { schema?: SqlFile } = input.schema === undefined ? {} : { schema: decodeSql(input.schema) };
  await loadParser();
  const { serverMajor, transaction, independent, enable = [] } = options;
  assertOptional(enable);
  const { today, colour } = input;
  const outcome = reviewFiles({ files, ...schema, serverMajor, transaction, independent, enable, today });
  if (!outcome.ok) throw unreadableSchema(options.schema ?? '', outcome.schema);
  const { review } = outcome;
  const aside = options.outputFile !== undefined;
  const text = formats[options.format](review, { sources: files, colour: colour && !aside });
  const shown = aside ? formats.text(review, { sources: files, colour }) : text;
  return { text, shown, code: exceeds(review, options.limits) ? 1 : 0 };
}

/** @throws SafeMigrateError REVIEW_OPTION for a name that switches nothing on */
function assertOptional(enable: readonly string[]): void {
  const wrong = enable.find((name) => name !== 'all' && !optionalRules.includes(name));
  if (wrong === undefined) return;
  throw usageError({
    code: 'REVIEW_OPTION',
    what: `--enable ${wrong}: there is no such rule that is off by default`,
    why: `They are ${optionalRules.join(', ')}.`,
    next: 'safe-migrate review ... --enable all',
  });
}

function unreadableSchema(
  path: string,
  { line, column, message }: { readonly line: number; readonly column: number; readonly message: string },
): Error {
  return usageError({
    code: 'SCHEMA_UNREADABLE',
    what: `${path}:${line}:${column}: ${message}`,
    why: 'The files are judged against the schema; half of one would make wrong promises.',
    next: 'Correct it, or write it anew: pg_dump --schema-only --no-owner > schema.sql',
  });
}
