import type { Rule } from './rule';
import { quiet, risky, shown } from './rule';

/** An index of more columns than queries use. */
export const wideIndex: Rule = {
  id: 'wide-index',
  title: 'An index of more columns than queries use',
  axis: 'operation',
  on: ['create-index'],
  optional: true,
  why: 'Every write has to keep it up to date; what stands behind the third column hardly ever narrows a search.',
  safeWay: 'Index the columns that the queries filter by, and INCLUDE what they only read.',
  check(subject) {
    const { action, text } = subject;
    const keys = 'IndexStmt' in text.node ? (text.node.IndexStmt.indexParams ?? []).length : 0;
    return action.kind === 'create-index' && !action.unique && keys > 3
      ? risky(`an index of ${keys} columns on ${shown(subject)}`)
      : quiet;
  },
};
