import { SafeMigrateError } from '../errors';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { pinSettings } from '../verify/fingerprint';
import { tableName, type ColumnState, type Structure, type TableState } from '../verify/structure';
import { inEscrow, prepareEscrow } from './schema';

/** A table that a migration drops, or columns of it, or rows that it deletes. */
export interface DroppedPart {
  /** `schema.table` */
  readonly table: string;
  /** Undefined: the table itself. */
  readonly columns?: readonly string[];
  /** The table stays, and `down()` deletes rows of it: at most so many, where that is known. */
  readonly deletes?: { readonly most?: number };
}

/** What is put aside, for whom and for how long. */
export interface EscrowOrder {
  readonly parts: readonly DroppedPart[];
  readonly run: string;
  readonly migrations: readonly string[];
  readonly direction: 'up' | 'down';
  /** Days until it may be removed. */
  readonly keepDays: number;
}

/** Default of {@link EscrowOrder.keepDays}. */
export const KEEP_DAYS = 30;

/** One column in escrow. */
export interface DepositedColumn {
  readonly name: string;
  readonly number: number;
  /** With its schema and modifiers, for the way back. */
  readonly type: string;
  /** As text: its type may be dropped too. Types of PostgreSQL's own are kept as they are. */
  readonly asText: boolean;
  /** Where the sequence stands that goes with the column. */
  readonly sequence?: string;
}

/** What was put aside of one table. */
export interface Deposit {
  readonly id: string;
  readonly table: string;
  readonly oid: string;
  readonly wholeTable: boolean;
  /** It holds rows that are deleted from a table that stays; see {@link DroppedPart}. */
  readonly deletes?: DroppedPart['deletes'];
  /** What rows are known by. */
  readonly key: readonly DepositedColumn[];
  /** Names of the columns that are dropped. */
  readonly columns: readonly string[];
  readonly rows: string;
  /** Values that are not NULL. */
  readonly values: string;
  readonly keepUntil: string;
}

/**
 * Copies what will be dropped to the schema `safe_migrate_escrow`, in the migrating transaction and under its locks, with the rows' keys,
 * and checks the copy: it is there when the drop is committed, and not when it is rolled back.
 *
 * @throws SafeMigrateError ESCROW_NOT_POSSIBLE, ESCROW_MISMATCH
 */
export async function putInEscrow(
  session: Session,
  structure: Structure,
  order: EscrowOrder,
): Promise<ReadonlyMap<string, Deposit>> {
  const deposits = new Map<string, Deposit>();
  if (order.parts.length === 0) return deposits;
  await prepareEscrow(session);
  const restore = await pinSettings(session);
  for (const part of order.parts) {
    const table = structure.tables.find((candidate) => tableName(candidate) === part.table);
    if (table) deposits.set(table.oid, await deposit(session, structure, table, part, order));
  }
  await restore();
  return deposits;
}

async function deposit(
  session: Session,
  structure: Structure,
  table: TableState,
  { columns: names, deletes }: DroppedPart,
  order: EscrowOrder,
): Promise<Deposit> {
  const dropped = table.columns.filter(({ name }) => names === undefined || names.includes(name));
  // A key that is dropped too, and made again, would be another one.
  const keyGoes = names !== undefined && dropped.some(({ number }) => table.key.includes(number));
  const key = keyGoes
    ? []
    : table.key.flatMap((number) => table.columns.find((column) => column.number === number) ?? []);
  // Without a key, nothing but the rest of the row says which row a value is of.
  const others = names === undefined ? [] : key.length > 0 ? key : table.columns;
  const kept = [...others.filter((column) => !dropped.includes(column)), ...dropped];
  const described = kept.map((column) => describe(column, table, structure));
  const list = described.map((column) => `${stored(column)} AS ${quoteIdentifier(column.name)}`).join(', ');
  const from = `ONLY ${qualifiedName(table.schema, table.name)}`;
  const isKey = ({ number }: DepositedColumn) => key.some((column) => column.number === number);
  const isDropped = ({ number }: DepositedColumn) => dropped.some((column) => column.number === number);
  const [entry] = await session.query<{ id: string; keep_until: string }>(
    `INSERT INTO ${inEscrow('deposits')} (run, migrations, direction, schema_name, table_name, table_oid, whole_table, key_columns, columns, rows, value_count, keep_until)
     VALUES ($1, $2::text[], $3, $4, $5, $6::oid, $7, $8::jsonb, $9::jsonb, 0, 0, now() + make_interval(days => $10::int))
     RETURNING id::text, to_char(keep_until AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS keep_until`,
    [
      ...[
        order.run,
        order.migrations,
        order.direction,
        table.schema,
        table.name,
        table.oid,
        names === undefined,
      ],
      ...[
        JSON.stringify(described.filter(isKey)),
        JSON.stringify(described.filter(isDropped)),
        order.keepDays,
      ],
    ],
  );
  const id = entry?.id ?? '';
  const copy = inEscrow(depositTable(id));
  await session.query(`CREATE TABLE ${copy} AS SELECT ${list} FROM ${from}`);
  const sum = (values: string, source: string) =>
    session.query<{ rows: string; sum: string | null }>(
      `SELECT count(*)::text AS rows, sum(hashtextextended(ROW(${values})::text COLLATE "C", 0))::text AS sum FROM ${source}`,
    );
  const [[original], [copied]] = [
    await sum(described.map(stored).join(', '), from),
    await sum(described.map(({ name }) => quoteIdentifier(name)).join(', '), copy),
  ];
  if (original?.rows !== copied?.rows || original?.sum !== copied?.sum) throw mismatch(table);
  const counts = dropped.map(({ name }) => `count(${quoteIdentifier(name)})`).join(' + ') || '0';
  const [counted] = await session.query<{ n: string }>(`SELECT (${counts})::text AS n FROM ${copy}`);
  const [rows, values] = [copied?.rows ?? '0', counted?.n ?? '0'];
  await session.query(
    `UPDATE ${inEscrow('deposits')} SET rows = $2::bigint, value_count = $3::bigint WHERE id = $1::bigint`,
    [id, rows, values],
  );
  return {
    ...{ id, table: tableName(table), oid: table.oid, wholeTable: names === undefined && !deletes, deletes },
    key: described.filter(isKey),
    columns: deletes ? [] : dropped.map(({ name }) => name),
    ...{ rows, values, keepUntil: entry?.keep_until ?? '' },
  };
}

/**
 * After the rows are deleted, and in the same transaction: what is still in the table leaves escrow. Without a key nobody can tell which
 * rows those are, and all that were there stay in escrow.
 */
export async function keepOnlyDeleted(
  session: Session,
  deposit: Deposit,
  table: TableState,
): Promise<Deposit> {
  const { id, key } = deposit;
  if (key.length === 0) return deposit;
  const copy = inEscrow(depositTable(id));
  await session.query(
    `DELETE FROM ${copy} AS e WHERE EXISTS (SELECT FROM ONLY ${qualifiedName(table.schema, table.name)} AS t WHERE ${sameKey(key)})`,
  );
  await session.query(
    `UPDATE ${inEscrow('deposits')} SET rows = (SELECT count(*) FROM ${copy}), value_count = (SELECT count(*) FROM ${copy}) * pg_catalog.jsonb_array_length(columns)
      WHERE id = $1::bigint`,
    [id],
  );
  const [kept] = await session.query<{ rows: string; values: string }>(
    `SELECT rows::text, value_count::text AS values FROM ${inEscrow('deposits')} WHERE id = $1::bigint`,
    [id],
  );
  return { ...deposit, ...kept };
}

/** SQL: a row `t` of the table is the one of row `e` in escrow. */
export function sameKey(key: readonly DepositedColumn[]): string {
  return key
    .map(
      ({ name, asText }) =>
        `t.${quoteIdentifier(name)}${asText ? '::text' : ''} = e.${quoteIdentifier(name)}`,
    )
    .join(' AND ');
}

/** Table of the deposit with this number, in the escrow's schema. */
export const depositTable = (id: string): string => `deposit_${id}`;

function describe(column: ColumnState, table: TableState, { sequences }: Structure): DepositedColumn {
  const { name, number, type } = column;
  const sequence = sequences.find(
    ({ owner }) => owner?.table === table.oid && owner.column === number,
  )?.lastValue;
  return { name, number, type, asText: type.includes('.'), ...(sequence ? { sequence } : {}) };
}

const stored = ({ name, asText }: DepositedColumn): string =>
  asText ? `${quoteIdentifier(name)}::text` : quoteIdentifier(name);

function mismatch(table: TableState): SafeMigrateError {
  return new SafeMigrateError({
    code: 'ESCROW_MISMATCH',
    what: `What is dropped of ${tableName(table)} could not be put aside.`,
    why: 'The copy does not hold the same values.',
    next: 'Nothing was changed. Run again; if it stays so, report it.',
  });
}
