import { SafeMigrateError } from '../../errors';
import type { SqlCheck } from '../../settings/hooks';
import type { ConnectionParameters } from '../../target/connection';
import { openSession, type OwnSession } from '../../target/session';
import { missingRecords } from '../graphql';
import type { Check } from './check';

/** Rows that are compared at most: a check that reads a whole table is a query for a count or a sum. */
const MOST_ROWS = 1_000;
/** Rows that are counted where there should be none. */
const COUNTED = 100;

/** Rows as PostgreSQL writes them as JSON: the same value is the same text, whatever the driver makes of its type, and no column hides another of its name. */
type Rows = readonly string[];

/** A query in a read-only session of its own. */
export function sqlCheck({ sql, expect, name }: SqlCheck, connection: ConnectionParameters): Check {
  const compares = expect === 'same' || expect === 'kept';
  const rowsNow = async (timeout: number) => {
    const most = compares ? MOST_ROWS : COUNTED;
    const rows = await readRows(connection, sql, timeout, most + 1);
    if (compares && rows.length > most) throw tooMany(most, sql);
    return rows.slice(0, most);
  };
  return {
    name: name ?? `SQL, ${EXPECTED[expect]}: ${sql.replace(/\s+/g, ' ').trim()}`,
    code: 'SQL_CHECK_FAILED',
    next: 'Look at the migration: what the query asks is not true any more. The backup named in the run record holds the state before.',
    ...(compares ? { sample: rowsNow } : {}),
    differences: async (sample, timeout) => {
      const rows = await rowsNow(timeout);
      if (expect === 'no-rows') return rows.length === 0 ? [] : [`it returns ${shown(rows)}`];
      if (expect === 'true')
        return isTrue(rows) ? [] : [`it returns ${shown(rows)} instead of one row that is true`];
      return rowDifferences(sample as Rows, rows, expect);
    },
  };
}

const EXPECTED: Readonly<Record<SqlCheck['expect'], string>> = {
  true: 'one row that is true',
  'no-rows': 'no rows',
  same: 'the rows of before',
  kept: 'every row of before',
};

/** What is not as it was. Numbers of a single row are told; other values are left out: they are customers' data. */
export function rowDifferences(before: Rows, after: Rows, expect: 'same' | 'kept'): readonly string[] {
  const lost = without(before, after);
  const gained = expect === 'same' ? without(after, before) : [];
  if (lost.length === 0 && gained.length === 0) return [];
  if (before.length === 1 && after.length === 1) {
    const [then, now] = [parsed(before[0]), parsed(after[0])];
    return Object.keys({ ...then, ...now })
      .filter((column) => JSON.stringify(then[column]) !== JSON.stringify(now[column]))
      .map((column) => `${column}: ${told(then[column])} before, ${told(now[column])} after`);
  }
  const named = missingRecords(lost.map(parsed), after.map(parsed), 'rows');
  return [
    ...(lost.length > 0
      ? [`${lost.length} of ${before.length} rows are not returned any more as they were`]
      : []),
    ...(lost.every((row) => 'id' in parsed(row)) ? named : []),
    ...(gained.length > 0 ? [`${gained.length} of ${after.length} rows were not there before`] : []),
  ];
}

const parsed = (row = '{}'): Record<string, unknown> => JSON.parse(row) as Record<string, unknown>;

function told(value: unknown): string {
  if (value === undefined) return 'not there';
  return typeof value === 'number' || typeof value === 'boolean' || value === null
    ? String(value)
    : 'another value';
}

/** Rows of one list that the other lacks, each as often as it is missing. */
function without(rows: Rows, others: Rows): Rows {
  const left = new Map<string, number>();
  for (const row of others) left.set(row, (left.get(row) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(row) ?? 0;
    left.set(row, count - 1);
    return count <= 0;
  });
}

function isTrue(rows: Rows): boolean {
  return rows.length === 1 && /^\{"(?:[^"\\]|\\.)*":true\}$/.test(rows[0] ?? '');
}

function shown(rows: Rows): string {
  const [first] = rows;
  if (first === undefined) return 'no rows';
  const values = Object.values(parsed(first));
  return rows.length === 1 && values.length === 1 && (typeof values[0] === 'boolean' || values[0] === null)
    ? `one row that is ${values[0]}`
    : `${rows.length}${rows.length >= COUNTED ? ' rows or more' : rows.length === 1 ? ' row' : ' rows'} with ${values.length === 1 ? 'one column' : `${values.length} columns`}`;
}

/** In a transaction that may not write, as one statement that cannot be two. */
async function readRows(
  connection: ConnectionParameters,
  sql: string,
  timeout: number,
  limit: number,
): Promise<Rows> {
  const session = await openSession(connection, { readOnly: true });
  try {
    await session.query('BEGIN TRANSACTION READ ONLY');
    await session.query(`SELECT pg_catalog.set_config('statement_timeout', $1, true)`, [`${timeout}ms`]);
    return await askOnce(session, sql, limit);
  } finally {
    await session.close();
  }
}

async function askOnce(session: OwnSession, sql: string, limit: number): Promise<Rows> {
  // With a parameter the driver sends it as one prepared statement. The line end closes a comment of the query's last line.
  const query = `SELECT pg_catalog.to_json(q)::text AS row FROM (${sql.trim().replace(/;+$/, '')}\n) AS q LIMIT $1`;
  try {
    const rows = await session.query<{ row: string }>(query, [limit]);
    return rows.map(({ row }) => row);
  } catch (error) {
    const { code, message } = error as { code?: string; message?: string };
    if (code === undefined || /^(08|57P)/.test(code)) throw error;
    throw new SafeMigrateError({
      code: 'SQL_CHECK_ERROR',
      what: `A query of the option verify failed: ${sql.replace(/\s+/g, ' ').trim()}`,
      why: `${message ?? ''} (SQLSTATE ${code})`,
      next: 'Correct the query: one SELECT that may be read as a subquery. It runs in a read-only transaction.',
    });
  }
}

function tooMany(most: number, sql: string): SafeMigrateError {
  return new SafeMigrateError(
    {
      code: 'SQL_CHECK_ROWS',
      what: `A query of the option verify returns more than ${most} rows: ${sql.replace(/\s+/g, ' ').trim()}`,
      why: 'Rows are compared one by one and kept in the journal until the run is settled.',
      next: 'Ask for counts and sums, or for fewer rows; every row of every table is compared anyway.',
    },
    'usage',
  );
}
