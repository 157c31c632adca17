import type { Format, TransactionMode } from '@safe-migrate/hazards';
import { usageError } from '../errors';
import type { Limit, Limits } from './review-limits';

/** Majors that the predictions are measured on. */
export const MAJORS = { oldest: 11, newest: 18 } as const;

/** The names of the formats, written out: the review itself is loaded only when it is wanted. */
export const FORMATS = [
  ...(['text', 'json', 'sarif', 'gitlab', 'github', 'junit', 'markdown'] as const),
] as const satisfies readonly Format[];

export interface ReviewOptions {
  readonly sql: readonly string[];
  readonly schema?: string;
  readonly serverMajor: number;
  readonly transaction: TransactionMode;
  readonly independent: boolean;
  /** Rules that are off by default and shall speak; `all` for every one of them. */
  readonly enable?: readonly string[];
  readonly format: Format;
  readonly limits: Limits;
  /** Where the result is written; without it, it is printed. */
  readonly outputFile?: string;
}

/**
 * Checks what the command line gave. Defaults: PostgreSQL 18, the transactions that the files open themselves, text, `risky`.
 *
 * @throws SafeMigrateError REVIEW_OPTION
 */
export function parseReviewOptions(given: Readonly<Record<string, unknown>>): ReviewOptions {
  const sql = Array.isArray(given['sql']) ? given['sql'].map(String) : [];
  if (sql.length === 0)
    throw wrong(
      '--sql is missing',
      'There is nothing to review: no SQL file and no data source is named.',
      '--sql FILE...    (or --data-source FILE for the migrations of a TypeORM project)',
    );
  return {
    sql,
    ...(typeof given['schema'] === 'string' ? { schema: given['schema'] } : {}),
    serverMajor: parseMajor(given['pg']) ?? MAJORS.newest,
    transaction: oneOf('--transaction', given['transaction'], ['all', 'each', 'none'] as const, 'none'),
    independent: given['independent'] === true,
    ...(Array.isArray(given['enable']) ? { enable: given['enable'].map(String) } : {}),
    ...parseOutput(given),
    ...(typeof given['outputFile'] === 'string' ? { outputFile: given['outputFile'] } : {}),
  };
}

/** How findings are shown, and from which level on they count. */
export function parseOutput(
  given: Readonly<Record<string, unknown>>,
): Pick<ReviewOptions, 'format' | 'limits'> {
  const threshold = oneOf('--threshold', given['threshold'], ['risky', 'dangerous'] as const, 'risky');
  const limit = (name: string): Limit =>
    oneOf(`--${name}`, given[name], ['risky', 'dangerous', 'off'] as const, threshold);
  return {
    format: oneOf('--format', given['format'], FORMATS, 'text'),
    limits: { threshold, operation: limit('operation'), compatibility: limit('compatibility') },
  };
}

/** One of the values that an option may have. */
export function oneOf<T extends string>(
  name: string,
  value: unknown,
  allowed: readonly T[],
  otherwise: T,
): T {
  if (value === undefined) return otherwise;
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw wrong(
    `${name} ${String(value)} is not one of its values`,
    `It can be ${allowed.join(', ')}.`,
    `${name} ${allowed[0] ?? ''}`,
  );
}

/** A major version that predictions are measured on; undefined where none is given. */
export function parseMajor(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(String(value)) ? Number(value) : Number.NaN;
  if (number >= MAJORS.oldest && number <= MAJORS.newest) return number;
  throw wrong(
    `--pg ${String(value)} is not a major version that is known`,
    `What each statement does was measured on PostgreSQL ${MAJORS.oldest} to ${MAJORS.newest}.`,
    `--pg ${MAJORS.newest}`,
  );
}

/** A usage error about an option of `review`. */
export const wrong = (what: string, why: string, next: string) =>
  usageError({ code: 'REVIEW_OPTION', what, why, next: `safe-migrate review ... ${next}` });

/** An option as it is typed. */
export const flag = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
