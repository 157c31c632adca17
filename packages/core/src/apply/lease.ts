import { refusal } from '../errors';
import { clearLease, endDeadHolder, LEASE_KEY, leaseHolder, LOCK_OF_HOLDER } from '../journal/lease-row';
import type { Session } from '../target/session';

const WAIT_MS = 5_000;
const POLL_MS = 250;

/** Options of {@link takeLease}. */
export interface LeaseOptions {
  readonly now?: () => number;
  /** Told what was done about the session of a run that has died. */
  readonly note?: (message: string) => void;
}

/**
 * Takes the lease on the database in the session that will migrate: it is released when that session ends, however
 * it ends. Polled, never waited for: a session that waits in pg_advisory_lock() holds a snapshot, and CREATE INDEX
 * CONCURRENTLY waits for it for ever.
 *
 * A holder whose process has died, by its row in the journal or by the name of its session, is waited out, then its session is ended: what it had open is rolled back.
 *
 * @throws SafeMigrateError LEASE_HELD after 5 seconds, where the holder is not known to be dead.
 */
export async function takeLease(session: Session, options: LeaseOptions = {}): Promise<void> {
  const { now = Date.now, note = () => undefined } = options;
  const deadline = now() + WAIT_MS;
  for (;;) {
    const [row] = await session.query<{ taken: boolean }>(
      'SELECT pg_catalog.pg_try_advisory_lock($1, $2) AS taken',
      [...LEASE_KEY],
    );
    if (row?.taken) return clearLease(session);
    const isDead = await endDeadHolder(session, now, note);
    if (!isDead && now() >= deadline) throw held(await holder(session));
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function holder(session: Session): Promise<string> {
  const known = await leaseHolder(session);
  const [row] = await session.query<{ who: string }>(
    `SELECT format('process %s, user %s, application %s', a.pid, a.usename, a.application_name) || coalesce(', connected since ' || a.backend_start, '') AS who
       FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a USING (pid)
      WHERE ${LOCK_OF_HOLDER}`,
    [...LEASE_KEY],
  );
  const run = known ? `run ${known.runId} on ${known.host} (process ${known.pid} there), server ` : '';
  return `${run}${row?.who ?? 'a session that has just ended'}`;
}

function held(who: string) {
  return refusal({
    code: 'LEASE_HELD',
    what: 'Another run of safe-migrate is working on this database.',
    why: `The lease is held by ${who}.`,
    next: 'Wait for it to end, then run again. If nothing runs any more, its server session still does; as that user, or with the role pg_signal_backend: SELECT pg_terminate_backend(<process>)',
  });
}
