import type { Catalog } from '../../catalog/catalog';
import type { Index, Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import { mayBeClustered } from '../maintenance';
import type { Conditions, PredictedError } from '../effect';
import { lacks } from './alter-table';
import { noIndexOf } from './indexes';
import { noTable, raise } from './raise';
import { missingTable } from './absent';

/** The errors of what keeps a database tidy, and of what belongs into a transaction block. */
export function maintenanceError(
  action: Action,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (!conditions.inTransaction) {
    const refused = blockOnly(action);
    if (refused !== null) return raise('25P01', `${refused} can only be used in transaction blocks`);
  }
  switch (action.kind) {
    case 'vacuum':
    case 'analyze':
      return cleaningError(action, catalog);
    case 'cluster': {
      if (action.table === undefined) return null;
      const table = catalog.find(action.table);
      if (table?.known !== true || table.kind === 'partitioned')
        return table === undefined ? missingTable(action.table, catalog) : null;
      if (table.kind !== 'table' && table.kind !== 'matview')
        return raise('42809', `"${table.name}" is not a table or materialized view`);
      if (action.index !== undefined) return clusterIndexError(table, action.index, catalog);
      return mayBeClustered(table) === false
        ? raise('42704', `there is no previously clustered index for table "${table.name}"`)
        : null;
    }
    case 'harmless-alter': {
      const table = catalog.find(action.table);
      if (table?.known !== true) return null;
      if (action.index !== undefined && table.kind === 'table')
        return clusterIndexError(table, action.index, catalog);
      return action.partition === undefined
        ? null
        : finalizeError(table, action.partition, catalog, conditions);
    }
    case 'reindex':
      return reindexError(action, catalog);
    case 'drop': {
      if (action.object !== 'index' || !action.concurrently) return null;
      const { alongside = [] } = conditions;
      if (alongside.length > 1)
        return raise('0A000', 'DROP INDEX CONCURRENTLY does not support dropping multiple objects');
      return action.cascade ? raise('0A000', 'DROP INDEX CONCURRENTLY does not support CASCADE') : null;
    }
    case 'alter-index':
      return attachIndexError(action, catalog, conditions);
    default:
      return null;
  }
}

function blockOnly(action: Action): string | null {
  if (action.kind === 'lock-table') return 'LOCK TABLE';
  if (action.kind === 'query') return action.blockOnly ?? null;
  if (action.kind !== 'transaction') return null;
  return blocks[action.verb] ?? null;
}

const blocks: Readonly<Record<string, string>> = {
  SAVEPOINT: 'SAVEPOINT',
  RELEASE: 'RELEASE SAVEPOINT',
  'ROLLBACK TO': 'ROLLBACK TO SAVEPOINT',
};

function cleaningError(
  action: Extract<Action, { kind: 'vacuum' | 'analyze' }>,
  catalog: Catalog,
): PredictedError | null {
  // What is no table is passed over with a warning.
  const missing = action.tables
    .map((each) => (catalog.findIndex(each) === undefined ? missingTable(each, catalog) : null))
    .find((each) => each !== null);
  if (missing) return missing;
  const [named] = action.columns ?? [];
  if (named !== undefined && action.kind === 'vacuum' && action.analyze !== true)
    return raise('0A000', 'ANALYZE option must be specified when a column list is provided');
  for (const { table, column } of action.columns ?? []) {
    const found = catalog.find(table);
    if (found !== undefined && lacks(found, column))
      return raise('42703', `column "${column}" of relation "${found.name}" does not exist`);
  }
  return null;
}

function clusterIndexError(table: Relation, name: string, catalog: Catalog): PredictedError | null {
  const index = table.indexes.get(name);
  if (index === undefined) return noIndexOf(table, name, catalog);
  if (index.partial) return raise('0A000', `cannot cluster on partial index "${name}"`);
  const method = index.shape?.split('|')[0];
  return method !== undefined && ['hash', 'gin', 'brin', 'spgist'].includes(method)
    ? raise('0A000', `cannot cluster on index "${name}" because access method does not support clustering`)
    : null;
}

// Nothing that a migration leaves behind waits to be finalized.
function finalizeError(
  table: Relation,
  name: Name,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (table.kind !== 'partitioned' && serverMajor >= 18)
    return raise(
      '42809',
      `ALTER action DETACH PARTITION ... FINALIZE cannot be performed on relation "${table.name}"`,
    );
  const partition = catalog.find(name);
  if (partition === undefined) return catalog.lacks(name) ? noTable(name.name) : null;
  if (table.kind !== 'partitioned')
    return raise('42P01', `relation "${table.name}" is not a parent of relation "${partition.name}"`);
  if (!table.children.has(partition))
    return table.childrenKnown
      ? raise('42P01', `relation "${partition.name}" is not a partition of relation "${table.name}"`)
      : null;
  return catalog.complete ? raise('55000', `cannot complete detaching partition "${partition.name}"`) : null;
}

function reindexError(
  { scope, name, concurrently }: Extract<Action, { kind: 'reindex' }>,
  catalog: Catalog,
): PredictedError | null {
  if (scope === 'schema')
    return catalog.complete && !catalog.hasSchema(name.name)
      ? raise('3F000', `schema "${name.name}" does not exist`)
      : null;
  if (scope === 'table') {
    const table = catalog.find(name);
    if (table === undefined)
      return catalog.findIndex(name) === undefined
        ? missingTable(name, catalog)
        : raise('42809', `"${name.name}" is not a table or materialized view`);
    return table.known && !['table', 'matview', 'partitioned'].includes(table.kind)
      ? raise('42809', `"${table.name}" is not a table or materialized view`)
      : null;
  }
  if (scope !== 'index') return null;
  const found = catalog.findIndex(name);
  if (found === undefined) {
    if (catalog.find(name)?.known === true) return raise('42809', `"${name.name}" is not an index`);
    return missingTable(name, catalog);
  }
  return concurrently && found.table.constraints.get(found.index.name)?.kind === 'exclude'
    ? raise('0A000', 'concurrent index creation for exclusion constraints is not supported')
    : null;
}

function attachIndexError(
  action: Extract<Action, { kind: 'alter-index' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const whole = catalog.findIndex(action.index);
  if (whole === undefined)
    return catalog.find(action.index) === undefined ? missingTable(action.index, catalog) : null;
  if (action.attached === undefined) return null;
  if (whole.table.kind !== 'partitioned')
    return raise(serverMajor < 13 ? '42P17' : '42809', `index "${whole.index.name}" is not partitioned`);
  const part = catalog.findIndex(action.attached);
  if (part === undefined)
    return catalog.find(action.attached) === undefined ? missingTable(action.attached, catalog) : null;
  if (part.index.attachedTo === whole.index) return null;
  const cannot = (sqlstate: string): PredictedError =>
    raise(sqlstate, `cannot attach index "${part.index.name}" as a partition of index "${whole.index.name}"`);
  if (part.index.attachedTo !== undefined) return cannot('55000');
  if (!whole.table.children.has(part.table)) return whole.table.childrenKnown ? cannot('55000') : null;
  const second = [...part.table.indexes.values()].some(({ attachedTo }) => attachedTo === whole.index);
  if (second) return cannot('55000');
  return differ(whole.index, part.index) ? cannot('42P17') : null;
}

const differ = (one: Index, other: Index): boolean =>
  one.shape !== undefined && other.shape !== undefined && one.shape !== other.shape;
