import type { ForeignKey } from '../sql/actions';
import type { SqlType } from '../sql/types';
import type { Catalog } from './catalog';
import type { Index, NamedType, Relation } from './model';

/** The relation and every partition and child below it; just the relation for ALTER TABLE ONLY. */
export function familyOf(relation: Relation, only = false): readonly Relation[] {
  if (only || relation.children.size === 0) return [relation];
  const found = new Set([relation]);
  for (const each of found) for (const child of each.children) found.add(child);
  return [...found];
}

/**
 * Those of the family that hold rows of their own: a foreign table's are elsewhere. A partitioned table whose partitions are not known stands for them: its size is unknown.
 */
export const storesOf = (relation: Relation, only = false): readonly Relation[] =>
  familyOf(relation, only).filter(
    ({ kind, childrenKnown }) => kind !== 'foreign' && (kind !== 'partitioned' || !(childrenKnown || only)),
  );

/** The views that read a relation, or one of its columns, and the views above them. */
export function readersOf(
  relations: Iterable<Relation>,
  relation: Relation,
  column?: string,
): readonly Relation[] {
  const all = [...relations];
  const direct = all.filter(({ reads }) => {
    if (!reads.has(relation)) return false;
    const columns = reads.get(relation);
    return column === undefined || columns === null || columns?.has(column) === true;
  });
  return [...new Set([...direct, ...direct.flatMap((view) => readersOf(all, view))])];
}

export interface Reference {
  readonly child: Relation;
  readonly parent: Relation;
  readonly name: string;
  readonly columns: readonly string[];
  /** The parent's columns, spelled out. */
  readonly parentColumns: readonly string[];
  readonly valid: boolean;
  /** It is there because a partitioned table above the child has it. */
  readonly inherited: boolean;
  readonly onDelete: ForeignKey['onDelete'];
  readonly onUpdate: ForeignKey['onDelete'];
}

/** The foreign keys that refer to a relation, of itself too. */
export function referencesTo(relations: Iterable<Relation>, parent: Relation): readonly Reference[] {
  const primary = [...parent.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];
  const found: Reference[] = [];
  for (const child of relations) {
    if (!child.refersTo.has(parent)) continue;
    for (const one of child.constraints.values()) {
      const {
        kind,
        name,
        columns,
        parentColumns,
        valid,
        inherited,
        onDelete = 'other',
        onUpdate = 'other',
      } = one;
      if (kind === 'foreign' && one.parent === parent)
        found.push({
          child,
          parent,
          name,
          columns,
          parentColumns: parentColumns.length > 0 ? parentColumns : primary,
          valid,
          inherited,
          onDelete,
          onUpdate,
        });
    }
  }
  return found;
}

/** The relations with a column of a type, of a domain over it, or of an array of either. */
export function usersOf(
  catalog: Catalog,
  wanted: NamedType,
  suits: (type: SqlType) => boolean = () => true,
): readonly Relation[] {
  const isMadeOf = (type: SqlType | null | undefined): boolean => {
    if (type === null || type === undefined) return false;
    const found = catalog.findType(type);
    return found !== undefined && (found === wanted || isMadeOf(found.base));
  };
  return [...catalog.relations.values()].filter((relation) =>
    [...relation.columns.values()].some(({ type }) => isMadeOf(type) && type !== null && suits(type)),
  );
}

/** Whether an index is another one or, on a partition, a part of it. */
export const isWithin = (index: Index, whole: Index | undefined): boolean =>
  whole !== undefined &&
  (index === whole || (index.attachedTo !== undefined && isWithin(index.attachedTo, whole)));
