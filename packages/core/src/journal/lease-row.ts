import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import { hasEnded, thisProcess } from './process-identity';
import { readJournalState } from './schema';

/** A holder that has not said anything for as long is taken for dead; it says something every {@link HEARTBEAT_MS}. */
export const STALE_MS = 30_000;
export const HEARTBEAT_MS = 5_000;
/** How long the session of a process that has ended may take to notice by itself. */
const WAIT_OUT_MS = 2_500;
/** For one that is only silent: a server whose clock was put forward, or that slept, makes everybody look so until their next sign of life. */
const WAIT_OUT_SILENT_MS = 2 * HEARTBEAT_MS;

/** Who the row says has the lease. */
export interface LeaseHolder {
  readonly runId: string;
  readonly host: string;
  readonly pid: number;
  readonly space: string;
  /** Since its last sign of life. */
  readonly silentMs: number;
  /** Whether the very server session that took it is still there. */
  readonly connected: boolean;
}

// Compared on the server: a JavaScript date has no microseconds. When a session began is hidden from roles that may not see it (pg_read_all_stats);
// its name, which holds the id of the run, is not.
const SESSION_OF_HOLDER = `a.pid = l.backend_pid AND coalesce(a.backend_start, l.backend_start) = l.backend_start AND a.application_name = l.application_name`;

/** Reads the row; undefined where there is none, or no journal. */
export async function leaseHolder(session: Session): Promise<LeaseHolder | undefined> {
  if ((await readJournalState(session)).state !== 'ready') return undefined;
  const [row] = await session.query<{
    run_id: string;
    host: string;
    pid: number;
    process_space: string;
    silent: number;
    connected: boolean;
  }>(`
    SELECT l.run_id, l.host, l.pid, l.process_space, a.pid IS NOT NULL AS connected,
           (extract(epoch FROM pg_catalog.clock_timestamp() - l.heartbeat_at) * 1000)::float8 AS silent
      FROM ${OWN_SCHEMA}.lease l LEFT JOIN pg_catalog.pg_stat_activity a ON ${SESSION_OF_HOLDER}`);
  return (
    row && {
      ...{ runId: row.run_id, host: row.host, pid: row.pid, space: row.process_space },
      ...{ silentMs: row.silent, connected: row.connected },
    }
  );
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
  if (!holder?.connected || !isDead(holder)) return false;
  const seen = found.get(session);
  if (seen?.runId !== holder.runId) {
    found.set(session, { runId: holder.runId, at: now(), ended: false });
    note(`run ${holder.runId} on ${holder.host} has died; waiting for the server to end its session`);
    return true;
  }
  const waitOut = hasEnded(holder) ? WAIT_OUT_MS : WAIT_OUT_SILENT_MS;
  if (seen.ended || now() - seen.at < waitOut) return now() - seen.at < waitOut + 3 * WAIT_OUT_MS;
  seen.ended = true;
  await end(session, holder, note);
  return true;
}

/** By a role that may not, it is said, and waited on a little: the server may notice yet. */
async function end(session: Session, { runId }: LeaseHolder, note: (message: string) => void): Promise<void> {
  try {
    await session.query(
      `SELECT pg_catalog.pg_terminate_backend(a.pid) FROM ${OWN_SCHEMA}.lease l JOIN pg_catalog.pg_stat_activity a ON ${SESSION_OF_HOLDER}
        WHERE l.run_id = $1`,
      [runId],
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
