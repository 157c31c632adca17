import {
  foreignKeysOf,
  partitionedAbove,
  referencesInto,
  standsFor,
  touchedByKey,
  treeOf,
} from '../catalog/key-trees';
import type { Catalog } from '../catalog/catalog';
import { storesOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { Conditions, Effect } from './effect';
import { doing, lockAll, lockIndexes, nothing, scan, together } from './effect';

/** A foreign key that goes is taken from every table that it is written on. */
export const dropsKey = (table: Relation, parent: Relation | undefined): Effect =>
  lockAll(touchedByKey(table, parent), 'AccessExclusiveLock');

/** CREATE TABLE ... PARTITION OF: it gets the foreign keys of its parent, and those that refer to its parent refer to it. */
export function bornWithKeys(
  parent: Relation,
  isPartitioned: boolean,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  const parents = foreignKeysOf(parent).flatMap((key) => treeOf(key.parent));
  if (serverMajor < 12) return isPartitioned ? nothing : lockAll(parents, 'AccessShareLock');
  return together(lockAll(parents, 'ShareRowExclusiveLock'), referringTo(parent, catalog, serverMajor));
}

/** ATTACH PARTITION: a foreign key of the parent that the table has already is taken over; otherwise every row is looked up. */
export function attachesKeys(
  parent: Relation,
  partition: Relation,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  const mode = serverMajor < 12 ? 'RowShareLock' : 'ShareRowExclusiveLock';
  const each = foreignKeysOf(parent).map((key) => {
    const own = foreignKeysOf(partition).find((one) => standsFor(one, key));
    const tested = storesOf(key.parent);
    const lookUp = together(
      doing(
        ...tested.map((one) => scan(one, 'rows are looked up here')),
        ...storesOf(partition).map((one) => scan(one, 'looks up every row in the parent')),
      ),
      lockIndexes([...storesOf(partition), ...tested], 'AccessShareLock'),
    );
    // The triggers of the table's own key go; since PostgreSQL 18 one that is not valid is validated.
    if (own !== undefined && (own.valid || serverMajor >= 18))
      return together(
        lockAll(treeOf(key.parent), 'AccessExclusiveLock'),
        own.valid || !key.valid ? nothing : lookUp,
      );
    return together(lockAll(treeOf(key.parent), mode), key.valid ? lookUp : nothing);
  });
  return together(...each, serverMajor < 12 ? nothing : referringTo(parent, catalog, serverMajor));
}

// Each key that refers to the partitioned table is written for its new partition: once for the table that it was declared on.
const referringTo = (parent: Relation, catalog: Catalog, serverMajor: number): Effect =>
  lockAll(
    referencesInto(catalog.relations.values(), parent).flatMap(({ child, inherited }) =>
      inherited ? [] : [child],
    ),
    serverMajor < 15 ? 'AccessShareLock' : 'ShareRowExclusiveLock',
  );

/** DETACH PARTITION: its foreign keys become its own, and no row may refer to what it takes away (`ATDetachCheckNoForeignKeyRefs`). */
export function detachesKeys(parent: Relation, partition: Relation, catalog: Catalog): Effect {
  const kept = foreignKeysOf(partition).flatMap((key) => (key.inherited ? treeOf(key.parent) : []));
  const above = [parent, ...partitionedAbove(parent)];
  const referring = referencesInto(catalog.relations.values(), parent).filter(({ inherited }) => !inherited);
  const searched = referring.flatMap(({ child }) => treeOf(child));
  return together(
    lockAll(kept, 'ShareRowExclusiveLock'),
    lockAll(
      referring.map(({ child }) => child),
      'AccessExclusiveLock',
    ),
    lockAll(referring.length === 0 ? [] : [...searched, ...above], 'AccessShareLock'),
    doing(
      ...(referring.length === 0 ? [] : storesOf(partition)).map((each) =>
        scan(each, 'no row of it may be referred to'),
      ),
    ),
  );
}
