import { AsyncLocalStorage } from 'node:async_hooks';
import type { DataSource, Logger, MigrationExecutor, MigrationInterface, QueryRunner } from 'typeorm';
import { fileURLToPath } from 'node:url';
import type { ConnectionParameters } from '../../target/connection';
import type { HostRequests, MigrationRun, SentStatement } from '../protocol';
import { HostError, toFailure } from './failure';
import type { LoadedProject } from './load';

/** What we call on TypeORM's executor: public methods, present from 0.3.17 to 1.x. */
type Executor = Pick<MigrationExecutor, 'insertMigration' | 'deleteMigration'> & {
  createMigrationsTableIfNotExist(queryRunner: QueryRunner): Promise<void>;
};

/** One call of `up()` or `down()`, and what was sent on its behalf. */
interface Call {
  readonly statements: SentStatement[];
  /** `settling`: the method has returned; a statement that comes now was not awaited. */
  state: 'running' | 'settling' | 'over';
  /** The first statement that came too late. */
  unawaited?: string;
}

/** Follows a call through every promise that it makes, so that a statement is known for whose it is, however late it comes. */
const calls = new AsyncLocalStorage<Call>();

/** The user's data source, connected, with one query runner that does everything: lease, timeouts and migration share a session. */
export class MigrationConnection {
  /** The call that runs now, for statements of code that lost its async context (an old-style callback). */
  private current: Call | undefined;

  private constructor(
    private readonly project: LoadedProject,
    private readonly runner: QueryRunner,
  ) {}

  static async open(
    project: LoadedProject,
    input: HostRequests['connect']['input'],
  ): Promise<MigrationConnection> {
    const { dataSource } = project;
    const recorder = new Recorder();
    dataSource.setOptions({ ...quietOptions(dataSource, input), logger: recorder, logging: true } as never);
    if (input.instead) refuseOtherServers(dataSource, input.instead);
    await dataSource.initialize();
    const runner = dataSource.createQueryRunner();
    await runner.connect();
    const connection = new MigrationConnection(project, runner);
    recorder.onStatement = (sql, parameters, sentBy) => connection.record(sql, parameters, sentBy);
    return connection;
  }

  async query(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
    const result: unknown = await this.runner.query(sql, parameters ? [...parameters] : undefined);
    return Array.isArray(result) ? (result as Record<string, unknown>[]) : [];
  }

  begin(): Promise<void> {
    return this.runner.startTransaction();
  }

  commit(): Promise<void> {
    return this.runner.commitTransaction();
  }

  async rollback(): Promise<void> {
    if (this.runner.isTransactionActive) await this.runner.rollbackTransaction();
  }

  async migrate(name: string, direction: 'up' | 'down'): Promise<MigrationRun> {
    const instance = this.instance(name);
    const call: Call = { statements: [], state: 'running' };
    const { statements } = call;
    this.current = call;
    try {
      await calls.run(call, () => instance[direction](this.runner));
      this.current = undefined;
      call.state = 'settling';
      await this.settle(call);
      return { statements };
    } catch (error) {
      return { statements, failure: toFailure(error) };
    } finally {
      this.current = undefined;
      call.state = 'over';
    }
  }

  /**
   * Waits for statements that the method sent without awaiting them: the session answers in order, so they are done when
   * ours is. Anything sent after the method's end could end up outside the transaction, and is a failure.
   */
  private async settle(call: Call): Promise<void> {
    for (let round = 0; round < SETTLING_ROUNDS; round++) {
      await this.probe();
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (call.unawaited !== undefined) throw notAwaited(call.unawaited);
  }

  /** A failed statement leaves the transaction aborted even where the migration caught the error: COMMIT would roll back. */
  private async probe(): Promise<void> {
    try {
      await this.runner.query('SELECT 1');
    } catch (error) {
      if (toFailure(error).code !== '25P02') throw error;
      throw new HostError(
        'ERROR_SWALLOWED',
        'One of its statements failed and the error was swallowed (a try/catch, or a promise that nobody awaits); PostgreSQL rolls such a transaction back.',
      );
    }
  }

  prepare(): Promise<void> {
    return this.executor().createMigrationsTableIfNotExist(this.runner);
  }

  async mark(name: string, direction: 'up' | 'down'): Promise<void> {
    await this.prepare();
    const instance = this.instance(name);
    const migration = new this.project.typeorm.Migration(
      undefined,
      parseInt(name.slice(-13), 10),
      name,
      instance,
    );
    const executor = this.executor();
    await (direction === 'up' ? executor.insertMigration(migration) : executor.deleteMigration(migration));
  }

  private executor(): Executor {
    return new this.project.typeorm.MigrationExecutor(
      this.project.dataSource,
      this.runner,
    ) as unknown as Executor;
  }

  async close(): Promise<void> {
    await this.runner.release().catch(() => undefined);
    await this.project.dataSource.destroy();
  }

  private instance(name: string): MigrationInterface {
    const instance = this.project.instances.get(name);
    if (!instance) throw new HostError('MIGRATION_UNKNOWN', `The data source has no migration ${name}.`);
    return instance;
  }

  private record(
    sql: string,
    parameters: readonly unknown[] | undefined,
    sentBy: QueryRunner | undefined,
  ): void {
    const call = calls.getStore() ?? this.current;
    if (!call) return;
    if (call.state !== 'running') call.unawaited ??= sql;
    // Thrown into the migration's own query(): the statement is not sent.
    if (call.state === 'over') throw notAwaited(sql);
    call.statements.push({
      sql,
      parameters: parameters?.length ? parameters.map(plain) : undefined,
      ...sourceOf(new Error().stack ?? '', this.project),
      inTransaction: this.runner.isTransactionActive,
      escaped: sentBy !== undefined && sentBy !== this.runner,
    });
  }
}

/** Chains of this many statements that nobody awaits are seen to the end. */
const SETTLING_ROUNDS = 4;

function notAwaited(sql: string): HostError {
  return new HostError(
    'NOT_AWAITED',
    `A statement was sent after the method had returned, because a promise is not awaited: ${sql.replace(/\s+/g, ' ').trim().slice(0, 120)}`,
  );
}

/** Everything that TypeORM would do on connect besides connecting is switched off; a scratch database replaces every address. */
function quietOptions(dataSource: DataSource, input: HostRequests['connect']['input']): object {
  const options = dataSource.options as Extract<DataSource['options'], { type: 'postgres' }>;
  const extra = (options.extra ?? {}) as Record<string, unknown>;
  const settings = [
    extra['options'],
    ...Object.entries(input.settings).map(
      ([name, value]) => `-c ${name}=${value.replace(/([\\ ])/g, '\\$1')}`,
    ),
  ].filter(Boolean);
  const quiet = {
    synchronize: false,
    dropSchema: false,
    migrationsRun: false,
    installExtensions: false,
    subscribers: [],
    cache: false,
    applicationName: input.applicationName,
  };
  const session = { options: settings.join(' '), application_name: input.applicationName };
  if (!input.instead) {
    // The driver's own timeouts report a failure while the server goes on and commits.
    return {
      ...quiet,
      extra: {
        ...extra,
        ...session,
        keepAlive: true,
        query_timeout: undefined,
        statement_timeout: undefined,
      },
    };
  }
  const { host, port, user, password, database } = input.instead;
  return {
    ...quiet,
    ...{ url: undefined, replication: undefined, ssl: false, host, port, username: user, password, database },
    extra: session,
  };
}

/** The only database that this process may connect to; undefined where it works on the live one. */
let onlyScratch: ConnectionParameters | undefined;
const fenced = new WeakSet<object>();

/**
 * While a migration is tried on a scratch database, its process must not reach any other server: a migration that
 * opens connections of its own would otherwise write to the live database during a review.
 */
function refuseOtherServers(dataSource: DataSource, allowed: ConnectionParameters): void {
  onlyScratch = allowed;
  const { prototype } = (dataSource.driver as unknown as { postgres: { Client: { prototype: PgClient } } })
    .postgres.Client;
  if (fenced.has(prototype)) return;
  fenced.add(prototype);
  const connect = prototype.connect;
  prototype.connect = function (this: PgClient, ...args: unknown[]) {
    const only = onlyScratch;
    if (!only || (this.host === only.host && this.port === only.port && this.database === only.database)) {
      return connect.apply(this, args);
    }
    const refused = new HostError(
      'MIGRATION_ESCAPES',
      `The migration opens a connection of its own to ${this.host}:${this.port}/${this.database}; on a scratch database this is refused.`,
    );
    const [callback] = args;
    if (typeof callback !== 'function') return Promise.reject(refused);
    process.nextTick(callback as (error: Error) => void, refused);
    return undefined;
  };
}

interface PgClient {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  connect: (...args: unknown[]) => unknown;
}

/** TypeORM's public logging hook sees every statement of every runner, with its parameters. */
class Recorder implements Logger {
  onStatement: (
    sql: string,
    parameters: readonly unknown[] | undefined,
    sentBy: QueryRunner | undefined,
  ) => void = () => undefined;

  logQuery(query: string, parameters?: unknown[], queryRunner?: QueryRunner): void {
    this.onStatement(query, parameters, queryRunner);
  }
  logQueryError(): void {}
  logQuerySlow(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}

/** Only what survives the channel to the parent: functions and class instances of the user's do not. */
function plain(value: unknown): unknown {
  if (value === null || ['string', 'number', 'boolean', 'bigint', 'undefined'].includes(typeof value))
    return value;
  if (value instanceof Date || Buffer.isBuffer(value)) return value;
  try {
    return JSON.parse(JSON.stringify(value)) as unknown;
  } catch {
    return String(value);
  }
}

/** The line that sent a statement: the innermost frame that lies in a migration's file. */
function sourceOf(stack: string, project: LoadedProject): { file?: string; line?: number } {
  const files = new Set(project.description.migrations.map(({ file }) => file));
  for (const frame of stack.split('\n').slice(1)) {
    const match = /\(?((?:file:\/\/)?\/[^()]+|[A-Za-z]:\\[^()]+):(\d+):\d+\)?$/.exec(frame.trim());
    const [, location, line] = match ?? [];
    if (!location || !line) continue;
    const file = location.startsWith('file://') ? fileURLToPath(location) : location;
    if (files.has(file)) return { file, line: Number(line) };
  }
  return {};
}
