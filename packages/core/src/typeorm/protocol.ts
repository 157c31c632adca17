import type { RecordedStatement } from '@safe-migrate/hazards';
import type { CatalogChanges } from '../review/catalog-changes';
import type { ConnectionParameters } from '../target/connection';

/** One migration class as TypeORM loaded it. */
export interface LoadedMigration {
  /** What TypeORM records: the `name` property, else the class name. */
  readonly name: string;
  readonly className: string;
  /** The last 13 characters of the name as a number: TypeORM's order. NaN where they are none. */
  readonly timestamp: number;
  /** The migration's own `transaction` property, where it has one. */
  readonly transaction?: boolean;
  /** Absolute path of the file that exports the class; undefined where it was given as a class. */
  readonly file?: string;
  readonly hasDown: boolean;
}

/** What the user's data source says, as loaded: after `.env` files, overrides and defaults. */
export interface LoadedDataSource {
  readonly type: string;
  readonly connection: ConnectionParameters;
  /** The `schema` option: where the migrations table lives (`public` where unset: the driver's default). */
  readonly schema?: string;
  readonly migrationsTable: string;
  readonly transactionMode: 'all' | 'each' | 'none';
  readonly synchronize: boolean;
  readonly dropSchema: boolean;
  readonly migrationsRun: boolean;
  /** The `migrations` option's glob patterns and paths, as written. */
  readonly migrationGlobs: readonly string[];
  readonly migrations: readonly LoadedMigration[];
  readonly typeormVersion: string;
}

/** A failure inside the host, as plain data. Row values (`detail`) are left behind on purpose: they are customer data. */
export interface HostFailure {
  readonly message: string;
  /** SQLSTATE, or a code of ours (DATA_SOURCE_...). */
  readonly code?: string;
  readonly table?: string;
  readonly constraint?: string;
  readonly column?: string;
  /** The limit in ms that a statement ran into, where that is why it was cancelled. */
  readonly timeoutMs?: number;
  /** Stack of a failure in the user's own code, for the record only. */
  readonly stack?: string;
}

/** What one statement was seen to do to relations that stood before it, on a scratch database. Names are `schema.name`. */
export interface StatementTrace {
  readonly durationMs: number;
  /** Rows inserted, updated and deleted. */
  readonly rows: number;
  /** Write-ahead log that the server wrote meanwhile, in bytes; on a shared scratch server others' is in it. */
  readonly walBytes: number;
  /** Locks on tables, views and sequences that the session did not hold before, by their names in pg_locks; none where it holds no transaction open. */
  readonly locks: readonly { readonly relation: string; readonly mode: string }[];
  /** What stands under a name that it did not have before: made, with an AccessExclusiveLock on it, or renamed. */
  readonly named: readonly { readonly relation: string; readonly was: string | null }[];
  readonly rewrites: readonly string[];
  /** Tables that were read from end to end. */
  readonly scans: readonly string[];
  /** Indexes that were built, also new ones. */
  readonly builds: readonly string[];
}

/** A statement as recorded, and whether it left on another connection than the migration's. */
export interface SentStatement extends RecordedStatement {
  readonly escaped: boolean;
  /** Where it was asked for: see `connect`. */
  readonly trace?: StatementTrace;
  /** The calls in the migration's file that led to it, innermost first; line and column count from 1. */
  readonly sentFrom?: readonly { readonly line: number; readonly column: number }[];
}

/** Under which key the journal keeps the statements that a unit sends outside a transaction. */
export interface StatementKey {
  readonly runId: string;
  readonly unit: number;
  readonly direction: 'up' | 'down';
}

/** How long statements may take, in ms, by the SHA-256 of their text; 0 for no limit. */
export interface StatementLimits {
  readonly bySha256: Readonly<Record<string, number>>;
  /** For those that the rehearsal did not send. */
  readonly otherwise: number;
}

/** How one direction of a migration went. */
export interface MigrationRun {
  readonly statements: readonly SentStatement[];
  readonly failure?: HostFailure;
}

/** What the parent may ask of the host process. */
export interface HostRequests {
  load: { input: { dataSource: string }; output: LoadedDataSource };
  /** Connects to the data source's own database, or to the given (scratch) one instead. */
  connect: {
    input: {
      instead?: ConnectionParameters;
      applicationName: string;
      settings: Record<string, string>;
      /** Let TypeORM install the extensions that the entities need, as it does by itself; only on a scratch database. */
      installExtensions?: boolean;
      /** Measure what every statement of a migration does; only on a scratch database. */
      trace?: boolean;
    };
    output: void;
  };
  query: {
    input: { sql: string; parameters?: readonly unknown[] };
    output: readonly Record<string, unknown>[];
  };
  begin: { input: void; output: void };
  commit: { input: void; output: void };
  rollback: { input: void; output: void };
  migrate: {
    input: {
      name: string;
      direction: 'up' | 'down';
      /** Write every statement down before and after it is sent, and leave out those that an earlier process has done. */
      journal?: StatementKey;
      limits?: StatementLimits;
    };
    output: MigrationRun;
  };
  /**
   * Only on a scratch database: runs `up()` and `down()` of one migration in one transaction and, where nothing is left of it, commits `up()` alone.
   * What is not certain is rolled back and left out; `down` is missing where `up()` failed.
   */
  trial: {
    input: {
      name: string;
      /** False: nothing is run. */
      quick: boolean;
      /** Nothing at all is done where the trial before was not this one's, or was left out or failed. */
      onlyAfter?: string;
      /** The next trial follows at once. */
      followed?: boolean;
    };
    output:
      | {
          /** What has changed in the catalog until now, before the trial. */
          catalog: CatalogChanges;
          up?: MigrationRun;
          down?: MigrationRun;
        }
      | undefined;
  };
  /** Creates TypeORM's migrations table where it is missing. */
  prepare: { input: void; output: void };
  /** Adds (up) or removes (down) the row of TypeORM's own migrations table, creating the table first where missing. */
  mark: { input: { name: string; direction: 'up' | 'down' }; output: void };
  close: { input: void; output: void };
}

export type HostMethod = keyof HostRequests;

/** Parent to host, in lists. */
export interface HostRequest {
  readonly id: number;
  readonly method: HostMethod;
  readonly input: unknown;
}

/** Host to parent, in lists. */
export type HostReply =
  { readonly id: number; readonly output: unknown } | { readonly id: number; readonly failure: HostFailure };
