import type { Rule } from './rule';
import { quiet, touchesOld, riskyWhenSlow, shown } from './rule';

/** A constraint is validated while the transaction blocks writers. */
export const validateInSameTransaction: Rule = {
  id: 'validate-in-same-transaction',
  title: 'A constraint is validated while the transaction blocks writers',
  axis: 'operation',
  why: 'VALIDATE is gentle by itself, but the stronger lock that this transaction already holds stays until it ends, for the whole scan.',
  safeWay: 'Validate in a migration of its own, after the one that added the constraint NOT VALID.',
  check(subject) {
    const { action, holdsLock } = subject;
    return action.kind === 'validate-constraint' && holdsLock && touchesOld(subject)
      ? riskyWhenSlow(subject, `tests every row of ${shown(subject)} while writers wait`)
      : quiet;
  },
};
