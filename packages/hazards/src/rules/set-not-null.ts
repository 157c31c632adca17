import { isProvenNotNull } from '../effects/not-null';
import type { Rule, Subject, Verdict } from './rule';
import { quiet, risky, riskyWhenSlow, shown, touchesOld } from './rule';
import { notNullSteps } from './suggest/not-null-steps';

/** A column is made NOT NULL. */
export const setNotNull: Rule = {
  id: 'set-not-null',
  title: 'A column is made NOT NULL',
  axis: 'compatibility',
  on: ['add-constraint', 'set-not-null'],
  why: 'Existing NULLs stop the migration, the whole table is read while nobody can use it, and code of the previous release may still write NULL.',
  safeWay:
    'ADD CONSTRAINT ... CHECK ("column" IS NOT NULL) NOT VALID; in a later migration VALIDATE CONSTRAINT, then SET NOT NULL (no scan since PostgreSQL 12) and drop the CHECK.',
  check(subject) {
    const { action } = subject;
    if (!touchesOld(subject)) return quiet;
    if (action.kind === 'set-not-null') return judge(subject, action.column);
    if (
      action.kind !== 'add-constraint' ||
      action.constraint.kind !== 'not-null' ||
      action.constraint.notValid
    )
      return quiet;
    const { columns, name } = action.constraint;
    return columns.flatMap((column) => judge(subject, column, name));
  },
};

function judge(subject: Subject, name: string, called?: string): readonly Verdict[] {
  const { relation, conditions } = subject;
  const column = relation?.columns.get(name);
  if (relation === null || column?.notNull === true) return quiet;
  if (conditions.serverMajor >= 12 && isProvenNotNull(relation, name)) return quiet;
  const more = { rewrite: notNullSteps(relation, name, conditions.serverMajor, called) };
  if (column?.origin !== 'here') return risky(`makes column "${name}" of ${shown(subject)} NOT NULL`, more);
  // Whatever the steps, they fail until the rows have values.
  if (!column.filled)
    return risky(
      `makes the new column "${name}" of ${shown(subject)} NOT NULL, but nothing filled it for the existing rows`,
    );
  return riskyWhenSlow(subject, `reads ${shown(subject)} under AccessExclusiveLock`, more);
}
