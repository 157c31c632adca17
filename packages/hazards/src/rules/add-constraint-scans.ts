import type { Rule } from './rule';
import { quiet, touchesOld, riskyWhenSlow, shown } from './rule';

/** A CHECK or foreign key is tested on every row at once. */
export const addConstraintScans: Rule = {
  id: 'add-constraint-scans',
  title: 'A CHECK or foreign key is tested on every row at once',
  axis: 'operation',
  why: 'Writers (for a CHECK also readers) wait while every row is tested; a single violating row stops the migration.',
  safeWay:
    'ADD CONSTRAINT ... NOT VALID now, and ALTER TABLE ... VALIDATE CONSTRAINT ... in a later migration.',
  check(subject) {
    const { action, effect } = subject;
    if (
      action.kind !== 'add-constraint' ||
      !['check', 'foreign'].includes(action.constraint.kind) ||
      !touchesOld(subject)
    )
      return quiet;
    return effect.work.length === 0 ? quiet : riskyWhenSlow(subject, `tests every row of ${shown(subject)}`);
  },
};
