import { takeSealTicket } from '../seal/ticket';
import type { Session } from '../target/session';
import { depositTable, type DepositedColumn } from './deposit';
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
