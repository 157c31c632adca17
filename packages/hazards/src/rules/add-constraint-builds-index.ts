import type { Rule } from './rule';
import { quiet, touchesOld, riskyWhenSlow, shown } from './rule';

/** A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index at once. */
export const addConstraintBuildsIndex: Rule = {
  id: 'add-constraint-builds-index',
  title: 'A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index at once',
  axis: 'operation',
  why: 'Nobody can read or write the table while the index is built; a single duplicate stops the migration.',
  safeWay:
    'CREATE UNIQUE INDEX CONCURRENTLY (in a migration with `transaction = false`), then ADD CONSTRAINT ... USING INDEX.',
  check(subject) {
    const { action, effect } = subject;
    if (
      action.kind !== 'add-constraint' ||
      !['unique', 'primary', 'exclude'].includes(action.constraint.kind) ||
      !touchesOld(subject)
    )
      return quiet;
    return effect.work.length === 0 ? quiet : riskyWhenSlow(subject, `builds an index on ${shown(subject)}`);
  },
};
