import type { Node } from 'libpg-query';
import type { Name } from './names';
import type { PartitionBound } from './read/partition-bound';
import type { Demand } from './read/demands';
import type { Source } from './read/sources';
import type { Output } from './read/view-output';
import type { SqlType } from './types';

/**
 * What a statement asks for, one action per thing: an ALTER TABLE with three subcommands is three actions. Everything above this
 * folder works on actions and never looks at a parse tree, save for expressions, which stay nodes.
 */

export interface ForeignKey {
  readonly parent: Name;
  readonly onDelete: 'cascade' | 'set-null' | 'set-default' | 'other';
  readonly onUpdate: 'cascade' | 'set-null' | 'set-default' | 'other';
  /** Its actions, MATCH and DEFERRABLE, as a text that only the same declaration has. */
  readonly behaviour: string;
  readonly columns: readonly string[];
  /** PERIOD: rows are looked for by the time that they cover. */
  readonly period?: boolean;
}

/** A key of an index: a column or an expression, and the operator class where one is written. */
export interface IndexPart {
  readonly column?: string;
  readonly expression?: Node;
  readonly class?: Name;
}

export type PartitionStrategy = 'list' | 'range' | 'hash';

export type ConstraintKind = 'primary' | 'unique' | 'exclude' | 'check' | 'foreign' | 'not-null';

export interface ConstraintSpec {
  readonly kind: ConstraintKind;
  readonly name?: string;
  readonly columns: readonly string[];
  /** INCLUDE: columns that the index holds besides its keys. */
  readonly included?: readonly string[];
  readonly expression?: Node;
  readonly foreign?: ForeignKey;
  /** The existing index that a UNIQUE or PRIMARY KEY takes over. */
  readonly usingIndex?: string;
  readonly notValid: boolean;
  readonly enforced: boolean;
  /** Keys and exclusion constraints: DEFERRABLE. */
  readonly deferrable?: boolean;
  /** CHECK ... NO INHERIT. */
  readonly noInherit: boolean;
  /** EXCLUDE ... WHERE. */
  readonly partial?: boolean;
  /** WITHOUT OVERLAPS. */
  readonly temporal?: boolean;
  /** The columns that a GiST index compares by the operator class of their type: EXCLUDE USING gist, WITHOUT OVERLAPS. */
  readonly byGist?: readonly string[];
}

export interface ColumnSpec {
  readonly name: string;
  readonly type: SqlType;
  /** COLLATE. */
  readonly collation?: Name;
  readonly notNull: boolean;
  /** The name that its NOT NULL is given. */
  readonly notNullName?: string;
  /** Set where the column has a default that is not plain NULL. */
  readonly defaultExpression?: Node;
  readonly identity: boolean;
  /** An identity column that is GENERATED ALWAYS. */
  readonly always?: boolean;
  /** What the sequence of an identity column is called, where it is written. */
  readonly sequence?: Name;
  readonly generated: 'stored' | 'virtual' | null;
  /** The columns that a generated column is computed from. */
  readonly generatedFrom: readonly string[];
  readonly generatedBy?: Node;
  /** The functions of its default or of what it is computed from. */
  readonly functions?: readonly Name[];
  /** Constraints written at the column, without NOT NULL. */
  readonly constraints: readonly ConstraintSpec[];
}

export type ObjectKind =
  | 'table'
  | 'view'
  | 'matview'
  | 'foreign-table'
  | 'sequence'
  | 'index'
  | 'type'
  | 'domain'
  | 'schema'
  | 'database'
  | 'extension'
  | 'function'
  | 'trigger'
  | 'policy'
  | 'rule'
  | 'constraint'
  | 'column'
  | 'attribute'
  | 'role'
  | 'owned'
  | 'statistics'
  | 'collation'
  | 'publication'
  | 'other';

export interface OnTable {
  readonly table: Name;
  readonly ifExists: boolean;
  /** ALTER TABLE ONLY: partitions and children are left out. */
  readonly only: boolean;
  /** What the statement calls it, where that is no table: ALTER VIEW, ALTER FOREIGN TABLE. */
  readonly calledA?: ObjectKind;
}

/** A column of a table: what a sequence is owned by. */
export interface ColumnName {
  readonly table: Name;
  readonly column: string;
}

export type TableAction = OnTable &
  (
    | { readonly kind: 'add-column'; readonly column: ColumnSpec; readonly ifNotExists: boolean }
    | {
        readonly kind: 'drop-column';
        readonly column: string;
        readonly cascade: boolean;
        readonly missingOk: boolean;
      }
    | { readonly kind: 'set-default'; readonly column: string; readonly expression: Node | null }
    | { readonly kind: 'set-not-null'; readonly column: string }
    | { readonly kind: 'drop-not-null'; readonly column: string }
    | {
        readonly kind: 'set-type';
        readonly column: string;
        readonly type: SqlType;
        readonly using?: Node;
        readonly collate: boolean;
        /** COLLATE. */
        readonly collation?: Name;
      }
    | { readonly kind: 'set-expression'; readonly column: string; readonly expression?: Node }
    | {
        readonly kind: 'drop-expression';
        readonly column: string;
        /** IF EXISTS. */
        readonly missingOk: boolean;
      }
    | {
        readonly kind: 'identity';
        readonly change: 'add' | 'set' | 'drop';
        readonly column: string;
        /** GENERATED ALWAYS; left out by a SET that says nothing of it. */
        readonly always?: boolean;
        /** DROP IDENTITY IF EXISTS. */
        readonly missingOk?: boolean;
        /** What the new sequence is called, where it is written. */
        readonly sequence?: Name;
      }
    | { readonly kind: 'add-constraint'; readonly constraint: ConstraintSpec }
    | { readonly kind: 'validate-constraint'; readonly name: string }
    | {
        readonly kind: 'drop-constraint';
        readonly name: string;
        readonly cascade: boolean;
        readonly missingOk: boolean;
      }
    | {
        readonly kind: 'table-option';
        readonly option: string;
        readonly value: string;
        /** Every option that is set, `toast.` and the like in front. */
        readonly options: readonly string[];
      }
    | { readonly kind: 'set-persistence'; readonly logged: boolean }
    | { readonly kind: 'move-storage'; readonly to: 'tablespace' | 'access-method'; readonly name: string }
    | {
        readonly kind: 'trigger-state';
        readonly of: 'trigger' | 'rule';
        /** Left out: all of them. */
        readonly name?: string;
        /** All but those that keep foreign keys. */
        readonly userOnly?: boolean;
        readonly enabled: boolean;
        readonly mode: 'origin' | 'always' | 'replica';
      }
    | { readonly kind: 'row-security'; readonly change: 'enable' | 'disable' | 'force' | 'no-force' }
    /** OWNER TO; left out: a role that is not named, as CURRENT_USER. */
    | { readonly kind: 'owner'; readonly to?: string }
    | {
        readonly kind: 'attach-partition';
        readonly partition: Name;
        readonly isDefault: boolean;
        readonly bound?: PartitionBound;
      }
    | { readonly kind: 'detach-partition'; readonly partition: Name; readonly concurrently: boolean }
    | { readonly kind: 'inherit'; readonly parent: Name; readonly add: boolean }
    | {
        readonly kind: 'harmless-alter';
        readonly what: string;
        readonly lock: 'ShareUpdateExclusiveLock' | 'AccessExclusiveLock';
        /** The column that it is about, and what it gets. */
        readonly column?: string;
        readonly value?: string;
        /** CLUSTER ON. */
        readonly index?: string;
        /** DETACH PARTITION FINALIZE. */
        readonly partition?: Name;
      }
    | {
        readonly kind: 'alter-constraint';
        readonly name: string;
        readonly enforceability: boolean;
        /** ENFORCED or NOT ENFORCED; left out: it says nothing of it. */
        readonly enforced?: boolean;
        /** Since PostgreSQL 18: INHERIT or NO INHERIT. */
        readonly inheritability?: boolean;
        /** What it says of when the constraint is tested; left out: nothing. */
        readonly deferrability?: { readonly deferrable: boolean; readonly initially: boolean };
      }
    | {
        readonly kind: 'replica-identity';
        readonly nothing: boolean;
        readonly full?: boolean;
        readonly index?: string;
      }
    /** OF a type; none: NOT OF. */
    | { readonly kind: 'of-type'; readonly type?: Name }
    | { readonly kind: 'unknown-alter'; readonly what: string }
  );

/** One change of rows. `columns` are the columns that an UPDATE (or the update part of an upsert) assigns. */
export type RowAction =
  | {
      readonly kind: 'insert';
      readonly table: Name;
      readonly onConflict: 'none' | 'nothing' | 'update';
      readonly columns: readonly string[];
      /** The columns that it names, if it does. */
      readonly into?: readonly string[];
      /** How many values its first row has, where they are written out. */
      readonly width?: number;
      /** The places in the rows that DEFAULT stands in, in one of them at least, and in all of them. */
      readonly defaults?: { readonly some: readonly number[]; readonly all: readonly number[] };
      readonly overriding?: 'system' | 'user';
      /** It takes its rows from a query that gives none: WHERE FALSE. */
      readonly never?: boolean;
      /** ON CONFLICT (a, b), where it names nothing but columns. */
      readonly arbiter?: readonly string[];
      /** ON CONFLICT ON CONSTRAINT. */
      readonly arbiterConstraint?: string;
      /** The values of its only row. */
      readonly values?: readonly Node[];
      /** The texts among the values, with their place in the row. */
      readonly texts?: readonly { readonly at: number; readonly text: string }[];
    }
  | {
      readonly kind: 'update';
      readonly table: Name;
      readonly columns: readonly string[];
      /** The columns that are set to a text that is written out. */
      readonly texts?: readonly { readonly column: string; readonly text: string }[];
      /** What columns are set to, texts aside; nothing where other tables are named. */
      readonly given?: readonly { readonly column: string; readonly value: Node }[];
      /** Those of the columns that are set to themselves or to NULL: no foreign key is tested for it. */
      readonly untested?: readonly string[];
      /** Those of the columns that get something else than DEFAULT. */
      readonly assigned?: readonly string[];
      readonly where: WhereShape;
      /** Partitions and children are left out. */
      readonly only: boolean;
      readonly demands?: readonly Demand[];
    }
  | {
      readonly kind: 'delete';
      readonly table: Name;
      readonly where: WhereShape;
      readonly only: boolean;
      readonly demands?: readonly Demand[];
    }
  | {
      readonly kind: 'truncate';
      readonly table: Name;
      readonly cascade: boolean;
      readonly only: boolean;
      readonly restartIdentity: boolean;
    };

export interface WhereShape {
  /** Whether it looks at a column at all. */
  readonly filters: boolean;
  /** It is FALSE. */
  readonly never?: boolean;
  /** The condition, where no other table is named beside the one that is changed, and what its columns are qualified by. */
  readonly condition?: { readonly expression: Node; readonly own: readonly string[] };
  /** The columns that it demands to be NULL, joined by AND. */
  readonly nullTests: readonly string[];
  /** Whether it demands nothing else. */
  readonly onlyNullTests: boolean;
  /** The columns that it demands to equal a constant or a parameter, joined by AND. */
  readonly equals: readonly string[];
  /** Those that it demands to be one of a list of such. */
  readonly listed?: readonly string[];
  /** The rows were picked by a query on the same table. */
  readonly batch?: Batch;
}

/** Rows that an UPDATE changes because a query on the same table picked them: `WHERE id IN (SELECT id ... LIMIT 1000)`, or a join with it. */
export interface Batch {
  /** The columns by which the picked rows are found again. */
  readonly by: readonly string[];
  /** The columns that the query demands to be NULL. */
  readonly nullTests: readonly string[];
  /** At most so many rows; null where it is not written as a number. */
  readonly limit: number | null;
}

/** What the expressions of a policy rest on. */
export interface PolicyParts {
  readonly columns: readonly string[];
  readonly functions: readonly Name[];
  readonly reads: readonly Source[];
  readonly expressions?: readonly Node[];
}

/** What sets a trigger or a rule off, and when. */
export interface Firing {
  readonly events: readonly RowEvent[];
  /** Only an UPDATE that sets one of these; none: any UPDATE. */
  readonly updateOf: readonly string[];
  /** Instead of what the statement asks for. */
  readonly instead: boolean;
  /** A rule: INSTEAD, and only where its WHERE holds. */
  readonly insteadWhere?: boolean;
  /** Triggers: before it. */
  readonly before?: boolean;
  /** Triggers that are constraints and that fire for every row: when. */
  readonly timing?: { readonly deferrable: boolean; readonly initially: boolean };
  /** Rules: what they do. */
  readonly does: readonly Action[];
}

/** A table of a publication. */
export interface PublishedTable {
  readonly table: Name;
  readonly only: boolean;
  readonly columns?: readonly string[];
  readonly filter?: { readonly expression: Node; readonly columns: readonly string[] };
}

export type RowEvent = 'insert' | 'update' | 'delete' | 'truncate';

/** One thing that a statement asks for. */
export type Action = AnyAction & {
  /** Inside BEGIN ... EXCEPTION: the SQLSTATEs that are caught there; `*` is any. */
  readonly caught?: readonly string[];
  /** The first major that can read the statement, where that is not the oldest. */
  readonly needs?: number;
  /** The whole statement, where names in it stand for what several tables or queries have; not within code, whose variables have names too. */
  readonly query?: Node;
  /** What servers refuse in the statement, whatever stands in the database. */
  readonly refusals?: readonly Refusal[];
};

/** An error that majors end a statement with, from one on and before another; left out: all of them. */
export interface Refusal {
  readonly from?: number;
  readonly before?: number;
  readonly sqlstate: string;
  readonly message: string;
}

type AnyAction =
  | TableAction
  | RowAction
  | {
      readonly kind: 'create-table';
      readonly table: Name;
      readonly ifNotExists: boolean;
      readonly temporary: boolean;
      /** ON COMMIT DROP. */
      readonly fleeting?: boolean;
      readonly partitioned: boolean;
      readonly columns: readonly ColumnSpec[];
      readonly constraints: readonly ConstraintSpec[];
      readonly inherits: readonly Name[];
      readonly partitionOf?: Name;
      readonly isDefaultPartition: boolean;
      readonly bound?: PartitionBound;
      readonly strategy?: PartitionStrategy;
      readonly like: readonly {
        readonly table: Name;
        readonly indexes: boolean;
        readonly constraints: boolean;
        readonly defaults: boolean;
        readonly generated: boolean;
        readonly identity: boolean;
      }[];
      readonly ofType?: Name;
      readonly unlogged: boolean;
      /** WITH (oids), or without, where it says so. */
      readonly oids?: boolean;
      readonly foreign?: boolean;
      readonly partitionKey: readonly string[];
      /** The partition key is made of columns alone. */
      readonly plainKey?: boolean;
      /** What the rows are distributed by, part after part. */
      readonly partitionParts?: readonly IndexPart[];
      readonly fromQuery: boolean;
      /** What its query gives. */
      readonly output?: Output;
    }
  | {
      readonly kind: 'create-index';
      readonly table: Name;
      readonly index?: string;
      readonly unique: boolean;
      readonly concurrently: boolean;
      readonly ifNotExists: boolean;
      readonly only: boolean;
      /** Every column that the index mentions. */
      readonly columns: readonly string[];
      /** The parts that the server makes a name from. */
      readonly keys: readonly string[];
      /** The columns of its expressions and its predicate. */
      readonly computed: readonly string[];
      readonly partial: boolean;
      /** Its method, keys and predicate, as a text that only the same definition has. */
      readonly shape: string;
      readonly method: string;
      /** Whether each key sorts as its type does by itself. */
      readonly plainOrder: boolean;
      /** Its keys, in their order. */
      readonly parts: readonly IndexPart[];
      readonly predicate?: Node;
      /** How many keys it has, without what is only included. */
      readonly width: number;
      /** The functions of its expressions and its predicate. */
      readonly functions?: readonly Name[];
    }
  | {
      readonly kind: 'create-view';
      readonly view: Name;
      readonly materialized: boolean;
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      readonly temporary: boolean;
      readonly populated: boolean;
      readonly sources: readonly Source[];
      readonly demands?: readonly Demand[];
      readonly functions?: readonly Name[];
      /** What it gives, as far as its text says so. */
      readonly output?: Output | undefined;
      /** The types that it casts to. */
      readonly casts?: readonly SqlType[];
      /** The columns of GROUP BY, and those that are read outside of any function. */
      readonly grouping?: { readonly by: readonly string[]; readonly bare: readonly string[] };
    }
  | {
      readonly kind: 'create-type';
      readonly type: Name;
      readonly flavour: 'enum' | 'composite' | 'range' | 'base';
      /** Composite types. */
      readonly attributes?: readonly ColumnSpec[];
      /** Enums. */
      readonly labels?: readonly string[];
    }
  | {
      readonly kind: 'create-domain';
      readonly type: Name;
      readonly base: SqlType;
      readonly constrained: boolean;
      /** The names of its constraints. */
      readonly constraints?: readonly string[];
      /** What they ask of VALUE. */
      readonly checks?: readonly Node[];
      readonly collate?: boolean;
      readonly defaultExpression?: Node;
    }
  | {
      readonly kind: 'add-enum-value';
      readonly type: Name;
      readonly value: string;
      readonly ifNotExists: boolean;
      /** BEFORE or AFTER this label. */
      readonly beside?: string;
    }
  | {
      readonly kind: 'create-object';
      readonly object: ObjectKind;
      readonly name: Name;
      readonly onTable?: Name;
      readonly replace: boolean;
      readonly ifNotExists: boolean;
      /** Policies: it has a WITH CHECK, and a USING. */
      readonly checks?: boolean;
      readonly filters?: boolean;
      /** Columns that a trigger (UPDATE OF) or policy depends on. */
      readonly columns?: readonly string[];
      readonly forEachRow?: boolean;
      /** Functions: as declared. */
      readonly volatility?: 'settled' | 'volatile';
      /** Functions: the statement itself, and the types of its arguments. */
      readonly text?: string;
      readonly signature?: string;
      /** Functions: the type that it gives back, unless that is a row of its own parameters. */
      readonly returns?: string;
      /** Functions: the types of all parameters, and of the result as it is written. */
      readonly types?: readonly SqlType[];
      readonly result?: SqlType;
      readonly language?: string;
      readonly procedure?: boolean;
      readonly immutable?: boolean;
      readonly givesRows?: boolean;
      /** Extensions: WITH SCHEMA. */
      readonly inSchema?: string;
      /** Triggers: it has transition tables. */
      readonly transition?: boolean;
      /** Policies: their expressions. */
      readonly expressions?: readonly Node[];
      /** Functions: what BEGIN ATOMIC ... END, or RETURN, speaks of. */
      readonly atomic?: {
        readonly reads: readonly Source[];
        readonly sequences: readonly Name[];
        readonly casts: readonly SqlType[];
      };
      /** Functions: the names of the parameters, empty where there is none. */
      readonly parameters?: readonly string[];
      /** The functions that a trigger, a policy, a rule or an atomic body calls. */
      readonly functions?: readonly Name[];
      /** What the expressions of a policy, a trigger or a rule read. */
      readonly reads?: readonly Source[];
      readonly fires?: Firing;
      /** Sequences: the column that it belongs to. */
      readonly owner?: ColumnName;
    }
  | {
      readonly kind: 'alter-domain';
      readonly type: Name;
      readonly change: 'constraint' | 'not-null' | 'validate' | 'relax' | 'default' | 'rename';
      readonly notValid: boolean;
      /** The constraint. */
      readonly name?: string;
      /** RENAME CONSTRAINT: its new name. */
      readonly to?: string;
      readonly missingOk?: boolean;
      /** SET DEFAULT. */
      readonly defaultExpression?: Node;
    }
  | {
      readonly kind: 'alter-attribute';
      readonly type: Name;
      readonly change: 'add' | 'drop' | 'type' | 'rename';
      readonly cascade: boolean;
      readonly attribute?: string;
      /** DROP ATTRIBUTE IF EXISTS. */
      readonly missingOk?: boolean;
      /** ADD and TYPE: what it becomes. */
      readonly spec?: ColumnSpec;
      /** RENAME ATTRIBUTE: its new name. */
      readonly to?: string;
    }
  | {
      readonly kind: 'alter-sequence';
      readonly sequence: Name;
      readonly restarts: boolean;
      readonly ownedOnly: boolean;
      /** OWNED BY, be it NONE. */
      readonly changesOwner: boolean;
      readonly ifExists: boolean;
      readonly owner?: ColumnName;
      readonly byFunction: boolean;
      /** By a function that is called whatever rows there are. */
      readonly runs?: boolean;
      /** The column by which pg_get_serial_sequence() finds it. */
      readonly ofColumn?: ColumnName;
    }
  | {
      readonly kind: 'drop';
      readonly object: ObjectKind;
      readonly name: Name;
      readonly onTable?: Name;
      readonly cascade: boolean;
      readonly ifExists: boolean;
      readonly concurrently: boolean;
      /** Functions: the types of the arguments, where they are written. */
      readonly signature?: string;
    }
  | {
      readonly kind: 'rename';
      readonly object: ObjectKind | 'enum-value';
      /** The table of a column or constraint, the type of an enum value; otherwise the object itself. */
      readonly name: Name;
      readonly part?: string;
      readonly to: string;
      /** RENAME on ONLY a table. */
      readonly only?: boolean;
      readonly ifExists?: boolean;
      /** Functions: the types of the arguments, where they are written. */
      readonly signature?: string;
    }
  | {
      readonly kind: 'set-schema';
      readonly object: ObjectKind;
      readonly name: Name;
      readonly schema: string;
      readonly ifExists?: boolean;
    }
  | {
      readonly kind: 'change-owner';
      readonly object: ObjectKind;
      readonly name: Name;
      /** Functions: the types of the arguments, where they are written. */
      readonly signature?: string;
    }
  | {
      readonly kind: 'reindex';
      readonly scope: 'table' | 'index' | 'schema' | 'database' | 'system';
      readonly name: Name;
      readonly concurrently: boolean;
    }
  | {
      readonly kind: 'refresh-matview';
      readonly view: Name;
      readonly concurrently: boolean;
      readonly populated: boolean;
    }
  | { readonly kind: 'lock-table'; readonly table: Name; readonly mode: number; readonly only: boolean }
  | {
      readonly kind: 'vacuum';
      /** None: every table of the database. */
      readonly tables: readonly Name[];
      readonly full: boolean;
      readonly analyze?: boolean;
      /** Those written with ONLY (PostgreSQL 18). */
      readonly alone?: readonly Name[];
      /** The columns that are named. */
      readonly columns?: readonly ColumnName[];
    }
  | {
      readonly kind: 'analyze';
      readonly tables: readonly Name[];
      readonly alone?: readonly Name[];
      readonly columns?: readonly ColumnName[];
    }
  /** Tables that are read, by a query or by the query below a change of rows. */
  | {
      readonly kind: 'read-tables';
      readonly sources: readonly Source[];
      /** EXPLAIN, PREPARE and DECLARE lock and do not read. */
      readonly planOnly?: 'reads' | 'changes';
      /** PREPARE does not plan either. */
      readonly unplanned?: boolean;
      /** WITH NO DATA does not even look below views. */
      readonly asNamed?: boolean;
      readonly demands?: readonly Demand[];
    }
  | {
      readonly kind: 'alter-policy';
      readonly onTable: Name;
      readonly name: string;
      /** USING, WITH CHECK: what it is from now on; left out: neither is changed. */
      readonly change?: PolicyParts & { readonly using: boolean; readonly check: boolean };
    }
  | {
      readonly kind: 'alter-index';
      readonly index: Name;
      /** ATTACH PARTITION: the index that becomes a part of it. */
      readonly attached?: Name;
    }
  /** CREATE PUBLICATION and ALTER PUBLICATION. */
  | {
      readonly kind: 'publish';
      readonly name: string;
      readonly change: 'create' | 'add' | 'drop' | 'set' | 'options';
      /** FOR ALL TABLES. */
      readonly all: boolean;
      readonly tables: readonly PublishedTable[];
      /** FOR TABLES IN SCHEMA; an empty name is CURRENT_SCHEMA. */
      readonly schemas: readonly string[];
      readonly publishes?: readonly RowEvent[];
      readonly viaRoot?: boolean;
    }
  | { readonly kind: 'cluster'; readonly table?: Name; readonly index?: string }
  | {
      readonly kind: 'grant';
      readonly grants: boolean;
      /** Tables and sequences. */
      readonly tables: readonly Name[];
      readonly columns?: readonly string[];
      /** Schemas that must be there. */
      readonly schemas?: readonly string[];
      readonly routines?: readonly { readonly name: Name; readonly signature?: string }[];
      /** What it is about: `table`, `sequence`, `schema`, ... */
      readonly on: string;
      readonly privileges: readonly { readonly what: string; readonly ofColumns: boolean }[];
    }
  | {
      readonly kind: 'setting';
      readonly name: string;
      readonly value: string | null;
      readonly values: readonly string[];
      readonly local: boolean;
    }
  | {
      readonly kind: 'transaction';
      readonly verb: string;
      readonly savepoint?: string;
      /** COMMIT or ROLLBACK of a procedure or a DO block. */
      readonly inCode?: boolean;
    }
  /** SET CONSTRAINTS; no names: all. */
  | {
      readonly kind: 'set-constraints';
      readonly names: readonly string[];
      /** The same, with the schemas that are written. */
      readonly named?: readonly Name[];
      readonly deferred: boolean;
    }
  | {
      readonly kind: 'query';
      /** What is refused outside a transaction block. */
      readonly blockOnly?: string;
    }
  /** Functions that the statement calls while it runs, each name once. */
  | { readonly kind: 'calls'; readonly functions: readonly Name[] }
  /** A sequence that is drawn from by nextval(). */
  | {
      readonly kind: 'draw';
      readonly sequence: Name;
      readonly ofColumn?: ColumnName;
      /** It is called whatever rows there are. */
      readonly runs?: boolean;
    }
  | {
      readonly kind: 'comment';
      readonly onTable?: Name;
      readonly column?: string;
      /** What it says that the relation is; left out: a table, or another that has columns. */
      readonly object?: 'table' | 'view' | 'matview' | 'foreign-table' | 'sequence';
      /** What else it is about. */
      readonly named?: { readonly object: ObjectKind; readonly name: Name; readonly signature?: string };
      /** The part of the table that it is about. */
      readonly part?: {
        readonly object: 'trigger' | 'rule' | 'policy' | 'constraint';
        readonly name: string;
      };
    }
  | {
      readonly kind: 'copy';
      readonly table?: Name;
      readonly columns?: readonly string[];
      readonly from: boolean;
      readonly program: boolean;
    }
  | { readonly kind: 'outside-transaction'; readonly what: string }
  /** What a session holds is given up; `all` comes with the RESET ALL that it does, too. */
  | { readonly kind: 'discard'; readonly what: 'all' | 'temp' | 'plans' | 'sequences' }
  /** Code that runs and cannot be read: dynamic SQL, a call of a function whose body is not known. */
  | {
      readonly kind: 'opaque-code';
      readonly what: string;
      /** CALL: the procedure, and the functions in its arguments. */
      readonly functions?: readonly Name[];
    }
  | {
      readonly kind: 'unknown';
      readonly what: string;
      /** What it can add to the schema without being seen; left out: anything. */
      readonly makes?: 'nothing' | 'routines' | 'operators';
      /** ALTER FUNCTION: what the function is declared to be from now on. */
      readonly declares?: {
        readonly name: Name;
        readonly signature?: string;
        readonly volatility: 'immutable' | 'stable' | 'volatile';
      };
    };

/** Kinds that a recording may consist of without changing anything. */
export const changesNothing: ReadonlySet<Action['kind']> = new Set([
  'query',
  'calls',
  'draw',
  'read-tables',
  'comment',
  'setting',
  'discard',
  'analyze',
  'vacuum',
  'validate-constraint',
  'reindex',
  'lock-table',
  'refresh-matview',
  'transaction',
  'set-constraints',
]);
