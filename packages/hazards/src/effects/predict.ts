import { indexName } from '../catalog/apply';
import type { Catalog } from '../catalog/catalog';
import { familyOf, referencesTo, storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import { predictAlterTable } from './alter-table';
import { createTable } from './create-table';
import { predictDrop } from './drop';
import type { Conditions, Effect, LockMode } from './effect';
import { build, doing, lockAll, lockModes, nothing, rewrite, scan, together } from './effect';
import { predictError } from './errors';

/** Predicts what one action does: its locks, the work that grows with a table, and the error it ends with, if any. */
export function predict(action: Action, catalog: Catalog, conditions: Conditions): Effect {
  const error = predictError(action, catalog, conditions);
  if (error !== null) return { ...locksAndWork(action, catalog, conditions), error };
  return locksAndWork(action, catalog, conditions);
}

function locksAndWork(action: Action, catalog: Catalog, conditions: Conditions): Effect {
  if ('ifExists' in action && 'table' in action) {
    const missing = action.ifExists && catalog.complete && catalog.find(action.table) === undefined;
    return missing ? nothing : predictAlterTable(action, catalog, conditions);
  }

  switch (action.kind) {
    case 'create-table':
      return createTable(action, catalog);
    case 'create-index':
      return createIndex(action, catalog);
    case 'create-view':
      return createView(action, catalog);
    case 'create-object':
      return createObject(action, catalog);
    case 'insert':
      return lockAll([catalog.resolve(action.table)], 'RowExclusiveLock');
    case 'delete':
      return lockAll(familyOf(catalog.resolve(action.table)), 'RowExclusiveLock');
    case 'update': {
      const relation = catalog.resolve(action.table);
      const work = storesOf(relation).map((each) => ({
        kind: 'update' as const,
        relation: each,
        note: `sets ${action.columns.join(', ')}`,
      }));
      return together(lockAll(familyOf(relation), 'RowExclusiveLock'), doing(...work));
    }
    case 'read-tables':
      return readTables(action, catalog);
    case 'truncate':
      return truncate(catalog.resolve(action.table), action, catalog);
    case 'drop':
      return predictDrop(action, catalog, conditions);
    case 'rename':
      return predictRename(action, catalog);
    case 'set-schema': {
      const relation = catalog.find(action.name);
      return relation === undefined || !relationObjects.has(action.object)
        ? nothing
        : lockAll([relation, ...relation.sequences.keys()], 'AccessExclusiveLock');
    }
    case 'reindex': {
      const table =
        action.scope === 'table'
          ? catalog.resolve(action.name)
          : action.scope === 'index'
            ? catalog.findIndex(action.name)?.table
            : undefined;
      if (table === undefined) return nothing;
      const names = action.scope === 'index' ? [action.name.name] : [...table.indexes.keys()];
      const mode = action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
      const builds = names.map((name) => build(table, action.concurrently ? `${name}_ccnew` : name));
      return together(
        lockAll([table], mode),
        doing(...(builds.length === 0 ? [build(table, 'its indexes')] : builds)),
      );
    }
    case 'refresh-matview':
      return refresh(catalog.resolve(action.view), action);
    case 'lock-table':
      return lockAll(
        familyOf(catalog.resolve(action.table), action.only),
        lockModes[action.mode - 1] ?? 'AccessExclusiveLock',
      );
    case 'vacuum': {
      const tables = action.tables.map((name) => catalog.resolve(name));
      if (!action.full) return lockAll(tables, 'ShareUpdateExclusiveLock');
      return together(
        lockAll(tables, 'AccessExclusiveLock'),
        doing(...tables.map((table) => rewrite(table, 'VACUUM FULL'))),
      );
    }
    case 'analyze':
      return lockAll(
        action.tables.map((name) => catalog.resolve(name)),
        'ShareUpdateExclusiveLock',
      );
    case 'comment':
      return action.onTable === undefined
        ? nothing
        : lockAll([catalog.resolve(action.onTable)], 'ShareUpdateExclusiveLock');
    case 'alter-policy':
      return lockAll([catalog.resolve(action.onTable)], 'AccessExclusiveLock');
    case 'cluster': {
      if (action.table === undefined) return nothing;
      const table = catalog.resolve(action.table);
      return together(lockAll([table], 'AccessExclusiveLock'), doing(rewrite(table, 'CLUSTER')));
    }
    case 'alter-domain':
      return alterDomain(action, catalog);
    case 'alter-attribute': {
      const type = catalog.findType(action.type);
      const typed = [...catalog.relations.values()].filter(
        ({ ofType }) => ofType !== undefined && ofType === type,
      );
      return lockAll([catalog.find(action.type), ...typed], 'AccessExclusiveLock');
    }
    case 'alter-sequence': {
      const owner = action.owner === undefined ? undefined : catalog.find(action.owner);
      return together(
        lockAll(
          [catalog.find(action.sequence)],
          action.byFunction ? 'RowExclusiveLock' : 'ShareRowExclusiveLock',
        ),
        lockAll([owner], 'AccessShareLock'),
      );
    }
    case 'draw':
      return lockAll([catalog.find(action.sequence)], 'RowExclusiveLock');
    case 'grant':
      return conditions.serverMajor < 18
        ? nothing
        : lockAll(
            action.tables.map((name) => catalog.resolve(name)),
            'AccessShareLock',
          );
    default:
      return nothing;
  }
}

const relationObjects = new Set(['table', 'view', 'matview', 'foreign-table', 'sequence']);

function createIndex(action: Extract<Action, { kind: 'create-index' }>, catalog: Catalog): Effect {
  const table = catalog.resolve(action.table);
  const locks = lockAll(
    familyOf(table, action.only || table.kind !== 'partitioned'),
    action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock',
  );
  const name = indexName(table, action);
  if (action.ifNotExists && catalog.findIndex({ schema: table.schema, name }) !== undefined)
    return lockAll([table], action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock');
  if (table.kind !== 'partitioned') return together(locks, doing(build(table, name)));
  const stores = action.only ? [] : storesOf(table);
  return together(locks, doing(...stores.map((each) => build(each, indexName(each, { keys: action.keys })))));
}

function createView(action: Extract<Action, { kind: 'create-view' }>, catalog: Catalog): Effect {
  const sources = action.sources.map(({ table }) => catalog.resolve(table));
  const read = action.materialized && action.populated ? reading(sources) : nothing;
  return together(
    lockAll([catalog.find(action.view)], 'AccessExclusiveLock'),
    lockAll(sources, 'AccessShareLock'),
    read,
  );
}

const reading = (relations: readonly Relation[]): Effect =>
  doing(...relations.flatMap((each) => storesOf(each)).map((each) => scan(each, 'is read by the query')));

/** A query locks what it names and, for a view, what the view reads. It works on a snapshot: nobody waits for it. */
function readTables(action: Extract<Action, { kind: 'read-tables' }>, catalog: Catalog): Effect {
  const named = action.sources.flatMap(
    ({ table }) =>
      catalog.find(table) ?? (catalog.complete || isSystem(table) ? [] : [catalog.resolve(table)]),
  );
  return lockAll(
    [...named, ...below(named)].flatMap((each) => familyOf(each)),
    action.locksRows ? 'RowShareLock' : 'AccessShareLock',
  );
}

const isSystem = ({ schema, name }: { readonly schema?: string; readonly name: string }): boolean =>
  schema === undefined ? name.startsWith('pg_') : ['pg_catalog', 'information_schema'].includes(schema);

const below = (relations: readonly Relation[]): readonly Relation[] =>
  relations.flatMap((each) =>
    each.kind === 'view' ? [...each.reads.keys(), ...below([...each.reads.keys()])] : [],
  );

function createObject(action: Extract<Action, { kind: 'create-object' }>, catalog: Catalog): Effect {
  if (action.onTable === undefined) return nothing;
  const table = catalog.resolve(action.onTable);
  const modes: Partial<Record<typeof action.object, LockMode>> = {
    trigger: 'ShareRowExclusiveLock',
    statistics: 'ShareUpdateExclusiveLock',
  };
  const handedOn = action.object === 'trigger' && action.forEachRow === true && table.kind === 'partitioned';
  return lockAll(familyOf(table, !handedOn), modes[action.object] ?? 'AccessExclusiveLock');
}

function truncate(table: Relation, action: Extract<Action, { kind: 'truncate' }>, catalog: Catalog): Effect {
  const emptied = new Set(familyOf(table, action.only));
  if (action.cascade)
    for (const each of emptied)
      for (const { child } of referencesTo(catalog.relations.values(), each))
        for (const one of familyOf(child)) emptied.add(one);
  const stores = [...emptied].filter(({ kind }) => kind !== 'partitioned');
  const sequences = action.restartIdentity ? [...emptied].flatMap((each) => [...each.sequences.keys()]) : [];
  return together(
    lockAll([...emptied, ...sequences], 'AccessExclusiveLock'),
    doing(...stores.map((relation) => ({ kind: 'empty' as const, relation, note: 'every row is removed' }))),
  );
}

function predictRename(action: Extract<Action, { kind: 'rename' }>, catalog: Catalog): Effect {
  if (
    ['table', 'view', 'matview', 'foreign-table', 'sequence', 'trigger', 'policy', 'rule'].includes(
      action.object,
    )
  ) {
    return lockAll([catalog.resolve(action.name)], 'AccessExclusiveLock');
  }
  if (action.object === 'column')
    return lockAll(familyOf(catalog.resolve(action.name)), 'AccessExclusiveLock');
  if (action.object !== 'constraint') return nothing;
  const table = catalog.resolve(action.name);
  const handedOn = table.constraints.get(action.part ?? '')?.kind === 'check';
  return lockAll(familyOf(table, !handedOn), 'AccessExclusiveLock');
}

function refresh(view: Relation, action: Extract<Action, { kind: 'refresh-matview' }>): Effect {
  const sources = action.populated ? [...view.reads.keys(), ...below([...view.reads.keys()])] : [];
  const own = action.concurrently
    ? together(lockAll([view], 'ExclusiveLock'), doing(scan(view, 'the old rows are compared with the new')))
    : together(
        lockAll([view], 'AccessExclusiveLock'),
        doing({ kind: 'rewrite', relation: view, note: 'the view is computed again' }),
      );
  return together(own, lockAll(sources, 'AccessShareLock'), reading(sources));
}

/** A domain's new constraint is tested on every table that uses it, under ShareLock: there is no online way. */
function alterDomain(action: Extract<Action, { kind: 'alter-domain' }>, catalog: Catalog): Effect {
  const domain = catalog.findType(action.type);
  const tests =
    action.change === 'not-null' ||
    action.change === 'validate' ||
    (action.change === 'constraint' && !action.notValid);
  if (domain === undefined || !tests) return nothing;
  const uses = (relation: Relation): boolean =>
    [...relation.columns.values()].some(({ type }) => {
      for (
        let at = type === null ? undefined : catalog.findType(type);
        at !== undefined;
        at = at.base === undefined ? undefined : catalog.findType(at.base)
      )
        if (at === domain) return true;
      return false;
    });
  const tables = [...catalog.relations.values()].filter(
    (each) => (each.kind === 'table' || each.kind === 'matview') && uses(each),
  );
  return together(
    lockAll(tables, 'ShareLock'),
    doing(...tables.map((each) => scan(each, `values of domain ${domain.name} are tested`))),
  );
}
