import type { Rule } from './rule';
import { quiet, risky } from './rule';
import { showName } from '../sql/names';

/** A table without a primary key. */
export const tableWithoutPrimaryKey: Rule = {
  id: 'table-without-primary-key',
  title: 'A table without a primary key',
  axis: 'data',
  on: ['create-table'],
  optional: true,
  why: 'Two equal rows cannot be told apart, logical replication refuses UPDATE and DELETE, and batches have nothing to go by.',
  safeWay: 'PRIMARY KEY, also where UNIQUE and NOT NULL would say the same.',
  check({ action, catalog }) {
    if (action.kind !== 'create-table' || action.temporary || action.partitionOf !== undefined) return quiet;
    if (action.inherits.length > 0 || action.like.length > 0 || action.ofType !== undefined) return quiet;
    const { table } = action;
    const schema = catalog.creationSchema(table);
    const all = [...action.constraints, ...action.columns.flatMap((column) => column.constraints)];
    if (all.some(({ kind }) => kind === 'primary')) return quiet;
    return risky(`creates ${showName(table)} without a primary key`, {
      holds: (end) => {
        const made = end.catalog.relations.get(`${schema}.${table.name}`);
        return made !== undefined && ![...made.constraints.values()].some(({ kind }) => kind === 'primary');
      },
    });
  },
};
