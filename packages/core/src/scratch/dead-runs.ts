import { createHash } from 'node:crypto';
import { quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';

/** First half of the advisory lock of a run: "scra" in ASCII. The second half is a hash of the run's id. */
const KEY = 0x73637261;
const NAME = /^safe_migrate_(\d{8}_\d{6}_[a-z0-9]+)_[a-z0-9_]+$/;

/** Name of a scratch database: it carries the run's id, so that a later run can tell whose it is. */
export function scratchName(runId: string, purpose: string): string {
  return `safe_migrate_${runPart(runId)}_${purpose}`;
}

/**
 * Marks a run as alive on a scratch server for as long as this session lasts: an advisory lock goes with its session, however
 * that ends.
 */
export async function holdRun(session: Session, runId: string): Promise<void> {
  // From PostgreSQL 14 a server may end idle sessions; before that there is no such setting to switch off.
  await session.query(
    `SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'idle_session_timeout'`,
  );
  await session.query('SELECT pg_catalog.pg_advisory_lock_shared($1, $2)', [KEY, hashOf(runPart(runId))]);
}

/**
 * Drops the scratch databases of runs that are not alive any more, e.g. killed ones, and nothing else.
 *
 * @returns their names. What this role may not drop is left.
 */
export async function sweepDeadRuns(session: Session): Promise<readonly string[]> {
  const databases = await session.query<{ name: string }>(
    `SELECT datname::text AS name FROM pg_catalog.pg_database WHERE datname LIKE 'safe\\_migrate\\_%'`,
  );
  const locks = await session.query<{ run: string }>(
    // Of every database of the server: a run may hold its lock in another one than ours.
    `SELECT objid::text AS run FROM pg_catalog.pg_locks WHERE locktype = 'advisory' AND classid = $1::int4::oid AND objsubid = 2`,
    [KEY],
  );
  const alive = new Set(locks.map(({ run }) => Number(run) | 0));
  const dropped: string[] = [];
  for (const { name } of databases) {
    const run = NAME.exec(name)?.[1];
    if (run === undefined || alive.has(hashOf(run))) continue;
    const isDropped = await dropDatabase(session, name).then(
      () => true,
      () => false,
    );
    if (isDropped) dropped.push(name);
  }
  return dropped;
}

/** Drops a database and ends who is connected to it. `WITH (FORCE)` exists from PostgreSQL 13. */
export async function dropDatabase(session: Session, name: string): Promise<void> {
  await session.query(
    'SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = $1 AND usename = current_user',
    [name],
  );
  const [row] = await session.query<{ major: number }>(
    `SELECT current_setting('server_version_num')::int / 10000 AS major`,
  );
  const force = (row?.major ?? 0) >= 13 ? ' WITH (FORCE)' : '';
  await session.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(name)}${force}`);
}

function runPart(runId: string): string {
  return runId.toLowerCase().replace(/[^a-z0-9]/g, '_');
}

function hashOf(text: string): number {
  return createHash('sha256').update(text).digest().readInt32BE(0);
}
