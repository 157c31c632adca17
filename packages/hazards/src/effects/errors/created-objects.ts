import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import { bodyError } from '../declared-body';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { ownerError } from './owned-by';
import { policyError } from './policies';
import { exists, noColumn, raise } from './raise';
import { kindsOf } from './relation-kinds';
import { createRoutineError } from './routines';
import { missingTable } from './absent';
import { isSystemSchema } from './system-names';
import { createTriggerError } from './triggers';

/** CREATE of anything that is no relation and no type. */
export function createObjectError(
  action: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (action.object === 'sequence') {
    if (catalog.relationStands(catalog.creationSchema(action.name), action.name.name))
      return action.ifNotExists ? null : exists('42P07', `relation "${action.name.name}"`);
    return ownerError(action.owner, catalog.creationSchema(action.name), catalog);
  }
  if (action.object === 'schema')
    return catalog.complete && !action.ifNotExists && catalog.hasSchema(action.name.name)
      ? exists('42P06', `schema "${action.name.name}"`)
      : null;
  if (action.object === 'function')
    return createRoutineError(action, catalog, conditions) ?? bodyError(action, catalog, conditions);
  if (action.object === 'extension') return createExtensionError(action, catalog);
  if (action.object === 'collation')
    return !action.ifNotExists && action.name.schema === undefined && catalog.collations.has(action.name.name)
      ? exists('42710', `collation "${action.name.name}"`)
      : null;
  if (action.onTable !== undefined) {
    const missing = missingTable(action.onTable, catalog);
    if (missing !== null) return missing;
  }
  const hooks = action.onTable === undefined ? [] : (catalog.find(action.onTable)?.hooks ?? []);
  if (action.object === 'trigger') {
    const table = action.onTable === undefined ? undefined : catalog.find(action.onTable);
    return table === undefined ? null : createTriggerError(action, table, catalog, conditions);
  }
  const target = action.onTable === undefined ? undefined : catalog.find(action.onTable);
  if (action.object === 'policy' && target?.known === true && !kindsOf['table']?.includes(target.kind))
    return raise('42809', `"${target.name}" is not a table`);
  const wrong =
    action.object === 'policy' && target !== undefined
      ? policyError(action.expressions, target, catalog, conditions)
      : null;
  if (wrong !== null) return wrong;
  if (
    action.object === 'rule' &&
    action.name.name === '_RETURN' &&
    target?.known === true &&
    target.kind !== 'view'
  )
    return raise('42809', `relation "${target.name}" cannot have ON SELECT rules`);
  if (action.object === 'statistics') return createStatisticsError(action, target, catalog);
  const taken =
    !action.replace && hooks.some(({ kind, name }) => kind === action.object && name === action.name.name);
  return taken
    ? exists('42710', `${action.object} "${action.name.name}" for relation "${action.onTable?.name ?? ''}"`)
    : null;
}

function createExtensionError(
  { name, ifNotExists, inSchema }: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
): PredictedError | null {
  if (catalog.extensions.has(name.name))
    return ifNotExists ? null : exists('42710', `extension "${name.name}"`);
  return inSchema !== undefined &&
    catalog.complete &&
    !isSystemSchema(inSchema) &&
    !catalog.hasSchema(inSchema)
    ? raise('3F000', `schema "${inSchema}" does not exist`)
    : null;
}

/** CREATE STATISTICS: its name first, then the columns. */
function createStatisticsError(
  { name, ifNotExists, columns = [] }: Extract<Action, { kind: 'create-object' }>,
  table: Relation | undefined,
  catalog: Catalog,
): PredictedError | null {
  // They are not kept by schema: one beside a table is looked for where the new one would be.
  const schema = catalog.creationSchema(name);
  const taken = [...catalog.relations.values()].some(
    (each) =>
      each.schema === schema &&
      each.hooks.some((hook) => hook.kind === 'statistics' && hook.name === name.name),
  );
  if (name.name !== '' && taken)
    return ifNotExists ? null : exists('42710', `statistics object "${name.name}"`);
  if (table?.known === true && ['view', 'sequence', 'composite'].includes(table.kind))
    return raise('42809', `cannot define statistics for relation "${table.name}"`);
  const missing = table === undefined ? undefined : columns.find((column) => lacks(table, column));
  return missing === undefined ? null : noColumn(missing);
}
