import { familyOf, referencesTo } from './family';
import type { Reference } from './family';
import type { Constraint, Relation } from './model';
import { refer } from './uses';

/**
 * A foreign key of a partitioned table is one of every partition, and one that refers to a partitioned table refers to every partition
 * of it: the server writes a row of `pg_constraint` and triggers for each, so that what is done to the key touches all of them.
 */
export const treeOf = (relation: Relation): readonly Relation[] =>
  relation.kind === 'partitioned' ? familyOf(relation) : [relation];

/** Everything that a foreign key is written on: the tables of both sides. */
export const touchedByKey = (table: Relation, parent: Relation | undefined): readonly Relation[] => [
  ...treeOf(table),
  ...(parent === undefined ? [] : treeOf(parent)),
];

export interface ForeignConstraint extends Constraint {
  readonly parent: Relation;
}

/** The foreign keys of a table, those that it has from a partitioned table above it too. */
export const foreignKeysOf = (table: Relation): readonly ForeignConstraint[] =>
  [...table.constraints.values()].flatMap((each) =>
    each.kind === 'foreign' && each.parent !== undefined ? [{ ...each, parent: each.parent }] : [],
  );

/** The partitioned tables that a relation is a partition of, the nearest first. */
export function partitionedAbove(relation: Relation): readonly Relation[] {
  const above = relation.isPartition ? [...relation.parents] : [];
  return above.flatMap((parent) => [parent, ...partitionedAbove(parent)]);
}

/** The foreign keys that refer to a relation or to a partitioned table that it is a part of: its rows are referred to by all of them. */
export const referencesInto = (relations: Iterable<Relation>, relation: Relation): readonly Reference[] => {
  const all = [...relations];
  return [relation, ...partitionedAbove(relation)].flatMap((each) => referencesTo(all, each));
};

/** Whether a partition's own foreign key can stand for one of the table above (`tryAttachPartitionForeignKey` in tablecmds.c). */
export const standsFor = (own: ForeignConstraint, wanted: ForeignConstraint): boolean =>
  own.parent === wanted.parent &&
  own.columns.join() === wanted.columns.join() &&
  spelledOut(own) === spelledOut(wanted) &&
  own.behaviour === wanted.behaviour;

const spelledOut = ({ parent, parentColumns }: ForeignConstraint): string =>
  (parentColumns.length > 0
    ? parentColumns
    : ([...parent.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [])
  ).join();

/** Gives a partition, and what is below it, the foreign keys of the partitioned table above: those that it has already, or copies. */
export function adoptForeignKeys(parent: Relation, partition: Relation): void {
  for (const wanted of foreignKeysOf(parent)) {
    const own = foreignKeysOf(partition).find((each) => standsFor(each, wanted) && !each.inherited);
    const taken = own === undefined ? undefined : partition.constraints.get(own.name);
    if (taken !== undefined) taken.inherited = true;
    else copyKey(wanted, partition);
  }
  for (const child of partition.isPartition && partition.kind === 'partitioned' ? partition.children : [])
    adoptForeignKeys(partition, child);
}

/** A foreign key that the partition has already becomes a part of the new one of the table above; false: it has none. */
export function adoptsKey(partition: Relation, { parent, ...wanted }: Constraint): boolean {
  if (parent === undefined) return false;
  const own = foreignKeysOf(partition).find(
    (each) => each.valid && !each.inherited && standsFor(each, { ...wanted, parent }),
  );
  const taken = own === undefined ? undefined : partition.constraints.get(own.name);
  if (taken !== undefined) taken.inherited = true;
  return taken !== undefined;
}

function copyKey(wanted: ForeignConstraint, partition: Relation): void {
  if (foreignKeysOf(partition).some((each) => each.inherited && standsFor(each, wanted))) return;
  let name = wanted.name;
  for (let number = 1; partition.constraints.has(name); number += 1) name = `${wanted.name}${number}`;
  const copy: Constraint = { ...wanted, name, origin: partition.origin, inherited: true };
  partition.constraints.set(name, copy);
  refer(partition, wanted.parent);
  if (partition.origin === 'before' && wanted.parent.origin === 'here')
    wanted.parent.ties.set(copy, 'reference');
}
