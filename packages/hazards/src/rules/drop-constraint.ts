import type { Rule } from './rule';
import { risky, dangerous, quiet, shown, touchesOld } from './rule';

/** A constraint that stood before is dropped. */
export const dropConstraint: Rule = {
  id: 'drop-constraint',
  title: 'A constraint that stood before is dropped',
  axis: 'data',
  on: ['alter-constraint', 'drop-constraint'],
  why: 'From then on rows may be written that the constraint would have refused, and it cannot be put back while such rows exist.',
  safeWay:
    'Add the replacement first (NOT VALID, then VALIDATE), and drop the old constraint in a later phase.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind === 'alter-constraint' && action.enforceability && touchesOld(subject))
      return risky(`changes whether constraint "${action.name}" of ${shown(subject)} is enforced`);
    if (action.kind !== 'drop-constraint' || !touchesOld(subject)) return quiet;
    const constraint = relation?.constraints.get(action.name);
    if (constraint?.origin === 'here') return quiet;
    const primary =
      constraint === undefined ? /^PK_|_pkey$/.test(action.name) : constraint.kind === 'primary';
    if (primary) return dangerous(`drops the primary key "${action.name}" of ${shown(subject)}`);
    return risky(
      `drops ${constraint === undefined ? '' : `${constraint.kind} `}constraint "${action.name}" of ${shown(subject)}`,
    );
  },
};
