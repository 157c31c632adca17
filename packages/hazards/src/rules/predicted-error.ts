import type { Rule } from './rule';
import { risky, quiet } from './rule';

/** The statement would fail. */
export const predictedError: Rule = {
  id: 'predicted-error',
  title: 'The statement would fail',
  axis: 'error',
  why: 'The migration stops here; what it did before is rolled back where it runs in a transaction, and stays where it does not.',
  safeWay: 'Change the statement so that it succeeds on the schema as it is.',
  check(subject) {
    const { action, effect, inCode } = subject;
    const concurrent = 'concurrently' in action && action.concurrently;
    // Inside a transaction concurrently-in-transaction says so.
    return effect.error === null || (concurrent && effect.error.sqlstate === '25001') || inCode
      ? quiet
      : risky(`${effect.error.message} (SQLSTATE ${effect.error.sqlstate})`);
  },
};
