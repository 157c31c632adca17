import type { LockMode, PredictedError } from './effects/effect';
import type { Knowledge } from './files/contract';

/** What goes into a review and what comes out of it: the types that the other packages build on. */

/** `safe` may run by itself, `risky` wants a person's word, `dangerous` is refused. */
export type Level = 'safe' | 'risky' | 'dangerous';

/** One SQL string as it was really sent to the server. */
export interface RecordedStatement {
  readonly sql: string;
  readonly parameters?: readonly unknown[];
  readonly file?: string;
  readonly line?: number;
  readonly inTransaction: boolean;
}

export interface ColumnFacts {
  readonly name: string;
  /** The text of `format_type(atttypid, atttypmod)`. */
  readonly type: string;
  readonly notNull: boolean;
  readonly hasDefault: boolean;
  readonly generated?: boolean;
  /** It has no values on disk (PostgreSQL 18). */
  readonly virtual?: boolean;
  /** `attidentity`: `a` is GENERATED ALWAYS, `d` BY DEFAULT, empty none; left out: not known. */
  readonly identity?: string;
  /** Where it is not that of its type. */
  readonly collation?: string | null;
  /** The text of `pg_get_expr(adbin, adrelid)`: its default, or what it is computed from; null where there is none. */
  readonly expression?: string | null;
}

export interface ConstraintFacts {
  readonly name: string;
  readonly kind: 'primary' | 'unique' | 'exclude' | 'check' | 'foreign' | 'not-null';
  readonly columns: readonly string[];
  readonly validated: boolean;
  /** Taken over from a parent table. */
  readonly inherited?: boolean;
  /** The text of `pg_get_constraintdef(oid)`; lets a CHECK prove a NOT NULL and names the parent of a foreign key. */
  readonly definition?: string;
}

export interface IndexFacts {
  readonly name: string;
  readonly columns: readonly string[];
  readonly unique: boolean;
  readonly valid: boolean;
  /** The text of `pg_get_indexdef(oid)`; tells which columns its expressions and its predicate use. */
  readonly definition?: string;
  /** The index of the partitioned table that it is a part of, as `schema.name`. */
  readonly attachedTo?: string | null;
  /** CLUSTER without an index goes by it. */
  readonly clustered?: boolean;
}

/** What a view reads of one relation, `schema.name`; no columns where it only counts rows or takes them whole. */
export interface ReadFacts {
  readonly relation: string;
  readonly columns: readonly string[];
}

export interface TableFacts {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'table' | 'partitioned' | 'view' | 'matview' | 'foreign' | 'sequence' | 'composite';
  readonly columns: readonly ColumnFacts[];
  readonly rows: number | null;
  /** Bytes of the heap; null is unknown and counts as big. */
  readonly bytes: number | null;
  /** Left out where it was not read: then any CHECK may exist. */
  readonly constraints?: readonly ConstraintFacts[];
  readonly indexes?: readonly IndexFacts[];
  /** Partitioned tables: the DEFAULT partition as `schema.name`, null where there is none; left out where it was not read. */
  readonly defaultPartition?: string | null;
  /**
   * The tables that it is a partition or child of, as `schema.name`; left out where it was not read: then a partitioned table has
   * partitions of unknown size.
   */
  readonly parents?: readonly string[];
  /** Sequences: the column that they belong to, in the table `schema.name`: they go where it goes. */
  readonly ownedBy?: { readonly table: string; readonly column: string } | null;
  readonly unlogged?: boolean;
  /** Typed tables: the composite type, as `schema.name`. */
  readonly ofType?: string | null;
  /** Partitioned tables: the text of `pg_get_partkeydef(oid)`. */
  readonly partitionKey?: string | null;
  /** Partitions: the text of `pg_get_expr(relpartbound, oid)`. */
  readonly bound?: string | null;
  /** Its triggers, policies and extended statistics, each as the statement that makes it. */
  readonly hooks?: readonly string[];
  /** Some or all of its triggers are switched off. */
  readonly triggersOff?: boolean;
  /** Views: what they read, and the functions that they call, as `schema.name`. */
  readonly reads?: readonly ReadFacts[] | null;
  readonly calls?: readonly string[] | null;
}

/** A type that is not PostgreSQL's own. One that is not listed may be a domain with a constraint. */
export interface TypeFacts {
  readonly schema: string;
  readonly name: string;
  readonly kind: 'enum' | 'domain' | 'composite' | 'range' | 'base';
  /** Domains: whether it (or a domain below it) carries a CHECK or NOT NULL. */
  readonly constrained?: boolean;
  /** Domains: the text of `format_type()` of what they are based on. */
  readonly base?: string | null;
}

export interface ReviewInput {
  readonly migration: string;
  readonly serverMajor: number;
  readonly searchPath: readonly string[];
  readonly tables: readonly TableFacts[];
  readonly types?: readonly TypeFacts[];
  /** The functions and procedures of the users, each as the statement that makes it: `pg_get_functiondef(oid)`. */
  readonly routines?: readonly string[];
  /** Every schema that exists; left out where it was not read. */
  readonly schemas?: readonly string[];
  /** The session's TimeZone; left out, a change between timestamp and timestamptz counts as a rewrite. */
  readonly timeZone?: string;
  /** Milliseconds of the `lock_timeout` that the run sets before the migration begins; null: none. Left out: that of a run of ours. */
  readonly lockTimeout?: number | null;
  /** Rules that are off by default and shall speak, by id; `all` for every one of them. */
  readonly enable?: readonly string[];
  /** Columns whose values the migration says it means to change, as `table.column` or `schema.table.column`. */
  readonly declared?: readonly string[];
  /** What was sent since the schema was read, and before `up`: by the migrations before this one. It is not judged. */
  readonly earlier?: readonly RecordedStatement[];
  readonly up: readonly RecordedStatement[];
  readonly down: readonly RecordedStatement[];
}

export interface Finding {
  readonly rule: string;
  readonly level: Level;
  readonly direction: 'up' | 'down';
  /** Index into `up` or `down`; null for a finding about the whole recording. */
  readonly statement: number | null;
  /** The statement, shortened. */
  readonly sql: string | null;
  readonly file?: string;
  readonly line?: number;
  /** What would happen. */
  readonly message: string;
  readonly why: string;
  /** How to write it instead, SQL where possible. */
  readonly safeWay: string;
  /** The SQL to send instead, in this order, each by itself: in a migration of its own, outside a transaction. */
  readonly rewrite?: readonly string[];
}

/** One per recorded statement, in order: first those of `up`, then those of `down`. */
export interface StatementVerdict {
  readonly sql: string;
  readonly direction: 'up' | 'down';
  readonly level: Level;
  readonly summary: string;
  /** Schema-qualified names of the relations that the statement touches. */
  readonly tables: readonly string[];
  readonly effect: StatementEffect;
}

/** What one recorded statement would do to relations that stood before it; names are schema-qualified. */
export interface StatementEffect {
  readonly knowledge: Knowledge;
  /** The strongest lock on each relation. */
  readonly locks: readonly { readonly relation: string; readonly mode: LockMode }[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** Indexes, also those of new tables. */
  readonly builds: readonly string[];
  readonly error: PredictedError | null;
}

export interface MigrationReview {
  readonly migration: string;
  readonly level: Level;
  readonly statements: readonly StatementVerdict[];
  readonly findings: readonly Finding[];
}
