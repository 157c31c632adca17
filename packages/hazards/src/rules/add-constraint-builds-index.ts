import type { Rule } from './rule';
import { quiet, rewriteOf, riskyWhenSlow, shown, touchesOld } from './rule';
import { constraintNode, keyLater } from './suggest/constraint-steps';

/** A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index at once. */
export const addConstraintBuildsIndex: Rule = {
  id: 'add-constraint-builds-index',
  title: 'A UNIQUE, PRIMARY KEY or EXCLUDE constraint builds its index at once',
  axis: 'operation',
  on: ['add-constraint'],
  why: 'Nobody can read or write the table while the index is built; a single duplicate stops the migration.',
  safeWay:
    'CREATE UNIQUE INDEX CONCURRENTLY (in a migration with `transaction = false`), then ADD CONSTRAINT ... USING INDEX.',
  check(subject) {
    const { action, effect, relation, text, conditions } = subject;
    if (
      action.kind !== 'add-constraint' ||
      !['unique', 'primary', 'exclude'].includes(action.constraint.kind) ||
      relation === null ||
      !touchesOld(subject)
    )
      return quiet;
    if (effect.work.length === 0) return quiet;
    const node = constraintNode(text);
    const steps =
      node === null ? undefined : keyLater(relation, action.constraint, node, conditions.serverMajor);
    return riskyWhenSlow(subject, `builds an index on ${shown(subject)}`, rewriteOf(steps));
  },
};
