import { likeIndexes } from '../catalog/apply';
import { missingIndexes } from '../catalog/partition-indexes';
import type { Catalog } from '../catalog/catalog';
import { newRelation } from '../catalog/catalog';
import { defaultConstraintName } from '../catalog/default-names';
import { treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { Action, ConstraintSpec } from '../sql/actions';
import type { Conditions, Effect } from './effect';
import { build, doing, lockAll, nothing, together } from './effect';
import { bornWithKeys } from './partition-keys';
import { opensIndexes, searchDefault } from './partitions';

type CreateTable = Extract<Action, { kind: 'create-table' }>;

/** CREATE TABLE: nobody waits for the new table, but its foreign keys and its parent lock tables that others use. */
export function createTable(action: CreateTable, catalog: Catalog, conditions: Conditions): Effect {
  const schema = catalog.creationSchema(action.table, action.temporary);
  if (catalog.placeIsTaken(schema, action.table.name)) return nothing;
  const table = newRelation({ schema, name: action.table.name, kind: 'table', origin: 'here', known: true });
  const specs = [...action.constraints, ...action.columns.flatMap(({ constraints }) => constraints)];
  const parents = specs.flatMap(({ foreign }) =>
    foreign === undefined || isOwn(foreign.parent, action) ? [] : [catalog.resolve(foreign.parent)],
  );
  const used = new Map<string, ConstraintSpec>();
  // The indexes of a table that was renamed keep their names, so that the new one's get others.
  const indexes = { takes: (name: string): boolean => catalog.relationStands(schema, name) };
  for (const spec of specs)
    used.set(
      spec.name ?? defaultConstraintName({ name: table.name, constraints: used, indexes }, spec),
      spec,
    );
  const own = [...used].flatMap(([name, { kind }]) =>
    kind === 'primary' || kind === 'unique' || kind === 'exclude' ? [name] : [],
  );
  const builds = action.partitioned
    ? []
    : [...own, ...inheritedIndexes(action, table, catalog)].map((name) => build(table, name));
  return together(
    lockAll(parents.flatMap(treeOf), 'ShareRowExclusiveLock'),
    lockAll(
      action.inherits.map((name) => catalog.resolve(name)),
      'ShareUpdateExclusiveLock',
    ),
    lockAll(
      action.like.map(({ table: source }) => catalog.resolve(source)),
      'AccessShareLock',
    ),
    lockAll([action.ofType === undefined ? undefined : catalog.find(action.ofType)], 'AccessShareLock'),
    partitionOf(action, catalog, conditions),
    doing(...builds),
  );
}

/** Whether a foreign key of a new table refers to that table itself. */
export const isOwn = (
  name: { readonly schema?: string; readonly name: string },
  { table }: CreateTable,
): boolean => name.name === table.name && (name.schema ?? table.schema) === table.schema;

function inheritedIndexes(action: CreateTable, table: Relation, catalog: Catalog): readonly string[] {
  const copied = action.like.flatMap((like) =>
    like.indexes ? likeIndexes(catalog.resolve(like.table), table).map(({ index }) => index) : [],
  );
  const attached =
    action.partitionOf === undefined
      ? []
      : missingIndexes(catalog.resolve(action.partitionOf), table).map(({ index }) => index);
  return [...copied, ...attached].map(({ name }) => name);
}

function partitionOf(action: CreateTable, catalog: Catalog, conditions: Conditions): Effect {
  if (action.partitionOf === undefined) return nothing;
  const parent = catalog.resolve(action.partitionOf);
  return together(
    lockAll([parent], 'AccessExclusiveLock'),
    opensIndexes(parent, conditions.serverMajor),
    searchDefault(parent, catalog, action.bound),
    bornWithKeys(parent, action.partitioned, catalog, conditions),
  );
}
