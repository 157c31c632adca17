import type { Relation } from '../catalog/model';
import { newForeignKeys } from './foreign-keys';
import type { Rule } from './rule';
import { advice, quiet } from './rule';
import { columnList, tableSql } from './suggest/sql';
import { qualified } from '../catalog/model';

/** A foreign key whose columns have no index. */
export const foreignKeyWithoutIndex: Rule = {
  id: 'foreign-key-without-index',
  title: 'A foreign key whose columns have no index',
  axis: 'operation',
  on: ['add-column', 'add-constraint', 'create-table'],
  why: 'Every DELETE in the parent, and every change of its key, reads the whole child table while the row is locked.',
  safeWay: 'CREATE INDEX CONCURRENTLY on the columns of the foreign key.',
  check(subject) {
    const { action, catalog } = subject;
    if (!('table' in action) || action.table === undefined) return quiet;
    const keys = newForeignKeys(subject);
    if (keys.length === 0) return quiet;
    const { table } = action;
    const schema = table.schema ?? catalog.find(table)?.schema ?? catalog.creationSchema(table);
    const name = { schema, name: table.name };
    return keys.flatMap(({ spec: { columns } }) =>
      advice(
        `no index of ${qualified(name)} leads with ${columns.join(', ')}, the columns of a foreign key`,
        {
          safeWay: `CREATE INDEX CONCURRENTLY ON ${tableSql(name)} (${columnList(columns)})`,
          holds: (end) => {
            const child = end.catalog.relations.get(qualified(name));
            return child !== undefined && child.indexesKnown && !isCovered(child, columns);
          },
        },
      ),
    );
  },
};

/** Whether an index finds the rows of a parent: its first keys are the columns, in any order. */
function isCovered({ indexes }: Relation, columns: readonly string[]): boolean {
  return [...indexes.values()].some(
    ({ keys, partial, valid }) =>
      !partial && valid && columns.every((column) => keys.slice(0, columns.length).includes(column)),
  );
}
