import type { Rule } from './rule';
import { quiet, rewriteOf, risky } from './rule';

/** SET LOCAL outside a transaction has no effect. */
export const setLocalWithoutTransaction: Rule = {
  id: 'set-local-without-transaction',
  title: 'SET LOCAL outside a transaction has no effect',
  axis: 'error',
  on: ['setting'],
  why: 'The server gives a warning and goes on with the old value: a lock_timeout that is set like this protects nobody.',
  safeWay: 'SET without LOCAL, as a statement of its own, and RESET at the end.',
  check({ action, conditions, text }) {
    const lost = action.kind === 'setting' && action.local && !conditions.inTransaction;
    if (!lost) return quiet;
    const session = text.sql.replace(/^set\s+local\s+/i, 'SET ');
    return risky(
      `SET LOCAL ${action.name} outside a transaction has no effect`,
      rewriteOf(session === text.sql ? undefined : [session]),
    );
  },
};
