import { showName } from '../sql/names';
import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** The system catalog is written to by hand. */
export const writeSystemCatalog: Rule = {
  id: 'write-system-catalog',
  title: 'The system catalog is written to by hand',
  axis: 'data',
  on: ['delete', 'insert', 'truncate', 'update'],
  why: 'The server trusts its catalog; a wrong value damages tables beyond repair.',
  safeWay: 'Use the DDL statement that exists for the change (ALTER TYPE ... ADD VALUE, COMMENT ON, ...).',
  check(subject) {
    const { action } = subject;
    if (
      !['insert', 'update', 'delete', 'truncate'].includes(action.kind) ||
      !('table' in action) ||
      action.table === undefined
    )
      return quiet;
    const { schema, name } = action.table;
    const system =
      schema === undefined
        ? name.startsWith('pg_') && subject.relation?.known !== true
        : ['pg_catalog', 'information_schema', 'pg_toast'].includes(schema);
    return system ? dangerous(`writes to the system catalog (${showName(action.table)})`) : quiet;
  },
};
