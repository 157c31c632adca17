import { indexName, newIndex } from '../catalog/apply';
import { missingFor } from '../catalog/partition-indexes';
import type { Catalog } from '../catalog/catalog';
import { familyOf } from '../catalog/family';
import type { Index, Relation } from '../catalog/model';
import type { Action, ColumnName } from '../sql/actions';
import type { Name } from '../sql/names';
import { predictAlterTable } from './alter-table';
import { createTable } from './create-table';
import { declaresBody } from './declared-body';
import { alterDomain } from './domain';
import { predictDrop } from './drop';
import type { Conditions, Effect, LockMode, PredictedError } from './effect';
import { build, doing, lockAll, lockIndexes, lockModes, nothing, scan, together } from './effect';
import { predictError } from './errors';
import { analyze, cluster, reindex, vacuum } from './maintenance';
import { rebuilt } from './rebuilt';
import { publishing } from './publishing';
import { truncate } from './truncate';
import { below, changeRows, reading, readTables } from './rows';
import { calling, setsOff } from './set-off';

/** Predicts what one action does: its locks, the work that grows with a table, and the error it ends with, if any. */
export function predict(action: Action, catalog: Catalog, conditions: Conditions): Effect {
  catalog.unfinished.begin(conditions.inTransaction);
  // First, because looking at what an action touches leaves placeholders for relations that nobody declared.
  const error = predictError(action, catalog, conditions);
  const effect = locksAndWork(action, catalog, conditions);
  const all = together(effect, rebuilt(effect.work));
  if (error !== null && catches(action, error)) return { ...nothing, caught: true };
  return error === null ? all : { ...all, error };
}

const catches = ({ caught = [] }: Action, { sqlstate }: PredictedError): boolean =>
  caught.includes('*') || caught.includes(sqlstate);

function locksAndWork(action: Action, catalog: Catalog, conditions: Conditions): Effect {
  if ('ifExists' in action && 'table' in action) {
    const missing = action.ifExists && catalog.lacks(action.table);
    return missing ? nothing : predictAlterTable(action, catalog, conditions);
  }

  switch (action.kind) {
    case 'create-table':
      return createTable(action, catalog, conditions);
    case 'create-index':
      return createIndex(action, catalog);
    case 'create-view':
      return createView(action, catalog, conditions);
    case 'create-object':
      return createObject(action, catalog);
    case 'insert':
    case 'delete':
    case 'update':
      return together(changeRows(action, catalog, conditions), setsOff(action, catalog, conditions, predict));
    case 'calls':
    case 'opaque-code':
      return calling(action.functions ?? [], catalog, conditions, predict);
    case 'copy':
      return copy(action, catalog, conditions);
    case 'read-tables':
      return readTables(action, catalog, conditions);
    case 'truncate':
      return truncate(action, catalog);
    case 'drop':
      return predictDrop(action, catalog, conditions);
    case 'rename':
      return predictRename(action, catalog, conditions);
    case 'set-schema': {
      const relation = moved(action, catalog);
      return relation === undefined
        ? nothing
        : lockAll([relation, ...relation.sequences.keys()], 'AccessExclusiveLock');
    }
    case 'reindex':
      return reindex(action, catalog, conditions);
    case 'refresh-matview':
      return refresh(catalog.resolve(action.view), action, conditions);
    case 'lock-table': {
      const table = catalog.resolve(action.table);
      return lockAll(
        [table, ...below([table])].flatMap((each) => familyOf(each, action.only)),
        lockModes[action.mode - 1] ?? 'AccessExclusiveLock',
      );
    }
    case 'vacuum':
      return vacuum(action, catalog, conditions);
    case 'analyze':
      return analyze(action, catalog, conditions);
    case 'alter-index': {
      const found = catalog.findIndex(action.index);
      const part = action.attached === undefined ? undefined : catalog.findIndex(action.attached);
      return together(
        lockAll(part === undefined ? [] : [found?.table, part.table], 'AccessShareLock'),
        lockIndexes([found?.table], 'ShareUpdateExclusiveLock', (index) => index === found?.index),
      );
    }
    case 'comment':
      return action.onTable === undefined
        ? nothing
        : lockAll(
            [catalog.resolve(action.onTable)],
            action.part === undefined ? 'ShareUpdateExclusiveLock' : 'AccessShareLock',
          );
    case 'publish':
      return publishing(action, catalog);
    case 'alter-policy':
      return lockAll([catalog.resolve(action.onTable)], 'AccessExclusiveLock');
    case 'cluster':
      return cluster(action, catalog);
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
      const owner = action.owner === undefined ? undefined : catalog.find(action.owner.table);
      return together(
        lockAll(
          sequencesOf(action, catalog),
          action.byFunction ? 'RowExclusiveLock' : 'ShareRowExclusiveLock',
        ),
        lockAll([owner], 'AccessShareLock'),
      );
    }
    case 'draw':
      return lockAll(sequencesOf(action, catalog), 'RowExclusiveLock');
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

function sequencesOf(
  { sequence, ofColumn }: { readonly sequence: Name; readonly ofColumn?: ColumnName },
  catalog: Catalog,
): readonly (Relation | undefined)[] {
  if (ofColumn === undefined) return [catalog.find(sequence)];
  const owned = catalog.find(ofColumn.table)?.sequences ?? [];
  return [...owned].flatMap(([each, column]) => (column === ofColumn.column ? [each] : []));
}

function copy(action: Extract<Action, { kind: 'copy' }>, catalog: Catalog, conditions: Conditions): Effect {
  if (action.table === undefined) return nothing;
  if (!action.from) {
    // It is read as it lies, without a plan.
    return { ...reading([catalog.resolve(action.table)], 'AccessShareLock', conditions), indexLocks: [] };
  }
  return predict(
    { kind: 'insert', table: action.table, onConflict: 'none', columns: [] },
    catalog,
    conditions,
  );
}

const relationObjects = new Set(['table', 'view', 'matview', 'foreign-table', 'sequence']);

/** The relation of SET SCHEMA; one that nobody declared may well stand. */
function moved(
  { object, name, ifExists }: Extract<Action, { kind: 'set-schema' }>,
  catalog: Catalog,
): Relation | undefined {
  if (!relationObjects.has(object)) return undefined;
  return ifExists === true && catalog.lacks(name) ? undefined : catalog.resolve(name);
}

function createIndex(action: Extract<Action, { kind: 'create-index' }>, catalog: Catalog): Effect {
  const table = catalog.resolve(action.table);
  const locks = lockAll(
    familyOf(table, action.only || table.kind !== 'partitioned'),
    action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock',
  );
  const name = indexName(table, action);
  // The whole tree is locked before the name is looked up.
  if (action.ifNotExists && catalog.relationStands(table.schema, name)) return locks;
  if (table.kind !== 'partitioned') return together(locks, doing(build(table, name)));
  const parts = action.only
    ? []
    : [...table.children].flatMap((each) => missingFor(newIndex(name, action), undefined, each));
  return together(
    locks,
    doing(
      ...(action.only || table.childrenKnown ? [] : [build(table, name)]),
      ...parts.flatMap(({ relation, index }) =>
        relation.kind === 'partitioned' && relation.childrenKnown ? [] : [build(relation, index.name)],
      ),
    ),
  );
}

function createView(
  action: Extract<Action, { kind: 'create-view' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const old = catalog.find(action.view);
  if (action.ifNotExists && old !== undefined) return nothing;
  const sources = action.sources.map(({ table }) => catalog.resolve(table));
  const populated = action.materialized && action.populated;
  return together(
    lockAll([old], 'AccessExclusiveLock'),
    lockAll(sources, 'AccessShareLock'),
    populated ? reading(sources, 'AccessShareLock', conditions) : nothing,
  );
}

function createObject(action: Extract<Action, { kind: 'create-object' }>, catalog: Catalog): Effect {
  const read = [...(action.reads ?? []), ...(action.owner === undefined ? [] : [action.owner])].map(
    ({ table }) => catalog.find(table),
  );
  const written = (action.object === 'rule' ? (action.fires?.does ?? []) : []).flatMap((each) =>
    each.kind === 'insert' || each.kind === 'update' || each.kind === 'delete'
      ? [catalog.find(each.table)]
      : [],
  );
  const reads = together(lockAll(read, 'AccessShareLock'), lockAll(written, 'RowExclusiveLock'));
  if (action.object === 'function') return together(reads, declaresBody(action, catalog));
  if (action.object === 'sequence')
    return action.ifNotExists && catalog.find(action.name) !== undefined ? nothing : reads;
  if (action.onTable === undefined) return nothing;
  const table = catalog.resolve(action.onTable);
  const modes: Partial<Record<typeof action.object, LockMode>> = {
    trigger: 'ShareRowExclusiveLock',
    statistics: 'ShareUpdateExclusiveLock',
  };
  const handedOn = action.object === 'trigger' && action.forEachRow === true && table.kind === 'partitioned';
  return together(lockAll(familyOf(table, !handedOn), modes[action.object] ?? 'AccessExclusiveLock'), reads);
}

// Renaming an index, or the constraint that owns it, is a small thing since PostgreSQL 12.
const renamesIndex = (
  found: Relation | undefined,
  index: Index | undefined,
  { serverMajor }: Conditions,
): Effect =>
  lockIndexes(
    [found],
    serverMajor < 12 ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock',
    (each) => each === index,
  );

function predictRename(
  action: Extract<Action, { kind: 'rename' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  if (action.ifExists === true && catalog.lacks(action.name))
    if (catalog.findIndex(action.name) === undefined) return nothing;
  if (action.object === 'index') {
    const found = catalog.findIndex(action.name);
    // ALTER INDEX RENAME takes any relation, and then locks it as ALTER TABLE would.
    if (found === undefined) return lockAll([catalog.find(action.name)], 'AccessExclusiveLock');
    return renamesIndex(found.table, found.index, conditions);
  }
  if (
    ['table', 'view', 'matview', 'foreign-table', 'sequence', 'trigger', 'policy', 'rule'].includes(
      action.object,
    )
  ) {
    const table = catalog.resolve(action.name);
    // Since PostgreSQL 15 the triggers of the partitions follow.
    const handedOn =
      action.object === 'trigger' && table.kind === 'partitioned' && conditions.serverMajor >= 15;
    return lockAll(familyOf(table, !handedOn), 'AccessExclusiveLock');
  }
  if (action.object === 'column')
    return lockAll(familyOf(catalog.resolve(action.name)), 'AccessExclusiveLock');
  if (action.object === 'type' || action.object === 'attribute')
    return renamesComposite(action.name, catalog);
  if (action.object !== 'constraint') return nothing;
  const table = catalog.resolve(action.name);
  const handedOn = table.constraints.get(action.part ?? '')?.kind === 'check';
  return together(
    lockAll(familyOf(table, !handedOn), 'AccessExclusiveLock'),
    renamesIndex(table, table.indexes.get(action.part ?? ''), conditions),
  );
}

// A composite type has a relation of its own, and its attributes are columns of the tables OF it.
function renamesComposite(name: Name, catalog: Catalog): Effect {
  const relation = catalog.find(name);
  return lockAll([relation?.kind === 'composite' ? relation : undefined], 'AccessExclusiveLock');
}

function refresh(
  view: Relation,
  action: Extract<Action, { kind: 'refresh-matview' }>,
  conditions: Conditions,
): Effect {
  const sources = action.populated ? [...view.reads.keys()] : [];
  const own = action.concurrently
    ? together(
        lockAll([view], 'ExclusiveLock'),
        lockIndexes([view], 'RowExclusiveLock'),
        doing(scan(view, 'the old rows are compared with the new')),
      )
    : together(
        lockAll([view], 'AccessExclusiveLock'),
        doing({ kind: 'rewrite', relation: view, note: 'the view is computed again' }),
      );
  return together(own, reading(sources, 'AccessShareLock', conditions));
}
