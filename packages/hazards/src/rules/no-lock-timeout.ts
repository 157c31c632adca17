import { qualified } from '../catalog/model';
import { blockingLocks } from './blocking-locks';
import type { Rule, Step } from './rule';
import { advice, quiet } from './rule';

const spoken = new WeakSet<readonly Step[]>();

/** A lock is waited for without end. Said once, of the first statement, where no lock_timeout is set at all. */
export const noLockTimeout: Rule = {
  id: 'no-lock-timeout',
  title: 'A lock is waited for without end',
  axis: 'operation',
  why: 'While the statement waits behind one long query, everybody else who wants the table waits behind the statement.',
  safeWay:
    "SET lock_timeout = '2s' before it, and try again where it runs out. A run of safe-migrate does both.",
  check(subject) {
    const { past, lockTimeout, text } = subject;
    const [lock] = blockingLocks(subject);
    if (lock === undefined || lockTimeout.milliseconds !== null || lockTimeout.wasSet || spoken.has(past))
      return quiet;
    spoken.add(past);
    return advice(`waits for ${lock.mode} on ${qualified(lock.relation)} without a lock_timeout`, {
      rewrite: ["SET lock_timeout = '2s'", text.sql],
      // Where one is set too late, lock-timeout-not-in-effect speaks.
      holds: ({ lockTimeoutWasSet }) => !lockTimeoutWasSet,
    });
  },
};
