import type { Node } from 'libpg-query';
import type { ConstraintKind, Firing, ForeignKey, IndexPart, PartitionStrategy } from '../sql/actions';
import type { PartitionBound } from '../sql/read/partition-bound';
import type { SqlType } from '../sql/types';
import type { Volatility } from './builtin-functions';
import type { Tests } from './comparisons';
import type { Indexes } from './relations';
import type { ViewColumn } from './view-output';
import type { ViewWrites } from './view-writes';

/** Whether a thing stood before the recording began or is made by it. What the recording made holds nobody's data. */
export type Origin = 'before' | 'here';

export interface Column {
  name: string;
  origin: Origin;
  /** null where only the name is known. */
  type: SqlType | null;
  notNull: boolean | null;
  /** Since PostgreSQL 18: what its NOT NULL is called, where it was given a name. */
  notNullName?: string;
  hasDefault: boolean | null;
  /** The default, where its text was seen. */
  defaultExpression?: Node | undefined;
  readonly generated: boolean;
  readonly generatedFrom: readonly string[];
  /** null: not known. */
  identity: boolean | null;
  /** An identity column that takes no value of its own: GENERATED ALWAYS. */
  always?: boolean | undefined;
  /** Identity columns: the sequence inside; left out: the one that belongs to the column. */
  draws?: Relation | undefined;
  /** Columns with a collation of their own. */
  collation?: string | undefined;
  /** A child's column that it was declared with itself, beside its parent's: it stays when that one goes. */
  local?: boolean | undefined;
  /** Added here without a default: NULL in every row, until a statement writes rows. */
  blank?: boolean | undefined;
  readonly virtual: boolean;
  /** Whether every existing row got a value from this recording: by a default when added, or by an UPDATE. */
  filled: boolean;
  /** The functions of its default or of what it is computed from. */
  calls?: readonly Routine[] | undefined;
  /** The sequence that a serial column draws from, until it gets another default. */
  serial?: Relation | undefined;
}

/** How a function was declared; null where that is not known. */
export interface DeclaredRoutine {
  readonly immutable: boolean | null;
  readonly language: string | null;
  readonly givesRows: boolean;
  readonly procedure: boolean;
}

/** The functions of one name, whatever their arguments. */
export interface Routine {
  schema: string;
  name: string;
  readonly volatility: Volatility;
  /** The arguments of each that was seen: with several of them it is not known which one is meant. */
  readonly signatures: readonly string[];
  /** What each of them gives back. */
  readonly results: ReadonlyMap<string, string>;
  /** The names of the parameters of each. */
  readonly parameters: ReadonlyMap<string, readonly string[]>;
  /** What each of them is declared to be. */
  readonly declared: ReadonlyMap<string, DeclaredRoutine>;
  /** The CREATE FUNCTION, to be read where it is called. */
  readonly text: string | null;
  /** The relations that call it, or once did. */
  readonly users: Set<Relation>;
}

export interface Constraint {
  name: string;
  origin: Origin;
  readonly kind: ConstraintKind;
  readonly columns: readonly string[];
  valid: boolean;
  /** The columns that the constraint, once valid, proves to hold no NULL. */
  readonly provesNotNull: readonly string[];
  /** NOT ENFORCED: never tested. */
  enforced?: boolean;
  /** A foreign key's parent, and the columns of it that are referred to (none: its primary key). */
  readonly parent?: Relation;
  readonly parentColumns: readonly string[];
  readonly onDelete?: ForeignKey['onDelete'];
  /** A foreign key: what else it is declared to do, as a text that only the same declaration has. */
  behaviour?: string;
  /** CHECK: not handed on to partitions and children. */
  readonly noInherit: boolean;
  /** CHECK: what it compares with constants. */
  tests?: Tests | undefined;
  /** CHECK: what it demands, where every conversion of it is known since its columns got other types. */
  expression?: Node | undefined;
  /** Taken over from a parent table. */
  inherited: boolean;
  readonly calls?: readonly Routine[];
  readonly onUpdate?: ForeignKey['onDelete'];
  /** Keys and exclusion constraints that may be tested at the end of the transaction. */
  readonly deferrable?: boolean;
  /** WITHOUT OVERLAPS: its last column is the time that a row covers. */
  readonly temporal?: boolean;
}

export interface Index {
  name: string;
  origin: Origin;
  readonly unique: boolean;
  /** Every column that it mentions. */
  readonly columns: readonly string[];
  /** The parts that the server makes a name from. */
  readonly keys: readonly string[];
  /** How many of them it is sorted by, without what is only included; left out: all of them, or not known. */
  readonly width?: number;
  /** The columns of its expressions and its predicate. */
  readonly computed: readonly string[];
  readonly partial: boolean;
  /** Its keys and its WHERE, likewise; left out: not known. */
  parts?: readonly IndexPart[] | undefined;
  predicate?: Node | undefined;
  readonly valid: boolean;
  /** The index of the partitioned table above that it is a part of: it comes and goes with that one. */
  attachedTo?: Index;
  readonly calls?: readonly Routine[];
  readonly method?: string;
  /** What the server compares to tell whether one index can stand for another; left out: not known. */
  readonly shape?: string;
  /** Whether each key sorts as its type does by itself; left out: not known. */
  readonly plainOrder?: boolean;
}

/** What hangs on a table and may depend on its columns. */
export interface Hook {
  readonly kind: 'trigger' | 'policy' | 'rule' | 'statistics';
  readonly name: string;
  /** The columns of its own table that it is compiled for. */
  readonly columns: readonly string[];
  readonly forEachRow: boolean;
  /** What a policy or a rule reads of other tables; null stands for all columns. */
  readonly reads: ReadonlyMap<Relation, ReadonlySet<string> | null>;
  readonly calls: readonly Routine[];
  /** What sets a trigger or a rule off. */
  readonly fires?: Firing;
  /** A trigger or a rule that is switched off. */
  off?: boolean;
  /** Policies: it has a WITH CHECK, and a USING. */
  readonly checks?: boolean;
  readonly filters?: boolean;
}

export type RelationKind =
  'table' | 'partitioned' | 'view' | 'matview' | 'foreign' | 'sequence' | 'composite';

export interface Relation {
  schema: string;
  name: string;
  readonly kind: RelationKind;
  origin: Origin;
  /** False for a relation that is named by a statement and by no fact: nothing but its name is known. */
  readonly known: boolean;
  rows: number | null;
  /** Bytes of the heap; null is unknown. */
  bytes: number | null;
  readonly columns: Map<string, Column>;
  readonly constraints: Map<string, Constraint>;
  /** Whether `constraints` holds all that exist. */
  readonly constraintsKnown: boolean;
  readonly indexes: Indexes;
  readonly indexesKnown: boolean;
  /** The index that CLUSTER without one goes by; undefined: not known. */
  clusteredBy?: Index | null;
  readonly hooks: Hook[];
  /** Some or all of its triggers are switched off. */
  triggersOff?: boolean;
  /** undefined: not known. */
  defaultPartition?: string | null;
  /** The tables that it is a partition or child of. */
  readonly parents: Set<Relation>;
  /** Its partitions and children. */
  readonly children: Set<Relation>;
  /** Whether `children` holds all that exist. */
  childrenKnown: boolean;
  readonly partitionKey: readonly string[];
  /** The key is made of columns alone; left out: it may hold expressions. */
  readonly plainKey?: boolean;
  isPartition: boolean;
  /** Partitioned tables: undefined is not known. */
  readonly strategy?: PartitionStrategy;
  /** Partitions: FOR VALUES, where it was seen. */
  bound?: PartitionBound;
  /** PostgreSQL 11: its rows have an oid each. */
  oids?: boolean;
  /** The role that it was given to; left out: not known. */
  owner?: string;
  /** REPLICA IDENTITY, where it is not the primary key. */
  identityBy?: 'full' | 'nothing' | Index;
  /** undefined: not known. */
  unlogged: boolean | undefined;
  /** Materialized views: whether they hold rows; left out: not known. */
  populated?: boolean;
  /** Views: what they read; null stands for all columns. */
  readonly reads: Map<Relation, ReadonlySet<string> | null>;
  /** Views: the columns that they give, where those can be told. */
  output?: readonly ViewColumn[] | undefined;
  /** Views: what is written through them; null: nothing can be; left out: not known. */
  writes?: ViewWrites | null | undefined;
  /** The tables that its foreign keys refer to, or did: told at a glance which relations can be left out. */
  readonly refersTo: Set<Relation>;
  /** The relations that read it, refer to it, have a column of its row type or draw from it, or once did. */
  readonly usedBy: Set<Relation>;
  /** Views: the functions that they call, and the types that they cast to. */
  readonly calls: Set<Routine>;
  readonly casts: Set<NamedType>;
  /** Views: the tables by whose primary key they group, so that they rest on it. */
  readonly groupedBy: Set<Relation>;
  /** Sequences that belong to a column. */
  readonly sequences: Map<Relation, string>;
  ofType?: NamedType | undefined;
  /** Columns that stood before and were dropped, with their types: one that comes again under the name is empty. */
  readonly lostColumns: Map<string, SqlType | null>;
  /**
   * What ties a new relation to old rows, so that they can be reached through it: an old table that became its partition or child
   * (`storage`), or the foreign key of an old table (`reference`).
   */
  readonly ties: Map<object, 'storage' | 'reference'>;
}

export interface NamedType {
  schema: string;
  name: string;
  origin: Origin;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range' | 'base';
  readonly constrained: boolean;
  /** Domains: the names of their constraints, where all were seen. */
  constraints?: readonly string[];
  /** Domains: what they are based on. */
  readonly base?: SqlType;
  /** Domains: the default of a column that has none of its own. */
  defaultExpression?: Node | undefined;
  /** The relations with a column of it, or that cast to it, or once did. */
  readonly users: Set<Relation>;
  /** The domains over it. */
  readonly domains: Set<NamedType>;
  /** Enums: every label, where they were seen. */
  labels?: readonly string[];
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
