import { isBookkeeping } from './bookkeeping';
import type { Rule } from './rule';
import { dangerous, risky, quiet, shown, touchesOld } from './rule';

/** Rows of a table that stood before are deleted. */
export const deleteRows: Rule = {
  id: 'delete-rows',
  title: 'Rows of a table that stood before are deleted',
  axis: 'data',
  on: ['delete'],
  why: 'Rows that people rely on are gone; down() cannot bring them back.',
  safeWay:
    'Mark the rows (a nullable "deletedAt" column) and delete them later, in batches, from reviewed code.',
  check(subject) {
    const { action, direction, up, relation } = subject;
    if (action.kind !== 'delete' || !touchesOld(subject) || isBookkeeping(subject)) return quiet;
    const seeded =
      direction === 'down' && up.some((step) => step.action.kind === 'insert' && step.relation === relation);
    if (seeded && action.where.filters)
      return risky(`deletes rows of ${shown(subject)} that may include others than up() inserted`, {
        safeWay: 'Delete by the exact keys that up() inserted, and acknowledge the rule.',
      });
    return dangerous(`deletes rows of ${shown(subject)}`);
  },
};
