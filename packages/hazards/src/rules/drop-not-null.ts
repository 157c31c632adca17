import type { Rule } from './rule';
import { advice, quiet, shown, touchesOld } from './rule';
import { nulls } from './suggest/precheck';

/** A column that was never NULL may become so. */
export const dropNotNull: Rule = {
  id: 'drop-not-null',
  title: 'A column that was never NULL may become so',
  axis: 'compatibility',
  on: ['drop-not-null'],
  why: 'Code of the previous release reads the column without a thought for NULL; and once there is one, NOT NULL cannot be put back.',
  safeWay: 'Release the code that can read NULL first.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'drop-not-null' || relation === null || !touchesOld(subject)) return quiet;
    const column = relation.columns.get(action.column);
    if (column?.origin === 'here' || column?.notNull === false) return quiet;
    return advice(`lets "${action.column}" of ${shown(subject)} be NULL`, {
      safeWay: `Release the code that can read NULL first. Before the way back, this must find nothing: ${nulls(relation, action.column)}`,
    });
  },
};
