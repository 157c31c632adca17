import type { Rule } from './rule';
import { quiet, rewriteOf, riskyWhenSlow, shown, touchesOld } from './rule';
import { addedLater } from './suggest/constraint-steps';

/** A CHECK or foreign key is tested on every row at once. */
export const addConstraintScans: Rule = {
  id: 'add-constraint-scans',
  title: 'A CHECK or foreign key is tested on every row at once',
  axis: 'operation',
  on: ['add-constraint'],
  why: 'Writers (for a CHECK also readers) wait while every row is tested; a single violating row stops the migration.',
  safeWay:
    'ADD CONSTRAINT ... NOT VALID now, and ALTER TABLE ... VALIDATE CONSTRAINT ... in a later migration.',
  check(subject) {
    const { action, effect, relation, text, conditions } = subject;
    if (
      action.kind !== 'add-constraint' ||
      !['check', 'foreign'].includes(action.constraint.kind) ||
      relation === null ||
      !touchesOld(subject)
    )
      return quiet;
    if (effect.work.length === 0) return quiet;
    const steps = addedLater(relation, action.constraint, text, conditions.serverMajor);
    return riskyWhenSlow(subject, `tests every row of ${shown(subject)}`, rewriteOf(steps));
  },
};
