import { quoteName } from '../sql/names';
import { oldTargets } from './update-targets';
import type { Rule } from './rule';
import { quiet, rewriteOf, risky, shown, touchesOld } from './rule';

/** Every row of a table that stood before is overwritten. */
export const updateWithoutWhere: Rule = {
  id: 'update-without-where',
  title: 'Every row of a table that stood before is overwritten',
  axis: 'data',
  on: ['update'],
  why: 'The old values of the column are gone for every row, and every row stays locked until the transaction ends.',
  safeWay:
    'Copy in batches, in a migration of its own, and only where the target is empty: UPDATE ... SET new = old WHERE new IS NULL AND id BETWEEN ...',
  check(subject) {
    const { action, text } = subject;
    if (action.kind !== 'update' || action.where.filters || !touchesOld(subject)) return quiet;
    const targets = oldTargets(subject);
    if (targets.length === 0) return quiet;
    const [only = '', ...more] = targets;
    const { node, sql } = text;
    const bare = 'UpdateStmt' in node && node.UpdateStmt.whereClause === undefined;
    const appendable = bare && node.UpdateStmt.returningClause === undefined && more.length === 0;
    return risky(
      `overwrites ${targets.join(', ')} in every row of ${shown(subject)}`,
      rewriteOf(appendable ? [`${sql} WHERE ${quoteName(only)} IS NULL`] : undefined),
    );
  },
};
