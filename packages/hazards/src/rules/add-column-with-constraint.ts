import type { Rule } from './rule';
import { quiet, rewriteOf, riskyWhenSlow, shown, touchesOld } from './rule';
import { constraintsLater } from './suggest/new-column-steps';

/** A constraint at the new column reads or indexes the whole table. */
export const addColumnWithConstraint: Rule = {
  id: 'add-column-with-constraint',
  title: 'A constraint at the new column reads or indexes the whole table',
  axis: 'operation',
  on: ['add-column'],
  why: 'The CHECK or UNIQUE written at the column is enforced at once, for every row, while nobody can use the table.',
  safeWay:
    'Add the column first; then ADD CONSTRAINT ... NOT VALID and VALIDATE, or CREATE UNIQUE INDEX CONCURRENTLY and ADD CONSTRAINT ... USING INDEX.',
  check(subject) {
    const { action, effect, relation, text, conditions } = subject;
    if (
      action.kind !== 'add-column' ||
      relation === null ||
      !touchesOld(subject) ||
      effect.work.some(({ kind }) => kind === 'rewrite')
    )
      return quiet;
    return effect.work.length === 0 || action.column.constraints.length === 0
      ? quiet
      : riskyWhenSlow(
          subject,
          `reads ${shown(subject)} under AccessExclusiveLock`,
          rewriteOf(constraintsLater(relation, action.column, text, conditions.serverMajor)),
        );
  },
};
