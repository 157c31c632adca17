import type { ConstraintKind } from '../sql/actions';
import type { SqlType } from '../sql/types';

/** Whether a thing stood before the recording began or is made by it. What the recording made holds nobody's data. */
export type Origin = 'before' | 'here';

export interface Column {
  name: string;
  readonly origin: Origin;
  /** null where only the name is known. */
  type: SqlType | null;
  notNull: boolean | null;
  hasDefault: boolean | null;
  readonly generated: boolean;
  /** Whether every existing row got a value from this recording: by a default when added, or by an UPDATE. */
  filled: boolean;
}

export interface Constraint {
  name: string;
  readonly origin: Origin;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  valid: boolean;
  /** The columns that the constraint, once valid, proves to hold no NULL. */
  readonly provesNotNull: readonly string[];
  /** `schema.name` of a foreign key's parent. */
  readonly parent?: string;
}

export interface Index {
  name: string;
  readonly origin: Origin;
  readonly unique: boolean;
  readonly columns: readonly string[];
  readonly valid: boolean;
}

export type RelationKind = 'table' | 'partitioned' | 'view' | 'matview' | 'foreign' | 'sequence';

export interface Relation {
  schema: string;
  name: string;
  readonly kind: RelationKind;
  readonly origin: Origin;
  /** False for a relation that is named by a statement and by no fact: nothing but its name is known. */
  readonly known: boolean;
  readonly rows: number | null;
  /** Bytes of the heap; null is unknown. */
  readonly bytes: number | null;
  readonly columns: Map<string, Column>;
  readonly constraints: Map<string, Constraint>;
  /** Whether `constraints` holds all that exist. */
  readonly constraintsKnown: boolean;
  readonly indexes: Map<string, Index>;
  readonly indexesKnown: boolean;
  /** undefined: not known. */
  readonly defaultPartition?: string | null;
  /**
   * What ties a new relation to old rows, so that they can be reached through it: an old table that became its partition or child
   * (`storage`), or the foreign key of an old table (`reference`).
   */
  readonly ties: Map<object, 'storage' | 'reference'>;
}

export interface NamedType {
  schema: string;
  name: string;
  readonly origin: Origin;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range' | 'base';
  readonly constrained: boolean;
  /** Labels that this recording added to an enum that stood before. */
  readonly addedValues: Set<string>;
}

export const qualified = (relation: { readonly schema: string; readonly name: string }): string =>
  `${relation.schema}.${relation.name}`;

/** A relation that only this recording knows: whatever is done to it, no old row is touched. */
export const isNew = (relation: Relation): boolean =>
  relation.origin === 'here' && relation.ties.size === 0 && relation.kind !== 'view';

/** Whether the rows stored in a relation and its partitions all come from this recording. */
export const storesOnlyNew = (relation: Relation): boolean =>
  relation.origin === 'here' && ![...relation.ties.values()].includes('storage');
