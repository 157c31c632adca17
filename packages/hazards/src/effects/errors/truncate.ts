import type { Catalog } from '../../catalog/catalog';
import { referencesInto } from '../../catalog/key-trees';
import type { Action } from '../../sql/actions';
import type { PredictedError } from '../effect';
import { emptiedBy } from '../truncate';
import { noTable, raise } from './raise';

/** The errors of TRUNCATE: a table whose rows others refer to is emptied together with them, or not at all. */
export function truncateError(
  action: Extract<Action, { kind: 'truncate' }>,
  catalog: Catalog,
  alongside: readonly Action[],
): PredictedError | null {
  const all = alongside.filter((each) => each.kind === 'truncate');
  const missing = all.find((each) => catalog.lacks(each.table));
  if (missing !== undefined) return noTable(missing.table.name);
  const table = catalog.find(action.table);
  if (table === undefined) return null;
  if (table.kind === 'view' || table.kind === 'matview' || table.kind === 'sequence')
    return raise('42809', `"${table.name}" is not a table`);
  if (table.kind === 'partitioned' && action.only)
    return raise('42809', 'cannot truncate only a partitioned table');
  if (action.cascade) return null;
  const emptied = emptiedBy(all.length === 0 ? [action] : all, catalog);
  const referred = [...emptiedBy([action], catalog)].some((each) =>
    referencesInto(catalog.relations.values(), each).some(({ child }) => !emptied.has(child)),
  );
  return referred ? raise('0A000', 'cannot truncate a table referenced in a foreign key constraint') : null;
}
