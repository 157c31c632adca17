import { changesServer } from '@safe-migrate/hazards';
import { OWN_MARK } from '../../target/transaction-marks';
import { HostError } from './failure';

/** SQL: a row that is seen although its writer has not ended is our own, a subtransaction's too; others' are committed, or not seen. */
const OURS = (row: string): string =>
  `CASE WHEN ${row}.xmin <> '2'::xid AND pg_catalog.age(${row}.xmin) <= began.age
        THEN pg_catalog.txid_status(began.id + began.age - pg_catalog.age(${row}.xmin)) = 'in progress' END`;

/**
 * Whether the transaction that is open wrote to a catalog that every database of the server shares, other than about the database that it
 * is in: a DO block, or a function, does not show what it sends. What others write there meanwhile is their business.
 */
const WROTE_SHARED = `
  WITH own AS (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database()),
       began AS (SELECT pg_catalog.txid_current() AS id, pg_catalog.age((${OWN_MARK})::xid) AS age)
  SELECT 1 AS found FROM pg_catalog.pg_class c
   WHERE c.relname IN ('pg_authid', 'pg_auth_members', 'pg_tablespace', 'pg_parameter_acl')
     AND c.relnamespace = 'pg_catalog'::regnamespace
     AND pg_catalog.pg_stat_get_xact_tuples_inserted(c.oid) + pg_catalog.pg_stat_get_xact_tuples_updated(c.oid)
       + pg_catalog.pg_stat_get_xact_tuples_deleted(c.oid) > 0
  UNION ALL
  SELECT 1 FROM pg_catalog.pg_database d, own, began WHERE d.oid <> own.oid AND ${OURS('d')}
  UNION ALL
  SELECT 1 FROM pg_catalog.pg_db_role_setting s, own, began
   WHERE s.setdatabase <> own.oid AND ${OURS('s')}
   LIMIT 1`;

/** The catalogs that every database of the server shares, but for what goes with any object (its owner, its comment). */
const SHARED = new Set([
  ...['pg_authid', 'pg_auth_members', 'pg_tablespace', 'pg_parameter_acl', 'pg_database'],
  'pg_db_role_setting',
]);

/**
 * Keeps a trial from changing the live server by way of a scratch database on it: roles, other databases, tablespaces and the
 * configuration are not the scratch database's own, and stay when it is dropped.
 */
export class ServerFence {
  /** @throws HostError SERVER_WIDE: the statement is not sent. */
  assertOwn(sql: string): void {
    if (changesServer(sql))
      throw refused(`The migration sends ${sql.replace(/\s+/g, ' ').trim().slice(0, 120)}`);
  }

  /**
   * @param wrote the system catalogs that the transaction has written to, where that is known
   * @throws HostError SERVER_WIDE: the transaction must be rolled back.
   */
  async assertTransaction(
    query: (sql: string) => Promise<readonly unknown[]>,
    wrote?: readonly string[],
  ): Promise<void> {
    if (wrote && !wrote.some((name) => SHARED.has(name))) return;
    if ((await query(WROTE_SHARED)).length > 0)
      throw refused(
        'The migration changes roles, databases or tablespaces from inside a block or a function',
      );
  }
}

const refused = (what: string): HostError =>
  new HostError(
    'SERVER_WIDE',
    `${what}: that belongs to the whole server, and the scratch database is on the live one; it was not tried.`,
  );
