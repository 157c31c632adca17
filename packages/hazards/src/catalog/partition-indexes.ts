import type { ConstraintKind } from '../sql/actions';
import { defaultIndexName } from './default-names';
import type { Constraint, Index, Relation } from './model';

/** An index that a partition, or one below it, gets because its parent has one. */
export interface MissingIndex {
  readonly relation: Relation;
  readonly index: Index;
}

/** The indexes that a partition is still to get from its parent, under the names that the server gives them. */
export const missingIndexes = (parent: Relation, partition: Relation): readonly MissingIndex[] =>
  [...parent.indexes.values()].flatMap((wanted) =>
    missingFor(wanted, parent.constraints.get(wanted.name)?.kind, partition),
  );

/** The parts of one partitioned index that are still to be built, on a partition and on those below it. */
export function missingFor(
  wanted: Index,
  kind: ConstraintKind | undefined,
  partition: Relation,
): readonly MissingIndex[] {
  if (matching(wanted, kind, partition) !== undefined) return [];
  const index = partOf(wanted, kind, partition);
  return [
    { relation: partition, index },
    ...[...partition.children].flatMap((child) => missingFor(index, kind, child)),
  ];
}

/** Gives a partition its parent's indexes: those that fit become parts of them, the rest is made. */
export function adoptIndexes(parent: Relation, partition: Relation): void {
  for (const wanted of parent.indexes.values())
    adoptIndex(wanted, parent.constraints.get(wanted.name), partition);
}

/** Gives a partition, and those below it, one index of its parent, with the constraint that it belongs to. */
export function adoptIndex(wanted: Index, constraint: Constraint | undefined, partition: Relation): void {
  const own = matching(wanted, constraint?.kind, partition);
  if (own !== undefined) {
    own.attachedTo = wanted;
    return;
  }
  const index = partOf(wanted, constraint?.kind, partition);
  partition.indexes.set(index.name, index);
  const handedOn =
    constraint === undefined ? undefined : { ...constraint, name: index.name, inherited: true };
  if (handedOn !== undefined) partition.constraints.set(index.name, handedOn);
  for (const child of partition.children) adoptIndex(index, handedOn, child);
}

/** Takes an index away, with its constraint and its parts on the partitions. */
export function dropIndexTree(table: Relation, index: Index): void {
  table.indexes.delete(index.name);
  if (['primary', 'unique', 'exclude'].includes(table.constraints.get(index.name)?.kind ?? ''))
    table.constraints.delete(index.name);
  for (const child of table.children)
    for (const part of [...child.indexes.values()]) if (part.attachedTo === index) dropIndexTree(child, part);
}

const partOf = (wanted: Index, kind: ConstraintKind | undefined, partition: Relation): Index => ({
  ...wanted,
  origin: partition.origin,
  name: partName(wanted, kind, partition),
  attachedTo: wanted,
});

/**
 * The index of a partition that can stand for one of its parent's. A primary key or UNIQUE of the parent wants a constraint of the same
 * kind (`AttachPartitionEnsureIndexes` in tablecmds.c).
 */
const matching = (wanted: Index, kind: ConstraintKind | undefined, partition: Relation): Index | undefined =>
  [...partition.indexes.values()].find(
    (own) =>
      own.attachedTo === undefined &&
      own.keys.join() === wanted.keys.join() &&
      own.partial === wanted.partial &&
      own.unique === wanted.unique &&
      (own.shape === undefined || wanted.shape === undefined || own.shape === wanted.shape) &&
      (kind === undefined || partition.constraints.get(own.name)?.kind === kind),
  );

const suffixes: Partial<Record<ConstraintKind, string>> = { unique: 'key', exclude: 'excl' };

const partName = (wanted: Index, kind: ConstraintKind | undefined, partition: Relation): string =>
  kind === 'primary'
    ? defaultIndexName(partition, [], 'pkey')
    : defaultIndexName(partition, wanted.keys, suffixes[kind ?? 'check'] ?? 'idx');
