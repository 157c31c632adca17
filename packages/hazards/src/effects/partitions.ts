import { provesAbsence, provesBound } from '../catalog/bound-proof';
import { missingIndexes } from '../catalog/partition-indexes';
import { partitionedAbove, referencesInto } from '../catalog/key-trees';
import type { Catalog } from '../catalog/catalog';
import { familyOf, storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { PartitionBound } from '../sql/read/partition-bound';
import type { Conditions, Effect } from './effect';
import { attachesKeys, detachesKeys } from './partition-keys';
import { build, doing, lockAll, lockIndexes, nothing, scan, together } from './effect';

const defaultOf = (parent: Relation, catalog: Catalog): Relation | undefined =>
  typeof parent.defaultPartition === 'string' ? catalog.relations.get(parent.defaultPartition) : undefined;

/** A new partition makes the server look through the DEFAULT partition for rows that belong to the new one. */
export function searchDefault(parent: Relation, catalog: Catalog, bound: PartitionBound | undefined): Effect {
  if (parent.defaultPartition === null || (parent.defaultPartition === undefined && catalog.complete))
    return nothing;
  const partition = defaultOf(parent, catalog);
  if (partition === undefined)
    return doing(scan(parent, 'rows of the DEFAULT partition are, or may be, tested'));
  const locks = lockAll([partition], 'AccessExclusiveLock');
  return provesAbsence(parent, partition, bound)
    ? locks
    : together(locks, doing(scan(partition, 'rows of the DEFAULT partition are tested')));
}

/** ATTACH PARTITION: the rows are tested against the bounds, and the parent's indexes are built where they are missing. */
export function attachPartition(
  parent: Relation,
  partition: Relation,
  bound: PartitionBound | undefined,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const { serverMajor } = conditions;
  const tested = provesBound(parent, partition, bound) ? [] : storesOf(partition);
  const mode = serverMajor >= 12 ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
  const builds = missingIndexes(parent, partition)
    .filter(({ relation }) => relation.kind !== 'partitioned')
    .map(({ relation, index }) => build(relation, index.name));
  return together(
    lockAll([parent], mode),
    // The bounds of all that it becomes a part of.
    lockAll(partitionedAbove(parent), 'AccessShareLock'),
    lockAll(familyOf(partition), 'AccessExclusiveLock'),
    opensIndexes(parent, serverMajor),
    doing(...tested.map((each) => scan(each, 'tests every row against the bounds')), ...builds),
    searchDefault(parent, catalog, bound),
    attachesKeys(parent, partition, catalog, conditions),
  );
}

/** A new partition takes its indexes from the parent's, which are opened; by weaker locks since PostgreSQL 12. */
export const opensIndexes = (parent: Relation, serverMajor: number): Effect =>
  serverMajor < 12 ? nothing : lockIndexes([parent], 'ShareUpdateExclusiveLock');

/** DETACH PARTITION; CONCURRENTLY (PostgreSQL 14) waits instead of blocking. */
export function detachPartition(
  parent: Relation,
  partition: Relation,
  concurrently: boolean,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  if (concurrently) return lockAll([parent, partition], 'ShareUpdateExclusiveLock');
  const isReferred = serverMajor >= 12 && referencesInto(catalog.relations.values(), parent).length > 0;
  const child = serverMajor >= 14 || isReferred ? 'AccessExclusiveLock' : 'ShareUpdateExclusiveLock';
  return together(
    lockAll([parent, defaultOf(parent, catalog)], 'AccessExclusiveLock'),
    lockAll([partition], child),
    // What is below a partition is told that its bounds are wider now.
    lockAll(familyOf(partition).slice(1), 'AccessExclusiveLock'),
    lockIndexes([partition], 'AccessExclusiveLock', ({ attachedTo }) => attachedTo !== undefined),
    detachesKeys(parent, partition, catalog),
  );
}
