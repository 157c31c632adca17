import type { Rule } from './rule';
import { quiet, risky } from './rule';

const ACTIVE_TRANSACTION = '25001';

/** CONCURRENTLY inside a transaction. */
export const concurrentlyInTransaction: Rule = {
  id: 'concurrently-in-transaction',
  title: 'CONCURRENTLY inside a transaction',
  axis: 'error',
  why: 'The server refuses CONCURRENTLY inside a transaction block, and a string with several statements is one (SQLSTATE 25001).',
  safeWay: 'Put it in a migration of its own with `transaction = false`, one statement per query() call.',
  check(subject) {
    const { action, effect, text } = subject;
    const concurrent = 'concurrently' in action && action.concurrently;
    return effect.error?.sqlstate === ACTIVE_TRANSACTION && concurrent
      ? risky(effect.error.message, { rewrite: [text.sql] })
      : quiet;
  },
};
