import type { Catalog } from '../catalog/catalog';
import { familyOf, isWithin, storesOf } from '../catalog/family';
import type { Index, Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import type { Conditions, Effect, LockMode, Work } from './effect';
import { build, doing, lockAll, lockIndexes, rewrite, together } from './effect';

type Of<K extends Action['kind']> = Extract<Action, { kind: K }>;

/** The relations that a statement about a whole database or schema means; where some may be missing, it does more than is said. */
function everything(
  catalog: Catalog,
  kinds: readonly Relation['kind'][],
  effect: (relations: readonly Relation[]) => Effect,
  suits: (relation: Relation) => boolean = () => true,
): Effect {
  const all = [...catalog.relations.values()].filter(
    (each) => kinds.includes(each.kind) && (each.known || !catalog.complete) && suits(each),
  );
  return { ...effect(all), ...(catalog.complete ? {} : { opaque: true }) };
}

/** VACUUM; without a table it takes every one in turn. */
export function vacuum(action: Of<'vacuum'>, catalog: Catalog, conditions: Conditions): Effect {
  const mode: LockMode = action.full ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  const clean = (relations: readonly Relation[]): Effect =>
    together(
      lockAll(relations, mode),
      action.full
        ? doing(...relations.flatMap((each) => storesHere(each, 'VACUUM FULL')))
        : lockIndexes([], mode),
      ...(action.analyze === true
        ? relations.map((each) => analyzeOne(each, conditions, isAlone(each, action, catalog)))
        : []),
    );
  if (action.tables.length === 0) return everything(catalog, ['table', 'matview', 'partitioned'], clean);
  return clean(
    action.tables
      .map((name) => catalog.resolve(name))
      .filter(hasRows)
      // Since PostgreSQL 18 the children that inherit from a table are done with it.
      .flatMap((each) =>
        familyOf(
          each,
          isAlone(each, action, catalog) || (each.kind !== 'partitioned' && conditions.serverMajor < 18),
        ),
      ),
  );
}

const isAlone = (table: Relation, { alone = [] }: Of<'vacuum' | 'analyze'>, catalog: Catalog): boolean =>
  alone.some((name) => catalog.find(name) === table);

const storesHere = (relation: Relation, note: string): readonly Work[] =>
  relation.kind === 'partitioned' && relation.childrenKnown ? [] : [rewrite(relation, note)];

/** ANALYZE; without a table it takes every one. */
export function analyze(action: Of<'analyze'>, catalog: Catalog, conditions: Conditions): Effect {
  if (action.tables.length > 0)
    return together(
      ...action.tables
        .map((name) => catalog.resolve(name))
        .filter(hasRows)
        .map((each) => analyzeOne(each, conditions, isAlone(each, action, catalog))),
    );
  return everything(catalog, ['table', 'matview', 'partitioned'], (all) =>
    together(...all.map((each) => analyzeOne(each, conditions))),
  );
}

// Of a view the server says that it cannot be analyzed, and goes on.
const hasRows = ({ kind }: Relation): boolean =>
  kind === 'table' || kind === 'matview' || kind === 'partitioned' || kind === 'foreign';

function analyzeOne(table: Relation, { serverMajor }: Conditions, alone = false): Effect {
  const partitioned = table.kind === 'partitioned';
  const analyzed = partitioned || serverMajor >= 18;
  return together(
    lockAll([table], 'ShareUpdateExclusiveLock'),
    // The children of an inheritance tree give samples; since PostgreSQL 18 they are analyzed themselves.
    lockAll(familyOf(table).slice(1), analyzed && !alone ? 'ShareUpdateExclusiveLock' : 'AccessShareLock'),
    lockIndexes(partitioned || serverMajor >= 18 ? storesOf(table) : [table], 'AccessShareLock'),
  );
}

/** CLUSTER; without a table it takes every one that was clustered before. */
export function cluster(action: Of<'cluster'>, catalog: Catalog): Effect {
  const sorted = (tables: readonly Relation[]): Effect =>
    together(
      lockAll(tables, 'AccessExclusiveLock'),
      doing(...tables.flatMap((each) => storesHere(each, 'CLUSTER'))),
    );
  if (action.table !== undefined) return sorted(familyOfPartitioned(catalog.resolve(action.table)));
  return everything(catalog, ['table', 'matview'], sorted, (each) => mayBeClustered(each) !== false);
}

const familyOfPartitioned = (table: Relation): readonly Relation[] =>
  familyOf(table, table.kind !== 'partitioned');

/** Whether a table is marked as clustered by an index that stands; null where that is not known. */
export function mayBeClustered({ clusteredBy, indexes, indexesKnown }: Relation): boolean | null {
  if (clusteredBy === undefined) return indexesKnown && indexes.size === 0 ? false : null;
  return clusteredBy !== null && indexes.get(clusteredBy.name) === clusteredBy;
}

/** REINDEX; CONCURRENTLY (PostgreSQL 12) builds each index anew beside the old one. */
export function reindex(action: Of<'reindex'>, catalog: Catalog, conditions: Conditions): Effect {
  const mode = action.concurrently ? 'ShareUpdateExclusiveLock' : 'ShareLock';
  if (action.scope === 'schema' || action.scope === 'database')
    return everything(
      catalog,
      ['table', 'matview'],
      (all) =>
        together(
          lockAll(all, mode),
          ...all.map((each) => doing(...indexesOf(each, action.concurrently, () => true))),
        ),
      ({ schema }) => action.scope === 'database' || schema === action.name.name,
    );
  // The tables of the system are nobody's.
  if (action.scope === 'system') return lockAll([], mode);
  const found = action.scope === 'index' ? catalog.findIndex(action.name) : undefined;
  const table = action.scope === 'table' ? catalog.resolve(action.name) : found?.table;
  if (table === undefined) return lockAll([], mode);
  // Before PostgreSQL 14 a partitioned table is skipped with a warning.
  if (table.kind === 'partitioned' && conditions.serverMajor < 14) return lockAll([table], 'ShareLock');
  const wanted = storesOf(table, table.kind !== 'partitioned').flatMap((each) =>
    indexesOf(each, action.concurrently, (index) => found === undefined || isWithin(index, found.index)),
  );
  return together(
    lockAll([table], mode),
    // All partitions are listed under ShareLock first, even CONCURRENTLY (ReindexPartitions in indexcmds.c).
    lockAll(table.kind === 'partitioned' ? familyOf(table).slice(1) : [], 'ShareLock'),
    doing(...wanted),
  );
}

function indexesOf(
  table: Relation,
  concurrently: boolean,
  wanted: (index: Index) => boolean,
): readonly Work[] {
  if (table.indexes.size === 0 && !table.indexesKnown) return [build(table, 'its indexes')];
  return [...table.indexes.values()]
    .filter(
      (index) => wanted(index) && !(concurrently && table.constraints.get(index.name)?.kind === 'exclude'),
    )
    .map(({ name }) => build(table, concurrently ? `${name}_ccnew` : name));
}
