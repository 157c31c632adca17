import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** An INSERT that does not name its columns. */
export const insertWithoutColumns: Rule = {
  id: 'insert-without-columns',
  title: 'An INSERT that does not name its columns',
  axis: 'data',
  on: ['insert'],
  optional: true,
  why: 'What goes where depends on the order of the columns, which is not the same in every database: a column that was added later, or dropped and added again, stands elsewhere.',
  safeWay: 'INSERT INTO t (a, b) VALUES (...).',
  check({ action, text: { node } }) {
    if (action.kind !== 'insert' || !('InsertStmt' in node)) return quiet;
    const { cols, selectStmt } = node.InsertStmt;
    return cols === undefined && selectStmt !== undefined
      ? risky(`inserts into ${action.table.name} without naming the columns`)
      : quiet;
  },
};
