import { oldTargets, onlyEmpty } from './update-targets';
import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** Values that stood before are overwritten. */
export const overwriteRows: Rule = {
  id: 'overwrite-rows',
  title: 'Values that stood before are overwritten',
  axis: 'data',
  on: ['update'],
  why: 'The old values are gone; down() cannot bring them back.',
  safeWay:
    'Write the new values into a new column, or fill only what is empty: UPDATE ... WHERE "column" IS NULL.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'update' || !action.where.filters || !touchesOld(subject)) return quiet;
    const empty = onlyEmpty(subject);
    const targets = oldTargets(subject).filter((column) => !empty.includes(column));
    return targets.length === 0
      ? quiet
      : risky(`overwrites ${targets.join(', ')} in rows of ${shown(subject)}`);
  },
};
