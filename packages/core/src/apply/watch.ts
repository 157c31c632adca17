import { setTimeout } from 'node:timers/promises';
import type { Emit } from '../events';
import type { ConnectionParameters } from '../target/connection';
import { openSession } from '../target/session';
import {
  describeSession,
  readBlocked,
  readBlockers,
  type BlockedSession,
  type OtherSession,
} from './blockers';
import { progressTeller, readProgress } from './progress';

const SAMPLE_MS = 100;
/** How long what was cancelled may take to let go before its session is ended, should it do nothing: nothing can be cancelled there. */
const CANCEL_MS = 100;

/** Who had to wait for us, and for how long. */
export interface ClientWaits {
  /** Longest time in ms that one client was seen waiting, to about a tenth of a second, never less than it was. */
  readonly longestMs: number;
  readonly clients: number;
  readonly longest?: OtherSession;
}

/** Options of {@link watchSession}. */
export interface WatchOptions {
  /** Told how far a long statement is. */
  readonly emit?: Emit;
  /** Milliseconds that a client may wait for us before what we do is cancelled; 0 for no limit. */
  readonly blockingLimit?: number;
  /** Quoted name of TypeORM's list: it is locked so that a raw `migration:run` waits, and for that nothing of ours is cancelled. */
  readonly fence?: string;
}

/** A watch over one server process. */
export type Watch = Awaited<ReturnType<typeof watchSession>>;

/**
 * Watches one server process from a second session: whom it waits for, who waits for it, and how far it is.
 *
 * @param pid of the session that migrates
 */
export async function watchSession(
  connection: ConnectionParameters,
  pid: number,
  { emit, blockingLimit = 0, fence }: WatchOptions = {},
) {
  const session = await openSession(connection, { readOnly: true });
  const teller = progressTeller();
  const stopping = new AbortController();
  let last: readonly OtherSession[] = [];
  let exceeded: { readonly client: OtherSession; readonly at: number; readonly queued: boolean } | undefined;
  let sampledAt = performance.now();
  let queuedAt = -Infinity;
  let onlyTraffic = false;
  const counts = ({ traffic }: BlockedSession): boolean => traffic || !onlyTraffic;
  const waiting = new Map<number, number>();
  const seen = new Set<number>();
  let longest: ClientWaits['longest'];
  let longestMs = 0;
  const cancel = async (): Promise<void> => {
    await session.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid]).catch(() => undefined);
  };
  /** A migration that waits for something else than the database, with its locks held, has no statement to cancel. */
  const letGo = async (): Promise<void> => {
    await session
      .query(
        `SELECT CASE WHEN state LIKE 'idle in transaction%' THEN pg_catalog.pg_terminate_backend(pid) ELSE pg_catalog.pg_cancel_backend(pid) END
           FROM pg_catalog.pg_stat_activity WHERE pid = $1`,
        [pid],
      )
      .catch(() => undefined);
  };
  const sample = async (): Promise<number> => {
    const blockers = await readBlockers(session, pid);
    if (blockers.length > 0) last = blockers;
    const blocked = await readBlocked(session, pid, fence);
    const now = performance.now();
    if (blockers.length > 0) queuedAt = now;
    for (const known of waiting.keys())
      if (!blocked.some((client) => client.pid === known)) waiting.delete(known);
    let current = 0;
    for (const client of blocked) {
      seen.add(client.pid);
      // It may have begun to wait right after the sample before, but not before its statement began.
      const began = client.query === '' ? 0 : now - client.inState * 1000;
      if (!waiting.has(client.pid)) waiting.set(client.pid, Math.max(sampledAt, began));
      const since = waiting.get(client.pid) ?? now;
      const ms = now - since;
      if (ms > longestMs) [longestMs, longest] = [ms, client];
      if (!counts(client)) continue;
      current = Math.max(current, ms);
      if (blockingLimit > 0 && ms >= blockingLimit)
        exceeded ??= { client, at: now, queued: queuedAt - since >= now - queuedAt };
    }
    sampledAt = now;
    if (exceeded && blocked.some(counts)) await (now - exceeded.at > CANCEL_MS ? letGo() : cancel());
    const line = teller.sample(await readProgress(session, pid));
    if (line !== undefined) emit?.({ kind: 'note', message: line });
    // The limit is met in time, not at the next tenth of a second.
    return blockingLimit > 0 ? Math.min(SAMPLE_MS, Math.max(5, blockingLimit - current)) : SAMPLE_MS;
  };
  const watching = (async () => {
    while (!stopping.signal.aborted) {
      const pause = await sample().catch(() => SAMPLE_MS);
      await setTimeout(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  return {
    /** The blockers seen last, then forgotten. */
    take: (): readonly OtherSession[] => {
      const found = last;
      last = [];
      return found;
    },
    /** A new attempt: what is told of progress begins again. Outside a transaction only clients that read or write count for the limit. */
    restart: (transactional: boolean): void => {
      onlyTraffic = !transactional;
      teller.restart();
      queuedAt = -Infinity;
      exceeded = undefined;
    },
    /** The client for whose sake what we did was stopped, where it was; `queued`: for the most part it waited while we waited for a lock ourselves. */
    exceeded: (): { readonly client: OtherSession; readonly queued: boolean } | undefined => exceeded,
    /** Ends blockers that do nothing in an open transaction, for longer than so many ms; only what this role may end. */
    endIdle: async (blockers: readonly OtherSession[], olderThanMs: number): Promise<readonly string[]> => {
      const idle = blockers.filter(
        ({ state, inState }) => state.startsWith('idle in transaction') && inState * 1000 > olderThanMs,
      );
      const ended: string[] = [];
      for (const blocker of idle) {
        const [row] = await session
          .query<{ ended: boolean }>('SELECT pg_catalog.pg_terminate_backend($1) AS ended', [blocker.pid])
          .catch(() => []);
        if (row?.ended) ended.push(describeSession(blocker));
      }
      return ended;
    },
    /** Cancels what the watched process is doing now; its transaction fails with SQLSTATE 57014. */
    cancel,
    waits: (): ClientWaits => ({ longestMs: Math.round(longestMs), clients: seen.size, longest }),
    stop: async (): Promise<void> => {
      stopping.abort();
      await watching;
      await session.close();
    },
  };
}
