import { describeSession, readLongTransactions } from '../apply/blockers';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/** A transaction that is open for longer than this, in seconds, is told: it holds up locks, and every CONCURRENTLY waits for its end. */
const LONG_S = 60;
/** A replica behind by more than this is told: what a migration writes must reach it too. */
const LAG_S = 30;
const LAG_BYTES = 1_000_000_000;
/** Share of the lock table that one transaction over every table would fill. */
const LOCK_SHARE = 0.5;
/** How many names are told of each kind. */
const NAMES = 5;

/**
 * What is known to make migrations wait or fail, looked for before anything is tried; reads catalogs and statistics only. What this role may not
 * see is left out.
 *
 * @returns one line per finding
 */
export async function readConditions(session: Session): Promise<readonly string[]> {
  const found: string[] = [];
  for (const look of [longTransactions, prepared, replicas, lockTable, invalid, unvalidated])
    found.push(...(await look(session)));
  return found;
}

async function longTransactions(session: Session): Promise<string[]> {
  const rows = await readLongTransactions(session, LONG_S);
  return rows.map((row) => `open for long, and in the way of locks: ${describeSession(row)}`);
}

/** They hold their locks until somebody ends them, also when their client is long gone. */
async function prepared(session: Session): Promise<string[]> {
  const rows = await session.query<{ gid: string; owner: string; seconds: number }>(
    `SELECT gid, owner::text AS owner, extract(epoch FROM pg_catalog.now() - prepared)::float8 AS seconds
       FROM pg_catalog.pg_prepared_xacts WHERE database = pg_catalog.current_database() ORDER BY prepared`,
  );
  return rows.map(
    ({ gid, owner, seconds }) =>
      `a prepared transaction holds its locks for ${Math.round(seconds)} s: ${gid} of ${owner} (COMMIT PREPARED or ROLLBACK PREPARED ends it)`,
  );
}

async function replicas(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string; seconds: number | null; bytes: string | null }>(
    `SELECT coalesce(nullif(application_name, ''), client_addr::text, 'unnamed') AS name, extract(epoch FROM replay_lag)::float8 AS seconds,
            pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_lsn(), replay_lsn)::text AS bytes FROM pg_catalog.pg_stat_replication`,
  );
  return rows.flatMap(({ name, seconds, bytes }) =>
    (seconds ?? 0) > LAG_S || Number(bytes ?? 0) > LAG_BYTES
      ? [
          `the replica ${name} is behind by ${Math.round(seconds ?? 0)} s and ${(Number(bytes ?? 0) / 1e6).toFixed(0)} MB; what the migrations write comes on top`,
        ]
      : [],
  );
}

/** A backup locks every table in one transaction; the lock table has a fixed size. */
async function lockTable(session: Session): Promise<string[]> {
  const [row] = await session.query<{ tables: number; slots: number }>(
    `SELECT (SELECT count(*) FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'S', 'm', 'v', 'f'))::float8 AS tables,
            current_setting('max_locks_per_transaction')::float8
              * (current_setting('max_connections')::float8 + current_setting('max_prepared_transactions')::float8) AS slots`,
  );
  if (!row || row.tables <= row.slots * LOCK_SHARE) return [];
  return [
    `${row.tables} relations, and room for ${row.slots} locks in the server: pg_dump, which locks all of them, may end with "out of shared memory"; raise max_locks_per_transaction (needs a restart)`,
  ];
}

async function invalid(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${USER_SCHEMA} ORDER BY 1`,
  );
  return list(
    rows,
    'invalid, left by an earlier CREATE INDEX CONCURRENTLY: written to and never used',
    'DROP INDEX CONCURRENTLY, and build it again',
  );
}

async function unvalidated(session: Session): Promise<string[]> {
  const rows = await session.query<{ name: string }>(
    `SELECT format('%I on %I.%I', k.conname, n.nspname, c.relname) AS name FROM pg_catalog.pg_constraint k
       JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE NOT k.convalidated AND k.contype IN ('c', 'f') AND ${USER_SCHEMA} ORDER BY 1`,
  );
  return list(
    rows,
    'never validated: older rows may break it',
    'ALTER TABLE ... VALIDATE CONSTRAINT in a migration of its own',
  );
}

function list(rows: readonly { readonly name: string }[], what: string, next: string): string[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, NAMES).map(({ name }) => name);
  const more = rows.length > NAMES ? ` and ${rows.length - NAMES} more` : '';
  return [`${what}: ${names.join(', ')}${more} (${next})`];
}
