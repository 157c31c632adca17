import { takeSealTicket } from '../seal/ticket';
import { SafeMigrateError } from '../errors';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { pinSettings } from '../verify/fingerprint';
import { readStructure, tableName, type ColumnState, type TableState } from '../verify/structure';
import { depositTable, sameKey, type DepositedColumn } from './deposit';
import { hasEscrow, inEscrow } from './schema';

/** A deposit as it is listed. */
export interface StoredDeposit {
  readonly id: string;
  readonly run: string;
  readonly migrations: readonly string[];
  readonly direction: 'up' | 'down';
  readonly schema: string;
  readonly name: string;
  readonly oid: string;
  readonly wholeTable: boolean;
  readonly key: readonly DepositedColumn[];
  readonly columns: readonly DepositedColumn[];
  readonly rows: string;
  readonly values: string;
  readonly depositedAt: string;
  readonly keepUntil: string;
  readonly expired: boolean;
  readonly givenBack: boolean;
}

/** What was put back, and what could not be. */
export interface GivenBack {
  /** The statements that wrote to the user's tables. */
  readonly sent: readonly string[];
  /** In words, one per column or table. */
  readonly returned: readonly string[];
  /** In words: what is not as it was before the drop. */
  readonly withheld: readonly Withheld[];
}

/** Something that cannot be given back. */
export interface Withheld {
  /** `schema.table` or `schema.table.column` */
  readonly what: string;
  readonly why: string;
}

/** Every deposit that is still there, the oldest first. */
export async function listDeposits(session: Session): Promise<readonly StoredDeposit[]> {
  if (!(await hasEscrow(session))) return [];
  return session.query<Record<string, unknown> & StoredDeposit>(
    `SELECT id::text, run, migrations, direction, schema_name AS schema, table_name AS name, table_oid::text AS oid, whole_table AS "wholeTable",
            key_columns AS key, columns, rows::text, value_count::text AS values,
            to_char(deposited_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS "depositedAt", to_char(keep_until AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "keepUntil",
            keep_until < now() AS expired, given_back_at IS NOT NULL AS "givenBack"
       FROM ${inEscrow('deposits')} WHERE removed_at IS NULL ORDER BY id`,
  );
}

/** Removes the deposits whose time is over; the list keeps their entries. */
export async function removeExpired(session: Session): Promise<readonly StoredDeposit[]> {
  const over = (await listDeposits(session)).filter(({ expired }) => expired);
  // A sealed database refuses to drop anything but in a transaction of ours.
  const seal = await takeSealTicket(session, 'expired deposits');
  for (const { id } of over) {
    await session.query('BEGIN');
    await seal.open();
    await session.query(`DROP TABLE IF EXISTS ${inEscrow(depositTable(id))}`);
    await session.query(`UPDATE ${inEscrow('deposits')} SET removed_at = now() WHERE id = $1::bigint`, [id]);
    await session.query('COMMIT');
  }
  return over;
}

/**
 * After `down()` made dropped columns and tables again, and in its transaction: puts the values in escrow back by the rows' keys and
 * compares. What `down()` did not make again stays in escrow.
 *
 * @throws SafeMigrateError ESCROW_NOT_GIVEN_BACK
 */
export async function giveBack(session: Session, migrations: readonly string[]): Promise<GivenBack> {
  const [sent, returned, withheld]: [string[], string[], Withheld[]] = [[], [], []];
  const deposits = (await listDeposits(session)).filter(
    (deposit) =>
      deposit.direction === 'up' &&
      !deposit.givenBack &&
      deposit.migrations.some((name) => migrations.includes(name)),
  );
  if (deposits.length === 0) return { sent, returned, withheld };
  const { tables } = await readStructure(session);
  const restore = await pinSettings(session);
  for (const deposit of [...deposits].reverse()) {
    // By name: a restored copy has other OIDs and numbers, and what was renamed since has its old name again by now.
    const table = tables.find(({ schema, name }) => schema === deposit.schema && name === deposit.name);
    const label = `${deposit.schema}.${deposit.name}`;
    if (!table) {
      const why = deposit.wholeTable
        ? 'down() does not make the table again; its rows stay in escrow'
        : 'the table is gone';
      withheld.push({ what: label, why });
      continue;
    }
    const outcome = deposit.wholeTable
      ? await giveTable(session, table, deposit)
      : await giveColumns(session, table, deposit);
    sent.push(...outcome.sent);
    returned.push(...outcome.returned);
    withheld.push(...outcome.withheld);
    if (outcome.returned.length > 0)
      await session.query(`UPDATE ${inEscrow('deposits')} SET given_back_at = now() WHERE id = $1::bigint`, [
        deposit.id,
      ]);
  }
  await restore();
  return { sent, returned, withheld };
}

async function giveTable(session: Session, table: TableState, deposit: StoredDeposit): Promise<GivenBack> {
  const label = tableName(table);
  const target = qualifiedName(table.schema, table.name);
  const matched = pairs(table, deposit.columns);
  const withheld = deposit.columns
    .filter(({ name }) => !table.columns.some((column) => column.name === name))
    .map(({ name }) => ({ what: `${label}.${name}`, why: 'down() does not make the column again' }));
  const [row] = await session.query<{ some: boolean }>(`SELECT EXISTS (SELECT FROM ONLY ${target}) AS some`);
  if (row?.some) throw notGiven(label, 'down() left rows in the table that it made again.');
  const names = matched.map(({ column }) => quoteIdentifier(column.name)).join(', ');
  const values = matched.map(({ column, kept }) => backAs(column, kept, 'e')).join(', ');
  const statement = `INSERT INTO ${target} (${names}) OVERRIDING SYSTEM VALUE SELECT ${values} FROM ${inEscrow(depositTable(deposit.id))} AS e`;
  await session.query(statement);
  await setSequences(session, table, deposit.columns);
  const [count] = await session.query<{ n: string }>(`SELECT count(*)::text AS n FROM ONLY ${target}`);
  const unlike = await difference(
    session,
    table,
    deposit,
    matched,
    matched.map(({ kept }) => kept),
  );
  if (count?.n !== deposit.rows || unlike !== '0')
    throw notGiven(
      label,
      `${count?.n ?? 0} rows of ${deposit.rows} came back, ${unlike} values are missing.`,
    );
  return { sent: [statement], returned: [`${label}: ${deposit.rows} rows`], withheld };
}

async function giveColumns(session: Session, table: TableState, deposit: StoredDeposit): Promise<GivenBack> {
  const label = tableName(table);
  const matched = pairs(table, deposit.columns);
  const withheld: Withheld[] = deposit.columns
    .filter(({ name }) => !table.columns.some((column) => column.name === name))
    .map(({ name }) => ({
      what: `${label}.${name}`,
      why: 'down() does not make the column again; its values stay in escrow',
    }));
  const keyIsThere = deposit.key.every(({ name }) => table.columns.some((column) => column.name === name));
  if (deposit.key.length === 0 || !keyIsThere) {
    const why =
      deposit.key.length === 0
        ? 'the table has no primary key to find the rows by; the values stay in escrow'
        : 'the columns of the key are gone; the values stay in escrow';
    return {
      sent: [],
      returned: [],
      withheld: [...withheld, ...matched.map(({ column }) => ({ what: `${label}.${column.name}`, why }))],
    };
  }
  if (matched.length === 0) return { sent: [], returned: [], withheld };
  const target = `ONLY ${qualifiedName(table.schema, table.name)}`;
  const copy = inEscrow(depositTable(deposit.id));
  const assigned = matched.map(
    ({ column, kept }) => `${quoteIdentifier(column.name)} = ${backAs(column, kept, 'e')}`,
  );
  const statement = `UPDATE ${target} AS t SET ${assigned.join(', ')} FROM ${copy} AS e WHERE ${sameKey(deposit.key)}`;
  await session.query(statement);
  await setSequences(session, table, deposit.columns);
  const unlike = await difference(session, table, deposit, matched, deposit.key);
  if (unlike !== '0') throw notGiven(label, `${unlike} rows show another value after they were written.`);
  const [gone] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ${copy} AS e WHERE NOT EXISTS (SELECT FROM ${target} AS t WHERE ${sameKey(deposit.key)})`,
  );
  const [fresh] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ${target} AS t WHERE NOT EXISTS (SELECT FROM ${copy} AS e WHERE ${sameKey(deposit.key)})`,
  );
  const since = [
    ...(gone?.n === '0' ? [] : [`${gone?.n} rows were deleted since`]),
    ...(fresh?.n === '0' ? [] : [`${fresh?.n} rows came since and have no value there`]),
  ];
  const back = `${label}, ${matched.map(({ column }) => `"${column.name}"`).join(', ')}: ${deposit.values} values`;
  return { sent: [statement], returned: [[back, ...since].join('; ')], withheld };
}

interface Pair {
  readonly column: ColumnState;
  readonly kept: DepositedColumn;
}

/** Columns that are there again under their names, and are not calculated. */
function pairs(table: TableState, columns: readonly DepositedColumn[]): readonly Pair[] {
  return columns.flatMap((kept) => {
    const column = table.columns.find(({ name, generated }) => name === kept.name && !generated);
    return column ? [{ column, kept }] : [];
  });
}

function backAs(column: ColumnState, { name, type }: DepositedColumn, alias: string): string {
  const value = `${alias}.${quoteIdentifier(name)}`;
  return column.type === type && !type.includes('.') ? value : `${value}::text::${typeSql(column.type)}`;
}

/** `core.stage[]` as SQL; PostgreSQL's own types are written as they are. */
function typeSql(type: string): string {
  const [, schema, name, rest] = /^([^.]+)\.(.+?)((?:\([^()]*\))?(?:\[\])*)$/.exec(type) ?? [];
  return schema && name ? `${qualifiedName(schema, name)}${rest ?? ''}` : type;
}

/** How many rows that are there again show another value than the one in escrow, as text. */
async function difference(
  session: Session,
  table: TableState,
  { id, wholeTable, key: kept }: StoredDeposit,
  matched: readonly Pair[],
  key: readonly DepositedColumn[],
): Promise<string> {
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
    const [row] = await session.query<{ n: string }>(
      `SELECT count(*)::text AS n FROM (SELECT ${list('e')} FROM ${copy} AS e EXCEPT ALL SELECT ${list('t')} FROM ${target} AS t) AS d`,
    );
    return row?.n ?? '?';
  }
  const unlike = matched.map(
    ({ column, kept: { name } }) =>
      `t.${quoteIdentifier(column.name)}::text COLLATE "C" IS DISTINCT FROM e.${quoteIdentifier(name)}::text COLLATE "C"`,
  );
  const [row] = await session.query<{ n: string }>(
    `SELECT count(*)::text AS n FROM ${target} AS t JOIN ${copy} AS e ON ${sameKey(kept.length > 0 ? kept : key)} WHERE ${unlike.join(' OR ')}`,
  );
  return row?.n ?? '?';
}

/** A sequence that went with its column goes on where the old one stood. */
async function setSequences(
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

function notGiven(label: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'ESCROW_NOT_GIVEN_BACK',
    what: `The values in escrow could not be given back to ${label}.`,
    why,
    next: 'Everything was rolled back. Correct down(), or take the values from the schema safe_migrate_escrow by hand.',
  });
}
