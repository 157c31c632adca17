import type { Session } from '../target/session';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import { comparedColumns } from '../verify/fingerprint';
import type { TableState } from '../verify/structure';

/** One table in two databases: the columns that both have, and the key where it is the same in both. */
export interface SharedTable {
  readonly schema: string;
  readonly name: string;
  readonly columns: readonly string[];
  /** Empty without a primary key that both have: then whole rows are counted. */
  readonly key: readonly string[];
  /** `GENERATED ALWAYS AS IDENTITY`: the server lets nobody update them. */
  readonly identities: readonly string[];
}

/** One row as a cursor returns it, in the order of `id`. */
export interface KeyedRow {
  readonly id: string;
  readonly key: string;
  readonly digest: string;
  /** Literals of all columns, where they were asked for. */
  readonly literals?: string;
}

/** What a table has in common in two databases. */
export function sharedTable(
  live: TableState,
  restored: TableState,
  identities: readonly string[],
): SharedTable {
  const types = new Map(comparedColumns(restored).map(({ name, type }) => [name, type]));
  const columns = comparedColumns(live)
    .filter(({ name, type }) => types.get(name) === type)
    .map(({ name }) => name);
  const keyOf = (table: TableState) =>
    table.key.map((number) => table.columns.find((column) => column.number === number)?.name ?? '');
  const key = keyOf(live);
  const same = key.length > 0 && key.join('\0') === keyOf(restored).join('\0');
  const usable = same && key.every((name) => columns.includes(name));
  return { schema: live.schema, name: live.name, columns, key: usable ? key : [], identities };
}

/** Table OID to its `GENERATED ALWAYS AS IDENTITY` columns. */
export async function readIdentities(session: Session): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await session.query<{ oid: string; names: string[] }>(
    `SELECT attrelid::text AS oid, array_agg(attname::text) AS names FROM pg_catalog.pg_attribute
      WHERE attidentity = 'a' AND attnum > 0 AND NOT attisdropped GROUP BY 1`,
  );
  return new Map(rows.map(({ oid, names }) => [oid, names]));
}

/** Values are written alike on both sides, whatever the two databases are set to. */
const PINNED: Readonly<Record<string, string>> = {
  ...{ TimeZone: 'UTC', DateStyle: 'ISO, YMD', IntervalStyle: 'postgres', extra_float_digits: '3' },
  ...{ bytea_output: 'hex', lc_monetary: 'C', search_path: '', row_security: 'off', jit: 'off' },
};

/** Starts a snapshot in which values are written alike. */
export async function beginReading(session: Session): Promise<void> {
  await session.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const settings = Object.entries(PINNED).map(([name, value]) => `set_config('${name}', '${value}', true)`);
  await session.query(`SELECT ${settings.join(', ')}`);
}

/** Rows are spread over this many parts; parts that are equal are not read row by row. */
export const PARTS = 4096;

const rowText = ({ columns }: SharedTable): string => `ROW(${columns.map(quoteIdentifier).join(', ')})::text`;

function keyText(table: SharedTable): string {
  const [only, ...more] = table.key;
  if (only === undefined) return rowText(table);
  return more.length === 0
    ? `${quoteIdentifier(only)}::text`
    : `ROW(${table.key.map(quoteIdentifier).join(', ')})::text`;
}

const partOf = (table: SharedTable): string =>
  `(hashtextextended((${keyText(table)}) COLLATE "C", 0) & ${PARTS - 1})`;

const from = ({ schema, name }: SharedTable): string => `ONLY ${qualifiedName(schema, name)}`;

/** Part to what is in it, as one text. */
export async function readParts(session: Session, table: SharedTable): Promise<ReadonlyMap<number, string>> {
  const rows = await session.query<{ part: string; content: string }>(
    `SELECT ${partOf(table)}::text AS part, count(*) || ' ' || sum(hashtextextended((${rowText(table)}) COLLATE "C", 0)) AS content
       FROM ${from(table)} GROUP BY 1`,
  );
  return new Map(rows.map(({ part, content }) => [Number(part), content]));
}

/** Rows that are fetched at a time. */
const FETCH = 2_000;

/** Reads the rows of some parts in the order of their ids, a few at a time. */
export async function* readRows(
  session: Session,
  table: SharedTable,
  parts: readonly number[],
  withLiterals: boolean,
): AsyncGenerator<KeyedRow> {
  const literals = withLiterals
    ? `, concat_ws(', ', ${table.columns.map((name) => `quote_nullable(${quoteIdentifier(name)}::text)`).join(', ')}) AS literals`
    : '';
  const where = parts.length < PARTS / 2 ? `WHERE ${partOf(table)} IN (${parts.join(', ')})` : '';
  await session.query(
    `DECLARE safe_migrate_rows NO SCROLL CURSOR FOR
     SELECT md5(${keyText(table)}) AS id, left(${keyText(table)}, 200) AS key, md5(${rowText(table)}) AS digest${literals}
       FROM ${from(table)} ${where} ORDER BY md5(${keyText(table)}) COLLATE "C"`,
  );
  try {
    for (;;) {
      const rows = await session.query<KeyedRow & Record<string, unknown>>(
        `FETCH ${FETCH} FROM safe_migrate_rows`,
      );
      yield* rows;
      if (rows.length < FETCH) return;
    }
  } finally {
    await session.query('CLOSE safe_migrate_rows').catch(() => undefined);
  }
}
