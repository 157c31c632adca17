import { qualifiedName, quoteIdentifier, quoteLiteral } from '../target/identifier';
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
  /** The same over the columns in the order of their names: a child that got a column through its parent has another order when restored. */
  readonly wholeRowsByName?: string;
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
  quote_all_identifiers: 'off',
  search_path: '',
  row_security: 'off',
  jit: 'off',
};

/** The columns that a fingerprint covers: generated ones follow from the others. */
export function comparedColumns(table: TableState): readonly ColumnState[] {
  return table.columns.filter((column) => !column.generated);
}

/**
 * Fingerprints tables within the session's current transaction; a table is limited to the columns that it is given with.
 *
 * @param onTable told after each table how long it took, in ms.
 */
export async function fingerprintTables(
  session: Session,
  tables: readonly TableState[],
  onTable: (table: TableState, durationMs: number) => void = () => undefined,
): Promise<Map<string, TableFingerprint>> {
  const prints = new Map<string, TableFingerprint>();
  if (tables.length === 0) return prints;
  await withPinnedSettings(session, async () => {
    for (const table of tables) {
      const started = performance.now();
      prints.set(table.oid, await fingerprintTable(session, table));
      onTable(table, performance.now() - started);
    }
  });
  return prints;
}

/** The settings end with a savepoint: a migration that goes on in the same transaction does not see them. What is read may not write. */
export async function withPinnedSettings<T>(session: Session, read: () => Promise<T>): Promise<T> {
  await session.query('SAVEPOINT safe_migrate_fingerprint');
  try {
    await session.query(pinned(Object.entries(PINNED)));
    return await read();
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT safe_migrate_fingerprint');
    await session.query('RELEASE SAVEPOINT safe_migrate_fingerprint');
  }
}

/**
 * The same for what writes or locks, which a savepoint that is rolled back would undo.
 *
 * @returns puts every setting back to what it was.
 */
export async function pinSettings(session: Session): Promise<() => Promise<void>> {
  const names = Object.keys(PINNED);
  const [before] = await session.query<Record<string, string>>(
    `SELECT ${names.map((name, at) => `current_setting('${name}') AS s${at}`).join(', ')}`,
  );
  await session.query(pinned(Object.entries(PINNED)));
  return async () => {
    await session.query(pinned(names.map((name, at) => [name, before?.[`s${at}`] ?? ''])));
  };
}

const pinned = (settings: readonly (readonly [string, string])[]): string =>
  `SELECT ${settings.map(([name, value]) => `set_config('${name}', ${quoteLiteral(value)}, true)`).join(', ')}`;

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

/** @param rows a condition that picks the rows to look at. */
export async function fingerprintTable(
  session: Session,
  table: TableState,
  rows?: string,
): Promise<TableFingerprint> {
  const columns = comparedColumns(table);
  const keyColumns = keyColumnsOf(table);
  const seed = keySeed(keyColumns);
  const sums = columns.map((column) => `sum(${hashExpression(column, seed)})::text AS "c${column.number}"`);
  const whole = (some: readonly ColumnState[], as: string) =>
    `sum(hashtextextended(ROW(${some.map(({ name }) => quoteIdentifier(name)).join(', ')})::text COLLATE "C", 0))::text AS ${as}`;
  const hasWhole = keyColumns.length === 0 && columns.length > 0;
  const hasNamed = hasWhole && table.parents.length > 0;
  const byName = [...columns].sort((one, other) => (one.name < other.name ? -1 : 1));
  const wholeRows = [
    ...(hasWhole ? [whole(columns, 'whole')] : []),
    ...(hasNamed ? [whole(byName, 'named')] : []),
  ];
  const only = table.kind === 'r' ? 'ONLY ' : '';
  const [row] = await session.query<Record<string, string | null>>(
    `SELECT ${['count(*)::text AS rows', ...sums, ...wholeRows].join(', ')} FROM ${only}${qualifiedName(table.schema, table.name)}${rows === undefined ? '' : ` WHERE ${rows}`}`,
  );
  if (!row) throw new Error(`no fingerprint of ${table.schema}.${table.name}`);
  return {
    rows: row['rows'] ?? '0',
    key: seedOf(table),
    columns: Object.fromEntries(columns.map(({ number }) => [String(number), row[`c${number}`] ?? 'none'])),
    ...(hasWhole ? { wholeRows: row['whole'] ?? 'none' } : {}),
    ...(hasNamed ? { wholeRowsByName: row['named'] ?? 'none' } : {}),
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
