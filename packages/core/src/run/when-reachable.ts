import { setTimeout } from 'node:timers/promises';
import type { Emit } from '../events';
import { SafeMigrateError } from '../errors';

/** A server that was killed is back in seconds, a failover takes longer. */
const PATIENCE_MS = 30_000;
const PAUSE_MS = 500;

/** Whether an error says that no server could be asked, and nothing about what it would have said. */
export function isAway(error: unknown): boolean {
  return (
    error instanceof SafeMigrateError &&
    ['DATABASE_UNREACHABLE', 'DATABASE_CONNECTION_LOST'].includes(error.code)
  );
}

/**
 * Looks at the database after its server went away in the middle of something (a restart, a failover, a server process that ran out of
 * memory and took all others with it): as soon as one answers again.
 *
 * @throws what `look` threw last, after 30 seconds or when the signal is aborted
 */
export async function whenReachable<T>(
  look: () => Promise<T>,
  { emit, signal }: { readonly emit: Emit; readonly signal?: AbortSignal | undefined },
): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (let told = false; ; told = true) {
    try {
      return await look();
    } catch (error) {
      if (!isAway(error) || signal?.aborted || performance.now() >= deadline) throw error;
      if (!told)
        emit({
          kind: 'warning',
          message: `the server does not answer; waiting up to ${PATIENCE_MS / 1_000} s for it, to see how it was left`,
        });
      await setTimeout(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
