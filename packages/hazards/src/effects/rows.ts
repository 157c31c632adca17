import type { Catalog } from '../catalog/catalog';
import type { Reference } from '../catalog/family';
import { familyOf, referencesTo, storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { Action, RowAction } from '../sql/actions';
import type { Name } from '../sql/names';
import { sequencesIn } from '../sql/read/calls';
import type { Conditions, Effect, LockMode, Work } from './effect';
import { allOf, doing, lockAll, lockIndexes, nothing, together } from './effect';
import { changedThrough } from './through-views';

/** What a query locks on the tables that it reads: it works on a snapshot, so that nobody waits for it. */
export function readTables(
  action: Extract<Action, { kind: 'read-tables' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  if (action.asNamed === true)
    return lockAll(
      action.sources.map(({ table }) => catalog.find(table)),
      'AccessShareLock',
    );
  const effect = allOf(
    action.sources.flatMap(({ table, only, locksRows }) => {
      const found =
        catalog.find(table) ?? (catalog.complete || isSystem(table) ? undefined : catalog.resolve(table));
      if (found === undefined) return [];
      const own = locksRows === true ? 'RowShareLock' : 'AccessShareLock';
      const mode = action.planOnly === 'changes' ? 'RowExclusiveLock' : own;
      return [reading([found], mode, conditions, only === true || action.unplanned === true)];
    }),
  );
  if (action.planOnly === undefined) return effect;
  const { locks, indexLocks } = effect;
  return action.unplanned === true ? { ...nothing, locks } : { ...nothing, locks, indexLocks };
}

/** The tables and views below are locked with their partitions; every index of theirs is opened to plan the query. */
export function reading(
  named: readonly Relation[],
  mode: LockMode,
  conditions: Conditions,
  only = false,
): Effect {
  const all = [
    ...new Set([
      ...named.flatMap((each) => familyOf(each, only)),
      ...below(named).flatMap((each) => familyOf(each)),
    ]),
  ];
  return together(
    lockAll(all, mode),
    planned(all, mode, conditions),
    doing(...all.filter(holdsRows).map((each) => read(each))),
  );
}

// Before PostgreSQL 12 the planner opened the indexes of a table that is only read in AccessShareLock whatever the lock on the table;
// before 16 it left those of partitioned tables alone (get_relation_info in plancat.c).
function planned(relations: readonly Relation[], mode: LockMode, { serverMajor }: Conditions): Effect {
  const own = serverMajor < 12 && mode === 'RowShareLock' ? 'AccessShareLock' : mode;
  return lockIndexes(
    relations.filter(({ kind }) => kind !== 'partitioned' || serverMajor >= 16),
    own,
  );
}

const holdsRows = ({ kind, childrenKnown }: Relation): boolean =>
  kind === 'table' || kind === 'matview' || kind === 'foreign' || (kind === 'partitioned' && !childrenKnown);

const read = (relation: Relation): Work => ({ kind: 'read', relation, note: 'is read by a query' });

const isSystem = ({ schema, name }: Name): boolean =>
  schema === undefined ? name.startsWith('pg_') : ['pg_catalog', 'information_schema'].includes(schema);

/** What the views among the relations read, at any depth. */
export const below = (relations: readonly Relation[]): readonly Relation[] =>
  relations.flatMap((each) =>
    each.kind === 'view' ? [...each.reads.keys(), ...below([...each.reads.keys()])] : [],
  );

/** A change of rows: the table, the indexes that it is planned with, the parents that are asked and the children that are looked through. */
export function changeRows(
  action: Exclude<RowAction, { kind: 'truncate' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const target = catalog.resolve(action.table);
  const changes = changedThrough(target, action.kind, namedIn(action));
  const tables = changes.map(([table]) => table);
  const only = action.kind !== 'insert' && action.only;
  const family = tables.flatMap((each) => familyOf(each, only && each === target));
  const stored = tables.flatMap((each) => storesOf(each, only && each === target)).filter(isStored);
  const taken = (): Effect =>
    together(lockAll(family, 'RowExclusiveLock'), planned(family, 'RowExclusiveLock', conditions));
  switch (action.kind) {
    case 'insert':
      return together(
        lockAll(
          tables.flatMap((each) => insertedInto(each)),
          'RowExclusiveLock',
        ),
        action.onConflict === 'none' ? nothing : lockIndexes(tables, 'RowExclusiveLock'),
        drawn(tables, catalog, action),
        ...changes.map(([each, columns]) =>
          asksParents(each, givenIn(each, target, action, columns), conditions, true),
        ),
      );
    case 'update':
      return together(
        taken(),
        doing(...stored.map((each) => updated(each, action))),
        drawnAgain(tables, catalog, action),
        ...changes.map(([each, columns]) =>
          together(
            asksParents(each, (column) => columns?.includes(column) === true, conditions),
            searchesChildren(each, catalog, columns, conditions),
          ),
        ),
      );
    case 'delete':
      return together(
        taken(),
        doing(...stored.map(read)),
        ...tables.map((each) => searchesChildren(each, catalog, null, conditions)),
      );
  }
}

function namedIn(action: Exclude<RowAction, { kind: 'truncate' }>): readonly string[] | null {
  if (action.kind === 'delete') return null;
  return action.kind === 'update' ? action.columns : (action.into ?? null);
}

const isStored = ({ kind }: Relation): boolean => kind !== 'view';

const updated = (relation: Relation, action: Extract<RowAction, { kind: 'update' }>): Work => ({
  kind: 'update',
  relation,
  note: `sets ${action.columns.join(', ')}`,
});

// Which partition a row goes to is known to the server alone: each may be it.
const insertedInto = (relation: Relation): readonly Relation[] =>
  relation.kind === 'partitioned' ? familyOf(relation) : [relation];

/** The columns that an INSERT gives a value, by itself or by their defaults. A trigger may give one to any. */
function givenIn(
  table: Relation,
  target: Relation,
  { into, width = 0 }: Extract<RowAction, { kind: 'insert' }>,
  through: readonly string[] | null,
): (column: string) => boolean {
  const triggered = table.hooks.some(({ kind, fires }) => kind === 'trigger' && fires?.before === true);
  const isOther = table !== target && through === null;
  if (triggered || isOther || (into === undefined && width === 0)) return () => true;
  const names = new Set(through ?? into ?? [...table.columns.keys()].slice(0, width));
  return (name) => {
    const column = table.columns.get(name);
    return column === undefined || names.has(name) || column.hasDefault !== false;
  };
}

/** What the columns that get no value of their own draw from. */
function drawn(
  tables: readonly Relation[],
  catalog: Catalog,
  { into, width = 0, defaults, overriding }: Extract<RowAction, { kind: 'insert' }>,
): Effect {
  const [target] = tables;
  // Through a view the values are those of its columns.
  const through = target?.kind === 'view' ? (target.output ?? []).map((each) => each.name ?? '') : undefined;
  const isGiven = (table: Relation, name: string): boolean => {
    const at = (into ?? (through ?? [...table.columns.keys()]).slice(0, width)).indexOf(name);
    if (at < 0 || defaults?.some.includes(at) === true) return false;
    return overriding !== 'user' || table.columns.get(name)?.identity !== true;
  };
  const own = tables.flatMap((table) =>
    [...table.sequences].flatMap(([sequence, column]) => (isGiven(table, column) ? [] : [sequence])),
  );
  const byDefault = tables.flatMap((table) =>
    [...table.columns.values()].flatMap(({ name, serial, defaultExpression }) =>
      isGiven(table, name)
        ? []
        : [serial, ...sequencesIn(defaultExpression).map((each) => catalog.find(each))],
    ),
  );
  // A copy of a serial column draws from the sequence of the first.
  return lockAll(new Set([...own, ...byDefault]), 'RowExclusiveLock');
}

/** SET column = DEFAULT draws from what the default draws from. */
function drawnAgain(
  tables: readonly Relation[],
  catalog: Catalog,
  { columns, assigned }: Extract<RowAction, { kind: 'update' }>,
): Effect {
  const again = assigned === undefined ? [] : columns.filter((column) => !assigned.includes(column));
  const found = tables.flatMap((table) => again.flatMap((name) => table.columns.get(name) ?? []));
  return lockAll(
    found.flatMap(({ draws, serial, defaultExpression }) => [
      draws ?? serial,
      ...(defaultExpression === undefined ? [] : sequencesIn(defaultExpression)).map((each) =>
        catalog.find(each),
      ),
    ]),
    'RowExclusiveLock',
  );
}

/** A new value of a foreign key is looked up in the parent, which is locked as by FOR KEY SHARE. */
function asksParents(
  table: Relation,
  changes: (column: string) => boolean,
  conditions: Conditions,
  inserts = false,
): Effect {
  const parents = [...table.constraints.values()]
    .filter(({ kind, columns }) =>
      // A key with a NULL in it is not looked up.
      kind !== 'foreign' ? false : inserts ? columns.every(changes) : columns.some(changes),
    )
    .flatMap(({ parent }) => (parent === undefined || parent === table ? [] : [parent]));
  return together(
    lockAll(parents, 'RowShareLock'),
    planned(parents, 'RowShareLock', conditions),
    table.constraints.size === 0 ? nothing : selfReference(table, changes, conditions),
  );
}

function selfReference(
  table: Relation,
  changes: (column: string) => boolean,
  conditions: Conditions,
): Effect {
  const refers = [...table.constraints.values()].some(
    ({ kind, parent, columns }) => kind === 'foreign' && parent === table && columns.some(changes),
  );
  return refers ? planned([table], 'RowShareLock', conditions) : nothing;
}

/** A row that goes, or a key of it that changes, is looked for in the tables that refer to it. */
export function searchesChildren(
  table: Relation,
  catalog: Catalog,
  changed: readonly string[] | null,
  conditions: Conditions,
): Effect {
  return together(
    ...searchedIn(table, catalog, changed).map((reference) => {
      const mode = actionOn(reference, changed) === null ? 'RowShareLock' : 'RowExclusiveLock';
      const family = familyOf(reference.child);
      return together(lockAll(family, mode), planned(family, mode, conditions));
    }),
  );
}

/** The foreign keys in which a key that goes or changes is looked for. */
export const searchedIn = (
  table: Relation,
  catalog: Catalog,
  changed: readonly string[] | null,
): readonly Reference[] =>
  referencesTo(catalog.relations.values(), table).filter(
    ({ parentColumns }) => changed === null || parentColumns.some((column) => changed.includes(column)),
  );

/** What the foreign key does to the child's rows when the parent's row goes (`changed` is null) or changes; null: it only looks. */
export function actionOn(
  { onDelete, onUpdate }: Reference,
  changed: readonly string[] | null,
): 'delete' | 'update' | null {
  const action = changed === null ? onDelete : onUpdate;
  if (action === 'other') return null;
  return changed === null && action === 'cascade' ? 'delete' : 'update';
}
