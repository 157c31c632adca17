import type { Emit } from '../events';
import type { ConnectionParameters } from '../target/connection';
import { openSession } from '../target/session';
import { describeSession, readBlocked, readBlockers, type OtherSession } from './blockers';
import { progressTeller, readProgress } from './progress';

const SAMPLE_MS = 100;

/** Who had to wait for us, and for how long. */
export interface ClientWaits {
  /** Longest time in ms that one client was seen waiting, to about a tenth of a second. */
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
  { emit, blockingLimit = 0 }: WatchOptions = {},
) {
  const session = await openSession(connection, { readOnly: true });
  const teller = progressTeller();
  let last: readonly OtherSession[] = [];
  let stopped = false;
  let exceeded: OtherSession | undefined;
  const waiting = new Map<number, number>();
  const seen = new Set<number>();
  let longest: ClientWaits['longest'];
  let longestMs = 0;
  const cancel = async (): Promise<void> => {
    await session.query('SELECT pg_catalog.pg_cancel_backend($1)', [pid]).catch(() => undefined);
  };
  const sample = async () => {
    const blockers = await readBlockers(session, pid);
    if (blockers.length > 0) last = blockers;
    const blocked = await readBlocked(session, pid);
    const now = performance.now();
    for (const known of waiting.keys())
      if (!blocked.some((client) => client.pid === known)) waiting.delete(known);
    for (const client of blocked) {
      seen.add(client.pid);
      // It may have begun to wait right after the sample before.
      if (!waiting.has(client.pid)) waiting.set(client.pid, now - SAMPLE_MS);
      const ms = now - (waiting.get(client.pid) ?? now);
      if (ms > longestMs) [longestMs, longest] = [ms, client];
      if (blockingLimit > 0 && ms > blockingLimit) {
        exceeded = client;
        await cancel();
      }
    }
    const line = teller.sample(await readProgress(session, pid));
    if (line !== undefined) emit?.({ kind: 'note', message: line });
  };
  const watching = (async () => {
    while (!stopped) {
      await sample().catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
    }
  })();
  return {
    /** The blockers seen last, then forgotten. */
    take: (): readonly OtherSession[] => {
      const found = last;
      last = [];
      return found;
    },
    /** A new attempt: what is told of progress begins again. */
    restart: (): void => {
      teller.restart();
      exceeded = undefined;
    },
    /** The client for whose sake what we did was cancelled, where it was. */
    exceeded: (): OtherSession | undefined => exceeded,
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
      stopped = true;
      await watching;
      await session.close();
    },
  };
}
