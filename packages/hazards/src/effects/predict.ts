import type { Catalog } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import { defaultPartitionScan, predictAlterTable } from './alter-table';
import type { Conditions, Effect, LockMode, PredictedError, RelationLock, Work } from './effect';
import { lockModes, nothing } from './effect';

const lock = (relation: Relation | undefined, mode: LockMode): readonly RelationLock[] =>
  relation === undefined ? [] : [{ relation, mode }];

const work = (kind: Work['kind'], relation: Relation, note: string): readonly Work[] => [
  { kind, relation, note },
];

/** Predicts what one action does: its locks, the work that grows with a table, and the error it ends with, if any. */
export function predict(action: Action, catalog: Catalog, conditions: Conditions): Effect {
  if ('ifExists' in action && 'table' in action) {
    const effect = predictAlterTable(action, catalog, conditions);
    const concurrent = action.kind === 'detach-partition' && action.concurrently;
    return concurrent
      ? { ...effect, error: needsAutocommit('ALTER TABLE ... DETACH CONCURRENTLY', conditions) }
      : effect;
  }
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest locks no table
  switch (action.kind) {
    case 'create-table':
      return createTable(action, catalog);
    case 'create-index':
      return createIndex(action, catalog, conditions);
    case 'create-view': {
      const old = catalog.find(action.view);
      return { ...nothing, locks: lock(old, 'AccessExclusiveLock') };
    }
    case 'create-object': {
      if (action.onTable === undefined) return nothing;
      const mode = action.object === 'trigger' ? 'ShareRowExclusiveLock' : 'AccessExclusiveLock';
      return { ...nothing, locks: lock(catalog.resolve(action.onTable), mode) };
    }
    case 'insert':
    case 'delete':
      return { ...nothing, locks: lock(catalog.resolve(action.table), 'RowExclusiveLock') };
    case 'update': {
      const relation = catalog.resolve(action.table);
      return {
        ...nothing,
        locks: lock(relation, 'RowExclusiveLock'),
        work: work('update', relation, `sets ${action.columns.join(', ')}`),
      };
    }
    case 'truncate':
      return { ...nothing, locks: lock(catalog.resolve(action.table), 'AccessExclusiveLock') };
    case 'drop':
      return predictDrop(action, catalog, conditions);
    case 'rename':
      return predictRename(action, catalog, conditions);
    case 'reindex':
      return predictReindex(action, catalog, conditions);
    case 'refresh-matview': {
      const view = catalog.resolve(action.view);
      const mode = action.concurrently ? 'ExclusiveLock' : 'AccessExclusiveLock';
      return {
        ...nothing,
        locks: lock(view, mode),
        work: work(action.concurrently ? 'scan' : 'rewrite', view, 'the view is computed again'),
      };
    }
    case 'lock-table':
      return {
        ...nothing,
        locks: lock(catalog.resolve(action.table), lockModes[action.mode - 1] ?? 'AccessExclusiveLock'),
      };
    case 'vacuum': {
      const tables = action.tables.map((name) => catalog.resolve(name));
      const mode: LockMode = action.full ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
      return {
        locks: tables.flatMap((table) => lock(table, mode)),
        work: action.full ? tables.flatMap((table) => work('rewrite', table, 'VACUUM FULL')) : [],
        error: needsAutocommit('VACUUM', conditions),
      };
    }
    case 'cluster': {
      if (action.table === undefined) return { ...nothing, error: needsAutocommit('CLUSTER', conditions) };
      const table = catalog.resolve(action.table);
      return {
        ...nothing,
        locks: lock(table, 'AccessExclusiveLock'),
        work: work('rewrite', table, 'CLUSTER'),
      };
    }
    case 'add-enum-value':
      if (conditions.serverMajor >= 12) return nothing;
      return { ...nothing, error: needsAutocommit('ALTER TYPE ... ADD', conditions) };
    case 'outside-transaction':
      return { ...nothing, error: needsAutocommit(action.what, conditions) };
    default:
      return nothing;
  }
}

/** SQLSTATE 25001, active_sql_transaction, for what the server refuses inside a transaction block. */
function needsAutocommit(what: string, { inTransaction }: Conditions): PredictedError | null {
  return inTransaction
    ? { sqlstate: '25001', message: `${what} cannot run inside a transaction block` }
    : null;
}

function createTable(action: Extract<Action, { kind: 'create-table' }>, catalog: Catalog): Effect {
  const old = catalog.find({
    schema: catalog.creationSchema(action.table, action.temporary),
    name: action.table.name,
  });
  if (old !== undefined) {
    const error = { sqlstate: '42P07', message: `relation "${action.table.name}" already exists` };
    return { ...nothing, error: action.ifNotExists || !old.known ? null : error };
  }
  const keys = [...action.constraints, ...action.columns.flatMap(({ constraints }) => constraints)];
  const parents = keys.flatMap(({ foreign }) => (foreign === undefined ? [] : [foreign.parent]));
  const own = (name: { schema?: string; name: string }): boolean => name.name === action.table.name;
  const locks = parents
    .filter((name) => !own(name))
    .flatMap((name) => lock(catalog.resolve(name), 'ShareRowExclusiveLock'));
  const inherited = action.inherits.flatMap((name) =>
    lock(catalog.resolve(name), 'ShareUpdateExclusiveLock'),
  );
  if (action.partitionOf === undefined) return { ...nothing, locks: [...locks, ...inherited] };
  const parent = catalog.resolve(action.partitionOf);
  return {
    ...nothing,
    locks: [...locks, ...lock(parent, 'AccessExclusiveLock')],
    work: defaultPartitionScan(parent),
  };
}

function createIndex(
  action: Extract<Action, { kind: 'create-index' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const table = catalog.resolve(action.table);
  const metadataOnly = action.only && table.kind === 'partitioned';
  return {
    locks: lock(table, action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock'),
    work: metadataOnly ? [] : work('build', table, action.index ?? 'an index'),
    error: action.concurrently ? needsAutocommit('CREATE INDEX CONCURRENTLY', conditions) : null,
  };
}

function predictDrop(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  if (action.object === 'index') {
    const table = catalog.findIndex(action.name)?.table;
    return {
      ...nothing,
      locks: lock(table, action.concurrently ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock'),
      error: action.concurrently ? needsAutocommit('DROP INDEX CONCURRENTLY', conditions) : null,
    };
  }
  if (action.object === 'database')
    return { ...nothing, error: needsAutocommit('DROP DATABASE', conditions) };
  if (action.onTable !== undefined)
    return { ...nothing, locks: lock(catalog.resolve(action.onTable), 'AccessExclusiveLock') };
  if (!['table', 'view', 'matview', 'foreign-table', 'sequence'].includes(action.object)) return nothing;
  const relation = catalog.resolve(action.name);
  const parents = [...relation.constraints.values()].flatMap(({ parent }) =>
    parent === undefined ? [] : [catalog.relations.get(parent)],
  );
  return { ...nothing, locks: [relation, ...parents].flatMap((each) => lock(each, 'AccessExclusiveLock')) };
}

function predictRename(
  action: Extract<Action, { kind: 'rename' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  if (action.object === 'index') {
    const mode = serverMajor >= 12 ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
    return { ...nothing, locks: lock(catalog.findIndex(action.name)?.table, mode) };
  }
  const onRelation = [
    'table',
    'view',
    'matview',
    'foreign-table',
    'sequence',
    'column',
    'constraint',
    'trigger',
    'policy',
    'rule',
  ];
  if (!onRelation.includes(action.object)) return nothing;
  return { ...nothing, locks: lock(catalog.resolve(action.name), 'AccessExclusiveLock') };
}

function predictReindex(
  action: Extract<Action, { kind: 'reindex' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const mode: LockMode = action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  const wide = action.concurrently || !['table', 'index'].includes(action.scope);
  const error = wide
    ? needsAutocommit(action.concurrently ? 'REINDEX CONCURRENTLY' : 'REINDEX', conditions)
    : null;
  if (!['table', 'index'].includes(action.scope)) return { ...nothing, error };
  const table =
    action.scope === 'table' ? catalog.resolve(action.name) : catalog.findIndex(action.name)?.table;
  return {
    locks: lock(table, mode),
    work: table === undefined ? [] : work('build', table, action.name.name),
    error,
  };
}
