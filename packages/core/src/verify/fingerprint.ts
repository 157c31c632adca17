import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { hashExpression, keySeed } from './hash-expression';
import type { ColumnState, TableState } from './structure';

/** The content of one table as numbers: equal numbers, equal content (up to a chance of 2^-64 per column). */
export interface TableFingerprint {
  readonly rows: string;
  /** Numbers of the key's columns, which seed the other hashes; empty without a primary key. Not compared. */
  readonly key: string;
  /** Column number (as text) to the sum of its values' hashes. */
  readonly columns: Readonly<Record<string, string>>;
  /** For a table without a primary key: the sum of whole-row hashes, as nothing else ties a row's values together. */
  readonly wholeRows?: string;
}

/**
 * Session settings that the text form of values depends on, and `row_security`: a role under row-level security would
 * otherwise count its own rows only, without a word; with `off` the server refuses instead.
 */
const PINNED: Readonly<Record<string, string>> = {
  TimeZone: 'UTC',
  DateStyle: 'ISO, YMD',
  IntervalStyle: 'postgres',
  extra_float_digits: '3',
  bytea_output: 'hex',
  xmlbinary: 'base64',
  lc_monetary: 'C',
  search_path: '',
  row_security: 'off',
  jit: 'off',
};

/** The columns that a fingerprint covers: generated ones follow from the others. */
export function comparedColumns(table: TableState): readonly ColumnState[] {
  return table.columns.filter((column) => !column.generated);
}

/**
 * Fingerprints tables within the session's current transaction. The settings it needs end with a savepoint, so a
 * migration that goes on in the same transaction does not see them.
 *
 * @param columns limits a table to the columns that existed before; all columns by default.
 */
export async function fingerprintTables(
  session: Session,
  tables: readonly TableState[],
  onTable: (table: TableState) => void = () => undefined,
): Promise<Map<string, TableFingerprint>> {
  const prints = new Map<string, TableFingerprint>();
  if (tables.length === 0) return prints;
  await session.query('SAVEPOINT safe_migrate_fingerprint');
  try {
    await session.query(
      `SELECT ${Object.entries(PINNED)
        .map(([name, value]) => `set_config('${name}', '${value}', true)`)
        .join(', ')}`,
    );
    for (const table of tables) {
      prints.set(table.oid, await fingerprintTable(session, table));
      onTable(table);
    }
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT safe_migrate_fingerprint');
    await session.query('RELEASE SAVEPOINT safe_migrate_fingerprint');
  }
  return prints;
}

function keyColumnsOf(table: TableState): readonly ColumnState[] {
  const columns = comparedColumns(table);
  const key = table.key.map((number) => columns.find((column) => column.number === number));
  return key.every((column) => column !== undefined) ? key : [];
}

/** The key that a table's hashes are seeded with: only fingerprints with the same one can be compared. */
export function seedOf(table: TableState): string {
  return keyColumnsOf(table)
    .map(({ number }) => number)
    .join(' ');
}

async function fingerprintTable(session: Session, table: TableState): Promise<TableFingerprint> {
  const columns = comparedColumns(table);
  const keyColumns = keyColumnsOf(table);
  const seed = keySeed(keyColumns);
  const sums = columns.map((column) => `sum(${hashExpression(column, seed)})::text AS "c${column.number}"`);
  const wholeRows =
    keyColumns.length === 0 && columns.length > 0
      ? [
          `sum(hashtextextended(ROW(${columns.map(({ name }) => quoteIdentifier(name)).join(', ')})::text COLLATE "C", 0))::text AS whole`,
        ]
      : [];
  const only = table.kind === 'r' ? 'ONLY ' : '';
  const [row] = await session.query<Record<string, string | null>>(
    `SELECT ${['count(*)::text AS rows', ...sums, ...wholeRows].join(', ')} FROM ${only}${qualifiedName(table.schema, table.name)}`,
  );
  if (!row) throw new Error(`no fingerprint of ${table.schema}.${table.name}`);
  return {
    rows: row['rows'] ?? '0',
    key: seedOf(table),
    columns: Object.fromEntries(columns.map(({ number }) => [String(number), row[`c${number}`] ?? 'none'])),
    ...(wholeRows.length ? { wholeRows: row['whole'] ?? 'none' } : {}),
  };
}

/** How two fingerprints of one table differ, by column number; empty where they are equal. */
export interface FingerprintDifference {
  readonly rowsBefore: string;
  readonly rowsAfter: string;
  readonly columns: readonly number[];
}

/**
 * Compares two fingerprints on the columns that both have.
 *
 * @returns undefined where they are equal.
 */
export function compareFingerprints(
  before: TableFingerprint,
  after: TableFingerprint,
): FingerprintDifference | undefined {
  const columns = Object.keys(before.columns)
    .filter((number) => after.columns[number] !== before.columns[number])
    .map(Number);
  const wholeRowsDiffer =
    before.wholeRows !== undefined && after.wholeRows !== undefined && before.wholeRows !== after.wholeRows;
  if (columns.length === 0 && before.rows === after.rows && !wholeRowsDiffer) return undefined;
  return { rowsBefore: before.rows, rowsAfter: after.rows, columns };
}
