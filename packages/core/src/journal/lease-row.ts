import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { hasEnded, ownerOf, thisProcess } from './process-identity';
import { readJournalState } from './schema';

/**
 * Two halves of the advisory lock's key ("safe", "migr" in ASCII). Advisory locks are per database, so one key is
 * enough, and TypeORM's own are elsewhere.
 */
export const LEASE_KEY = [0x73616665, 0x6d696772] as const;

/** A holder that has not said anything for as long is taken for dead; it says something every {@link HEARTBEAT_MS}. */
export const STALE_MS = 30_000;
export const HEARTBEAT_MS = 5_000;
/** How long the session of a process that has ended may take to notice by itself. */
const WAIT_OUT_MS = 2_500;
/** For one that is only silent: a server whose clock was put forward, or that slept, makes everybody look so until their next sign of life. */
const WAIT_OUT_SILENT_MS = 2 * HEARTBEAT_MS;

/** Who has the lease, by the row or by the name of the session. */
export interface LeaseHolder {
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  readonly space: string;
  /** Since its last sign of life. */
  readonly silentMs: number;
  /** The server process and name of the very session that took it; undefined where that is gone. */
  readonly session?: { readonly pid: number; readonly name: string };
}

/** The advisory lock in pg_locks, its key as $1 and $2. */
export const LOCK_OF_HOLDER = `l.locktype = 'advisory' AND l.classid = $1::oid AND l.objid = $2::oid AND l.objsubid = 2 AND l.granted
        AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())`;

// Compared on the server: a JavaScript date has no microseconds. When a session began is hidden from roles that may not see it (pg_read_all_stats);
// its name, which holds the id of the run, is not.
const SESSION_OF_HOLDER = `a.pid = l.backend_pid AND coalesce(a.backend_start, l.backend_start) = l.backend_start AND a.application_name = l.application_name`;

/** Undefined where nobody is known to have it. */
export async function leaseHolder(session: Session): Promise<LeaseHolder | undefined> {
  const written = (await readJournalState(session)).state === 'ready' ? await byRow(session) : undefined;
  return written?.session ? written : ((await byName(session)) ?? written);
}

async function byRow(session: Session): Promise<LeaseHolder | undefined> {
  const [row] = await session.query<{
    run_id: string;
    host: string;
    pid: number;
    process_space: string;
    silent: number;
    backend: number | null;
    application_name: string;
  }>(`
    SELECT l.run_id, l.host, l.pid, l.process_space, a.pid AS backend, l.application_name,
           (extract(epoch FROM pg_catalog.clock_timestamp() - l.heartbeat_at) * 1000)::float8 AS silent
      FROM ${OWN_SCHEMA}.lease l LEFT JOIN pg_catalog.pg_stat_activity a ON ${SESSION_OF_HOLDER}`);
  return (
    row && {
      ...{ runId: row.run_id, host: row.host, pid: row.pid, space: row.process_space, silentMs: row.silent },
      ...(row.backend === null ? {} : { session: { pid: row.backend, name: row.application_name } }),
    }
  );
}

/** Who holds the lock and has not written so, or not yet: cut off between the two, or of a role without a journal. */
async function byName(session: Session): Promise<LeaseHolder | undefined> {
  const [holder] = await session.query<{ pid: number; name: string }>(
    `SELECT a.pid, a.application_name AS name FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid) WHERE ${LOCK_OF_HOLDER}`,
    [...LEASE_KEY],
  );
  const owner = holder && ownerOf(holder.name);
  if (!owner) return undefined;
  const { host, space } = thisProcess();
  return { ...owner, host: owner.space === space ? host : 'another machine', silentMs: 0, session: holder };
}

/** Whether nobody is there any more to use what a holder still has. */
export function isDead({ pid, space, silentMs }: LeaseHolder): boolean {
  return silentMs > STALE_MS || hasEnded({ pid, space });
}

const found = new WeakMap<Session, { readonly runId: string; readonly at: number; ended: boolean }>();

/**
 * Where the holder is dead but its server session is not: waits for the server to notice, then ends that session, and no other: process,
 * start and name must all be what the holder wrote down.
 *
 * @returns true where the lease is about to be free.
 */
export async function endDeadHolder(
  session: Session,
  now: () => number,
  note: (message: string) => void,
): Promise<boolean> {
  const holder = await leaseHolder(session);
  if (!holder?.session || !isDead(holder)) return false;
  const seen = found.get(session);
  if (seen?.runId !== holder.runId) {
    found.set(session, { runId: holder.runId, at: now(), ended: false });
    note(`run ${holder.runId} on ${holder.host} has died; waiting for the server to end its session`);
    return true;
  }
  const waitOut = hasEnded(holder) ? WAIT_OUT_MS : WAIT_OUT_SILENT_MS;
  if (seen.ended || now() - seen.at < waitOut) return now() - seen.at < waitOut + 3 * WAIT_OUT_MS;
  seen.ended = true;
  await end(session, holder.session, holder.runId, note);
  return true;
}

/** By a role that may not, it is said, and waited on a little: the server may notice yet. */
async function end(
  session: Session,
  { pid, name }: NonNullable<LeaseHolder['session']>,
  runId: string,
  note: (message: string) => void,
): Promise<void> {
  try {
    await session.query(
      'SELECT pg_catalog.pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE pid = $1 AND application_name = $2',
      [pid, name],
    );
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    note(
      `this role may not end the server session that run ${runId} left behind: it takes that session's own role, or pg_signal_backend`,
    );
    return;
  }
  note(`ended the server session that run ${runId} left behind; what it had open is rolled back`);
}

/** Writes down that this process has the lease, by the session that holds the advisory lock. */
export async function writeLease(session: Session, runId: string): Promise<void> {
  const { host, pid, space } = thisProcess();
  await session.query(
    `INSERT INTO ${OWN_SCHEMA}.lease (id, run_id, host, pid, process_space, backend_pid, backend_start, application_name)
     SELECT 1, $1, $2, $3, $4, pid, backend_start, application_name FROM pg_catalog.pg_stat_activity WHERE pid = pg_catalog.pg_backend_pid()
     ON CONFLICT (id) DO UPDATE SET run_id = excluded.run_id, host = excluded.host, pid = excluded.pid, process_space = excluded.process_space,
       backend_pid = excluded.backend_pid, backend_start = excluded.backend_start, application_name = excluded.application_name,
       taken_at = pg_catalog.clock_timestamp(), heartbeat_at = pg_catalog.clock_timestamp()`,
    [runId, host, pid, space],
  );
}

/** With the advisory lock held, whatever the row says is of a run that has ended without taking its name off. */
export async function clearLease(session: Session): Promise<void> {
  if ((await readJournalState(session)).state === 'ready')
    await session.query(`DELETE FROM ${OWN_SCHEMA}.lease`);
}
