import { qualified } from '../catalog/model';
import { blockingLocks } from './blocking-locks';
import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A lock_timeout is set, but not in effect when a lock is taken. */
export const lockTimeoutNotInEffect: Rule = {
  id: 'lock-timeout-not-in-effect',
  title: 'A lock_timeout is set, but not in effect when a lock is taken',
  axis: 'operation',
  why: 'It was set too late, only for a transaction that has ended, outside of one (SET LOCAL), was rolled back, reset, or set to 0: the statement waits without end, and everybody else behind it.',
  safeWay: "SET lock_timeout = '2s' (not LOCAL) before the first statement that takes a lock.",
  check(subject) {
    const { lockTimeout, text } = subject;
    const [lock] = blockingLocks(subject);
    if (lock === undefined || lockTimeout.milliseconds !== null) return quiet;
    return risky(`waits for ${lock.mode} on ${qualified(lock.relation)} while no lock_timeout is in effect`, {
      rewrite: ["SET lock_timeout = '2s'", text.sql],
      ...(lockTimeout.wasSet ? {} : { holds: ({ lockTimeoutWasSet }) => lockTimeoutWasSet }),
    });
  },
};
