import { qualifiedName, quoteIdentifier, quoteLiteral } from '../target/identifier';
import type { Session } from '../target/session';
import {
  comparedColumns,
  fingerprintTable,
  pinSettings,
  withPinnedSettings,
  type TableFingerprint,
} from './fingerprint';
import type { TableState } from './structure';

/** Rows that are looked at in a table that is too large to be compared. */
const SAMPLE_ROWS = 1_000;

/** What is looked at in a table that is too large to be compared whole, before and after. */
export interface Sample {
  /** A condition that finds the sampled rows again by their key; undefined where the table has no key. */
  readonly rows?: string;
  readonly print?: TableFingerprint;
  /** Counted where the table will be rewritten, which the counters do not see. */
  readonly count?: string;
}

/**
 * Takes a sample of rows from all over a table and locks them (FOR NO KEY UPDATE, so that no client changes them until the transaction
 * ends); with the whole table locked, that costs nothing more.
 */
export async function takeSample(session: Session, table: TableState, rewritten: boolean): Promise<Sample> {
  const count = rewritten ? await countRows(session, table) : undefined;
  const rows = await sampledRows(session, table);
  return { rows, count, print: rows === undefined ? undefined : await printSample(session, table, rows) };
}

/** Reads the same rows again, limited to the columns that `table` is given with. */
export async function lookAgain(session: Session, table: TableState, sample: Sample): Promise<Sample> {
  const { rows } = sample;
  return {
    rows,
    count: sample.count === undefined ? undefined : await countRows(session, table),
    print: rows === undefined ? undefined : await printSample(session, table, rows),
  };
}

function printSample(session: Session, table: TableState, rows: string): Promise<TableFingerprint> {
  return withPinnedSettings(session, () => fingerprintTable(session, table, rows));
}

async function countRows(session: Session, { schema, name }: TableState): Promise<string> {
  const [row] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ONLY ${qualifiedName(schema, name)}`,
  );
  return row?.n ?? '0';
}

async function sampledRows(session: Session, table: TableState): Promise<string | undefined> {
  const columns = comparedColumns(table);
  const key = table.key.flatMap((number) => columns.find((column) => column.number === number) ?? []);
  if (key.length === 0 || key.length < table.key.length) return undefined;
  const types = await session.query<{ number: number; type: string }>(
    `SELECT a.attnum::int AS number, format('%I.%I', n.nspname, t.typname) AS type FROM pg_catalog.pg_attribute a
       JOIN pg_catalog.pg_type t ON t.oid = a.atttypid JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      WHERE a.attrelid = $1::oid AND a.attnum = ANY ($2::int[])`,
    [table.oid, key.map(({ number }) => number)],
  );
  const from = `ONLY ${qualifiedName(table.schema, table.name)}`;
  const estimate = table.rows ?? table.bytes / 100;
  const percent = Math.min(100, Math.max(0.001, (110 * SAMPLE_ROWS) / Math.max(1, estimate)));
  const values = key.map(({ name }, at) => `${quoteIdentifier(name)}::text AS k${at}`).join(', ');
  const found = await withPinned(
    session,
    `SELECT ${values} FROM ${from} TABLESAMPLE SYSTEM (${percent}) LIMIT ${SAMPLE_ROWS} FOR NO KEY UPDATE`,
  );
  if (found.length === 0) return undefined;
  const typeOf = ({ number }: { number: number }) =>
    types.find((row) => row.number === number)?.type ?? 'text';
  const rows = found.map((row) => `(${key.map((_, at) => quoteLiteral(row[`k${at}`] ?? '')).join(', ')})`);
  const cast = key.map((column, at) => `k${at}::${typeOf(column)}`).join(', ');
  const names = key.map((_, at) => `k${at}`).join(', ');
  return `(${key.map(({ name }) => quoteIdentifier(name)).join(', ')}) IN (SELECT ${cast} FROM (VALUES ${rows.join(', ')}) AS sample (${names}))`;
}

/** A rollback to a savepoint would let go of the row locks: the settings are put back one by one instead. */
async function withPinned(session: Session, sql: string): Promise<readonly Record<string, string>[]> {
  const restore = await pinSettings(session);
  const rows = await session.query<Record<string, string>>(sql);
  await restore();
  return rows;
}
