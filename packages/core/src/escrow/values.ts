import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import type { ColumnState, TableState } from '../verify/structure';
import { depositTable, sameKey, type DepositedColumn } from './deposit';
import { inEscrow } from './schema';
import type { StoredDeposit } from './stored-deposits';

/** How many rows a FROM clause gives. */
export async function countOf(session: Session, source: string): Promise<number> {
  const [row] = await session.query<{ n: string }>(`SELECT count(*)::text AS n FROM ${source}`);
  return Number(row?.n ?? 0);
}

/** A column of the table, and what is kept of it. */
export interface Pair {
  readonly column: ColumnState;
  readonly kept: DepositedColumn;
}

/** Columns that are there again under their names, and are not calculated. */
export function pairs(table: TableState, columns: readonly DepositedColumn[]): readonly Pair[] {
  return columns.flatMap((kept) => {
    const column = table.columns.find(({ name, generated }) => name === kept.name && !generated);
    return column ? [{ column, kept }] : [];
  });
}

/** Columns that are not there again. */
export function notMadeAgain(
  table: TableState,
  columns: readonly DepositedColumn[],
): readonly DepositedColumn[] {
  return columns.filter(({ name }) => !table.columns.some((column) => column.name === name));
}

/** A value in escrow as one of the column, as SQL. */
export function backAs(column: ColumnState, { name, type }: DepositedColumn, alias: string): string {
  const value = `${alias}.${quoteIdentifier(name)}`;
  return column.type === type && !type.includes('.') ? value : `${value}::text::${typeSql(column.type)}`;
}

/** `core.stage[]` as SQL; PostgreSQL's own types are written as they are. */
function typeSql(type: string): string {
  const [, schema, name, rest] = /^([^.]+)\.(.+?)((?:\([^()]*\))?(?:\[\])*)$/.exec(type) ?? [];
  return schema && name ? `${qualifiedName(schema, name)}${rest ?? ''}` : type;
}

/** How many rows that are there again show another value than the one in escrow, as text. */
export async function difference(
  session: Session,
  table: TableState,
  { id, wholeTable, key }: StoredDeposit,
  matched: readonly Pair[],
  orphan: string,
): Promise<number> {
  const target = `ONLY ${qualifiedName(table.schema, table.name)}`;
  const copy = inEscrow(depositTable(id));
  if (wholeTable) {
    const list = (alias: string) =>
      matched
        .map(
          ({ column, kept: { name } }) =>
            `${alias}.${quoteIdentifier(alias === 't' ? column.name : name)}::text`,
        )
        .join(', ');
    return countOf(
      session,
      `(SELECT ${list('e')} FROM ${copy} AS e EXCEPT ALL SELECT ${list('t')} FROM ${target} AS t) AS d`,
    );
  }
  const unlike = matched.map(
    ({ column, kept: { name } }) =>
      `t.${quoteIdentifier(column.name)}::text COLLATE "C" IS DISTINCT FROM e.${quoteIdentifier(name)}::text COLLATE "C"`,
  );
  return countOf(
    session,
    `${target} AS t JOIN ${copy} AS e ON ${sameKey(key)} WHERE NOT (${orphan}) AND (${unlike.join(' OR ')})`,
  );
}

/** A sequence that went with its column goes on where the old one stood. */
export async function setSequences(
  session: Session,
  table: TableState,
  columns: readonly DepositedColumn[],
): Promise<void> {
  for (const { name, sequence } of columns) {
    if (sequence === undefined) continue;
    await session.query(
      `SELECT pg_catalog.setval(s, greatest($3::bigint, coalesce(pg_catalog.pg_sequence_last_value(s::regclass), 0)))
         FROM pg_catalog.pg_get_serial_sequence($1, $2) AS s WHERE s IS NOT NULL`,
      [qualifiedName(table.schema, table.name), name, sequence],
    );
  }
}
