import type { ConnectionParameters } from '../target/connection';
import { openSession } from '../target/session';

/** A session that ours waits for. */
export interface Blocker {
  readonly pid: number;
  readonly user: string;
  readonly application: string;
  readonly state: string;
  /** Age of its transaction in seconds. */
  readonly seconds: number;
}

const SAMPLE_MS = 200;

/** Watches one server process from a second session and remembers whom it waited for last. */
export async function watchBlockers(connection: ConnectionParameters, pid: number) {
  const session = await openSession(connection, { readOnly: true });
  let last: readonly Blocker[] = [];
  let stopped = false;
  const sample = async () => {
    const rows = await session.query<{
      pid: number;
      user: string;
      application: string;
      state: string;
      seconds: number;
    }>(
      `SELECT pid, coalesce(usename, '')::text AS "user", application_name AS application, coalesce(state, '') AS state,
              coalesce(extract(epoch FROM now() - xact_start), 0)::float8 AS seconds
         FROM pg_catalog.pg_stat_activity WHERE pid = ANY (pg_catalog.pg_blocking_pids($1))`,
      [pid],
    );
    if (rows.length > 0) last = rows;
  };
  const watching = (async () => {
    while (!stopped) {
      await sample().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    /** The blockers seen last, then forgotten. */
    take: (): readonly Blocker[] => {
      const seen = last;
      last = [];
      return seen;
    },
    /** Cancels what the watched process is doing now; its transaction fails with SQLSTATE 57014. */
    cancel: async (): Promise<void> => {
      await session.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid]).catch(() => undefined);
    },
    stop: async (): Promise<void> => {
      stopped = true;
      await watching;
      await session.close();
    },
  };
}

/** One line for people; never the query, which may hold customer data. */
export function describeBlocker({ pid, user, application, state, seconds }: Blocker): string {
  return `process ${pid} (user ${user}, application ${application || 'unnamed'}, ${state}, transaction open for ${seconds.toFixed(1)} s)`;
}
