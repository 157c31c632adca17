import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A step outside a transaction that cannot be run again. */
export const notRepeatable: Rule = {
  id: 'not-repeatable',
  title: 'A step outside a transaction that cannot be run again',
  axis: 'error',
  optional: true,
  why: 'Where a later step fails, this one stays done; the next attempt stops here, because the object exists already, or no longer.',
  safeWay: 'IF NOT EXISTS or IF EXISTS, or one statement per migration.',
  check({ action, conditions, past }) {
    if (conditions.inTransaction || past.length === 0) return quiet;
    const makes = 'ifNotExists' in action && !action.ifNotExists && !('replace' in action && action.replace);
    const drops =
      (action.kind === 'drop' && !action.ifExists) || ('missingOk' in action && !action.missingOk);
    return makes || drops ? risky('cannot be run again after a failure further on') : quiet;
  },
};
