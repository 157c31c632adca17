import { oldTargets } from './update-targets';
import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** Every row of a table that stood before is overwritten. */
export const updateWithoutWhere: Rule = {
  id: 'update-without-where',
  title: 'Every row of a table that stood before is overwritten',
  axis: 'data',
  why: 'The old values of the column are gone for every row, and every row stays locked until the transaction ends.',
  safeWay:
    'Copy in batches, in a migration of its own, and only where the target is empty: UPDATE ... SET new = old WHERE new IS NULL AND id BETWEEN ...',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'update' || action.where.filters || !touchesOld(subject)) return quiet;
    const targets = oldTargets(subject);
    return targets.length === 0
      ? quiet
      : risky(`overwrites ${targets.join(', ')} in every row of ${shown(subject)}`);
  },
};
