import type { Rule } from './rule';
import { quiet, risky } from './rule';

/** A table is named without its schema. */
export const unqualifiedName: Rule = {
  id: 'unqualified-name',
  title: 'A table is named without its schema',
  axis: 'certainty',
  optional: true,
  why: 'Which table is meant depends on the search_path of the session that happens to run the migration.',
  safeWay: 'Write schema.table.',
  check({ action }) {
    if (action.kind === 'create-table' && action.temporary) return quiet;
    if (!('table' in action) || action.table === undefined || action.table.schema !== undefined) return quiet;
    return risky(`${action.table.name} is named without its schema`);
  },
};
