import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A value is added to an enum at the end. */
export const enumValueWithoutPlace: Rule = {
  id: 'enum-value-without-place',
  title: 'A value is added to an enum without saying where',
  axis: 'certainty',
  on: ['add-enum-value'],
  optional: true,
  why: 'ORDER BY and comparisons follow the order of the values, and it cannot be changed later.',
  safeWay: 'ALTER TYPE ... ADD VALUE ... BEFORE or AFTER another one.',
  check({ action, text: { node } }) {
    const placed = 'AlterEnumStmt' in node && node.AlterEnumStmt.newValNeighbor !== undefined;
    return action.kind === 'add-enum-value' && !placed
      ? risky(`where '${action.value}' stands is not said`)
      : quiet;
  },
};
