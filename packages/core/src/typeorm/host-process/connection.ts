import { AsyncLocalStorage } from 'node:async_hooks';
import { controlsTransaction, loadParser } from '@safe-migrate/hazards';
import type { MigrationExecutor, MigrationInterface, QueryRunner } from 'typeorm';
import type { ConnectionParameters } from '../../target/connection';
import type {
  HostRequests,
  MigrationRun,
  SentStatement,
  StatementKey,
  StatementLimits,
  StatementTrace,
} from '../protocol';
import { HostError, toFailure } from './failure';
import type { LoadedProject } from './load';
import { currentOrigin, followOrigins, type Asked } from './origin';
import { needsOwnSql, OwnList } from './own-list';
import { quietOptions, silence } from './quiet-options';
import { RawQueries, unreadable } from './raw-queries';
import { captureStack, plain, Recorder, sourceOf } from './recorder';
import { refuseOtherServers } from './scratch-fence';
import { ServerFence } from './server-fence';
import { StatementJournal } from './statement-journal';
import { StatementTimeouts } from './statement-timeouts';
import { Tracer, type Send } from './tracer';
import { TransactionStatus } from './transaction-status';
import { Trials, type Answers, type Closing, type TrialConnection } from './trials';
import { UnfinishedWork } from './unfinished-work';

/** What we call on TypeORM's executor: public methods, present from 0.3.17 to 1.x. */
type Executor = Pick<MigrationExecutor, 'insertMigration' | 'deleteMigration'> & {
  createMigrationsTableIfNotExist(queryRunner: QueryRunner): Promise<void>;
};

/** One call of `up()` or `down()`, and what was sent on its behalf. */
interface Call {
  readonly statements: SentStatement[];
  /** Those whose place in the migration's file was not looked for yet. */
  readonly unplaced: (readonly [SentStatement, Asked])[];
  /** `settling`: the method has returned; a statement that comes now was not awaited. */
  state: 'running' | 'settling' | 'over';
  /** The first statement that came too late. */
  unawaited?: string;
}

/** What was measured of the statements of one query(). */
interface Sending {
  statement?: SentStatement;
}
const sendings = new AsyncLocalStorage<Sending>();

/** A statement that is about to leave. */
interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[] | undefined;
  /** On the migration's own connection. */
  readonly own: boolean;
  /** Inside a transaction block. */
  readonly open: boolean;
}

/** Follows a call through every promise that it makes, so that a statement is known for whose it is, however late it comes. */
const calls = new AsyncLocalStorage<Call>();

/** The user's data source, connected, with one query runner that does everything: lease, timeouts and migration share a session. */
export class MigrationConnection implements TrialConnection {
  /** The call that runs now, for statements of code that lost its async context (an old-style callback). */
  private current: Call | undefined;
  /** Whether the transaction that is open was opened by {@link begin}. */
  private inOurTransaction = false;
  private readonly traces = new Map<SentStatement, StatementTrace>();
  private readonly status = new TransactionStatus();
  /** Where TypeORM cannot write its list itself. */
  private readonly list: OwnList | undefined;
  private trials: Trials | undefined;
  private tracer: Tracer | undefined;

  private constructor(
    private readonly project: LoadedProject,
    private readonly runner: QueryRunner,
    private readonly raw: RawQueries,
    private readonly unfollow: () => void,
    /** The scratch database that stands for the data source's own. */
    private readonly scratch?: ConnectionParameters,
    /** Where that is on the live server. */
    private readonly fence?: ServerFence,
  ) {
    const { schema, migrationsTable: table } = project.description;
    this.list = needsOwnSql({ schema, table }) ? new OwnList(runner, { schema, table }) : undefined;
  }

  static async open(
    project: LoadedProject,
    input: HostRequests['connect']['input'],
  ): Promise<MigrationConnection> {
    const { dataSource } = project;
    await loadParser();
    const recorder = new Recorder();
    dataSource.setOptions({ ...quietOptions(dataSource, input), logger: recorder, logging: true } as never);
    silence(dataSource);
    if (input.instead) refuseOtherServers(dataSource, input.instead);
    await dataSource.initialize();
    let locate = (): Asked | undefined => undefined;
    const unfollow = followOrigins(dataSource, () => locate());
    const runner = dataSource.createQueryRunner();
    await runner.connect();
    const raw = new RawQueries();
    const stop = (): void => {
      unfollow();
      unwatch();
    };
    const fence = input.instead?.onLiveServer === true ? new ServerFence() : undefined;
    const connection = new MigrationConnection(project, runner, raw, stop, input.instead, fence);
    const unwatch = raw.watch(dataSource, (sent, client) => connection.recordRaw(sent, client));
    locate = () => connection.place();
    if (input.trace === true && input.instead) await connection.trace();
    recorder.onStatement = (sql, parameters, sentBy) => connection.recordLogged(sql, parameters, sentBy);
    return connection;
  }

  /** From now on every statement of a migration is measured. TypeORM sends all of them through the runner's own query(). */
  private async trace(): Promise<void> {
    const client = (await this.runner.connect()) as { query: Send };
    const tracer = (this.tracer = new Tracer((sql) => {
      this.raw.announce(client, sql);
      return client.query(sql);
    }));
    const query = this.runner.query.bind(this.runner) as (...input: unknown[]) => Promise<unknown>;
    this.runner.query = (async (...input: unknown[]) => {
      if (calls.getStore()?.state !== 'running') return query(...input);
      const sending: Sending = {};
      const { result, trace } = await tracer.measure(String(input[0]), () =>
        sendings.run(sending, () => query(...input)),
      );
      if (sending.statement && trace) this.traces.set(sending.statement, trace);
      return result;
    }) as QueryRunner['query'];
  }

  async query(sql: string, parameters?: readonly unknown[]): Promise<readonly Record<string, unknown>[]> {
    const result: unknown = await this.runner.query(sql, parameters ? [...parameters] : undefined);
    return Array.isArray(result) ? (result as Record<string, unknown>[]) : [];
  }

  /** Sends past TypeORM; each SELECT of the message answers with one row and one text. */
  async send(message: string): Promise<Answers> {
    const client = (await this.runner.connect()) as { query: (sql: string) => Promise<unknown> };
    this.raw.announce(client, message);
    const results = [await client.query(message)].flat() as { rows?: readonly { answer?: string }[] }[];
    return results.flatMap(({ rows }) => rows?.map(({ answer }) => String(answer)) ?? []);
  }

  async begin(more?: string): Promise<Answers> {
    const { isolationLevel } = this.project.dataSource.options as { isolationLevel?: string };
    // A level of isolation must be told before anything else is asked.
    const along = more !== undefined && isolationLevel === undefined;
    const start = (): Promise<void> => this.runner.startTransaction();
    const answers = along ? await this.together((sql) => `${sql}; ${more}`, start) : await start();
    this.inOurTransaction = true;
    return answers ?? (more === undefined ? [] : this.send(more));
  }

  async commit(first?: string): Promise<void> {
    const end = (): Promise<void> => this.runner.commitTransaction();
    await (first === undefined ? end() : this.together((sql) => `${first}; ${sql}`, end));
    this.inOurTransaction = false;
  }

  async commitAndBegin(first: string, more: string): Promise<boolean> {
    const { isolationLevel } = this.project.dataSource.options as { isolationLevel?: string };
    if (isolationLevel !== undefined) {
      await this.commit(first);
      await this.begin(more);
      return false;
    }
    // Where it fails nothing is begun, and TypeORM is still in the transaction that is to be rolled back.
    await this.together(
      (sql) => `${first}; ${sql}; START TRANSACTION; ${more}`,
      () => this.runner.commitTransaction(),
    );
    await this.together(
      () => undefined,
      () => this.runner.startTransaction(),
    );
    return true;
  }

  /**
   * TypeORM sends what begins or ends a transaction by itself: what belongs to it goes in the same message.
   *
   * @param withMore undefined: it was sent before
   */
  private async together(
    withMore: (sql: string) => string | undefined,
    act: () => Promise<void>,
  ): Promise<Answers> {
    const { query } = this.runner;
    let answers: Answers | undefined;
    this.runner.query = (async (...input: Parameters<QueryRunner['query']>) => {
      if (answers !== undefined) return query.apply(this.runner, input);
      answers = [];
      const message = withMore(input[0]);
      if (message !== undefined) answers = await this.send(message);
    }) as QueryRunner['query'];
    try {
      await act();
    } finally {
      this.runner.query = query;
    }
    return answers ?? [];
  }

  async rollback(): Promise<void> {
    this.inOurTransaction = false;
    if (this.runner.isTransactionActive) await this.runner.rollbackTransaction();
  }

  /** Outside a transaction: from now on, until the returned function is called, every statement of a migration is written down. */
  private async journal(key: StatementKey, migration: string): Promise<() => void> {
    const client = (await this.runner.connect()) as Parameters<typeof StatementJournal.open>[0];
    const own = {
      query: (sql: string, parameters?: unknown[]) => {
        this.raw.announce(client, sql);
        return client.query(sql, parameters);
      },
    };
    const journal = await StatementJournal.open(own, { ...key, migration });
    const query = this.runner.query.bind(this.runner) as (...input: unknown[]) => Promise<unknown>;
    this.runner.query = (async (...input: unknown[]) => {
      if (calls.getStore()?.state !== 'running') return query(...input);
      const isOpen = this.status.isOpen(client, this.runner.isTransactionActive);
      return journal.send(String(input[0]), isOpen, () => query(...input));
    }) as QueryRunner['query'];
    return () => {
      this.runner.query = query as QueryRunner['query'];
    };
  }

  /** From now on, until the returned function is called, every statement of a migration has a time limit of its own. */
  private async limit(limits: StatementLimits): Promise<(failed: boolean) => Promise<void>> {
    const client = (await this.runner.connect()) as { query: (sql: string) => Promise<unknown> };
    const timeouts = new StatementTimeouts(limits, (sql) => {
      this.raw.announce(client, sql);
      return client.query(sql);
    });
    const query = this.runner.query.bind(this.runner) as (...input: unknown[]) => Promise<unknown>;
    this.runner.query = ((...input: unknown[]) =>
      calls.getStore()?.state === 'running'
        ? timeouts.around(String(input[0]), () => query(...input))
        : query(...input)) as QueryRunner['query'];
    return async (failed) => {
      this.runner.query = query as QueryRunner['query'];
      // A transaction that failed takes nothing more, and what was set in it goes with it.
      if (!failed) await timeouts.end();
    };
  }

  async migrate({
    name,
    direction,
    journal,
    limits,
  }: HostRequests['migrate']['input']): Promise<MigrationRun> {
    const unlimit = limits ? await this.limit(limits) : undefined;
    const unjournal = journal ? await this.journal(journal, name) : undefined;
    let failed = true;
    try {
      const run = await this.call(name, direction);
      failed = run.failure !== undefined;
      return run;
    } finally {
      unjournal?.();
      await unlimit?.(failed);
    }
  }

  /** Tries one migration on the scratch database, or only tells what has changed in it. */
  async trial(input: HostRequests['trial']['input']): Promise<HostRequests['trial']['output']> {
    if (!this.scratch) throw new Error('migrations are tried on a scratch database only');
    this.trials ??= await Trials.open(this, this.scratch);
    return this.trials.run(input);
  }

  /** Nothing but a trial may be done in a transaction that was begun for one. */
  async leaveTrials(): Promise<void> {
    await this.trials?.leave();
  }

  async call(name: string, direction: 'up' | 'down', closing?: Closing): Promise<MigrationRun> {
    const instance = this.instance(name);
    const call: Call = { statements: [], unplaced: [], state: 'running' };
    forgetTables(this.runner);
    this.tracer?.forget();
    this.current = call;
    const work = new UnfinishedWork(() => calls.getStore() === call);
    try {
      await calls.run(call, () => instance[direction](this.runner));
      this.current = undefined;
      call.state = 'settling';
      const wrote = await this.settle(call, work, closing);
      if (this.inOurTransaction) await this.fence?.assertTransaction((sql) => this.query(sql), wrote);
      return { statements: this.told(call) };
    } catch (error) {
      return { statements: this.told(call), failure: toFailure(error) };
    } finally {
      work.stop();
      this.current = undefined;
      call.state = 'over';
    }
  }

  /** What a call has sent, with all that is known of it. */
  private told(call: Call): readonly SentStatement[] {
    findPlaces(call);
    return call.statements.map((statement) => {
      const trace = this.traces.get(statement);
      return trace ? { ...statement, trace } : statement;
    });
  }

  /**
   * Waits for statements that the method sent without awaiting them: the session answers in order, so they are done when
   * ours is. Anything sent after the method's end could end up outside the transaction, and is a failure.
   */
  private async settle(
    call: Call,
    work: UnfinishedWork,
    closing: Closing | undefined,
  ): Promise<readonly string[] | undefined> {
    // A timer that the method left behind was set before ours: it goes off first.
    const timer = work.mayFollow() ? new Promise((resolve) => setTimeout(resolve, 1)) : undefined;
    const [wrote] = await Promise.all([this.probe(closing), timer]);
    await new Promise((resolve) => setImmediate(resolve));
    if (call.unawaited !== undefined) throw notAwaited(call.unawaited);
    return wrote;
  }

  /** A failed statement leaves the transaction aborted even where the migration caught the error: COMMIT would roll back. */
  private async probe(closing: Closing | undefined): Promise<readonly string[] | undefined> {
    try {
      if (closing) {
        // Nothing that the migration sent without waiting for it is still under way.
        if ((clientOf(this.runner) as { readyForQuery?: boolean }).readyForQuery === true)
          closing.sentAlone?.();
        return closing.told(await this.send(closing.message));
      }
      await this.runner.query('SELECT 1');
      return undefined;
    } catch (error) {
      if (toFailure(error).code !== '25P02') {
        if (!closing) throw error;
        closing.lost(error);
        return [];
      }
      throw new HostError(
        'ERROR_SWALLOWED',
        'One of its statements failed and the error was swallowed (a try/catch, or a promise that nobody awaits); PostgreSQL rolls such a transaction back.',
      );
    }
  }

  prepare(): Promise<void> {
    return this.list ? this.list.create() : this.executor().createMigrationsTableIfNotExist(this.runner);
  }

  async mark(name: string, direction: 'up' | 'down'): Promise<void> {
    await this.prepare();
    if (this.list) return this.list.mark(name, direction);
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
    this.unfollow();
    await this.trials?.close();
    await this.runner.release().catch(() => undefined);
    await this.project.dataSource.destroy();
  }

  private instance(name: string): MigrationInterface {
    const instance = this.project.instances.get(name);
    if (!instance) throw new HostError('MIGRATION_UNKNOWN', `The data source has no migration ${name}.`);
    return instance;
  }

  /** The place in a migration's file that is running now, where a migration is. */
  private place(): Asked | undefined {
    if ((calls.getStore() ?? this.current)?.state !== 'running') return undefined;
    const captured = captureStack();
    return () => sourceOf(captured, this.project);
  }

  /** Where it was asked for is found out while the server is at work. It is nothing that the migration waits for. */
  private placeLater(statement: SentStatement, call: Call): void {
    const asked = currentOrigin(this.place());
    if (!asked) return;
    call.unplaced.push([statement, asked]);
    calls.exit(() => setImmediate(findPlaces, call));
  }

  /** TypeORM is about to send it. */
  private recordLogged(sql: string, parameters?: readonly unknown[], sentBy = this.runner): void {
    const client = clientOf(sentBy);
    const open = this.status.isOpen(client, sentBy.isTransactionActive);
    this.record({ sql, parameters, own: sentBy === this.runner, open });
    this.raw.announce(client, sql);
  }

  /** The migration is about to send it by way of the driver. */
  private recordRaw(sent: Pick<Sent, 'sql' | 'parameters'> | undefined, client: object): void {
    if (!(calls.getStore() ?? this.current)) return;
    if (!sent) throw unreadable();
    const own = client === clientOf(this.runner);
    const open = this.status.isOpen(client, own && this.runner.isTransactionActive);
    this.record({ ...sent, own, open });
    this.tracer?.forget();
  }

  private record({ sql, parameters, own, open }: Sent): void {
    const call = calls.getStore() ?? this.current;
    if (!call) return;
    if (call.state !== 'running') call.unawaited ??= sql;
    // Thrown into the migration's own query(): the statement is not sent.
    if (call.state === 'over') throw notAwaited(sql);
    if (this.inOurTransaction && own && controlsTransaction(sql)) {
      throw new HostError(
        'TRANSACTION_CONTROL',
        `The migration sends ${oneLine(sql)} inside the transaction that safe-migrate opened; it was not sent.`,
      );
    }
    this.fence?.assertOwn(sql);
    const statement: SentStatement = {
      sql,
      parameters: parameters?.length ? parameters.map(plain) : undefined,
      inTransaction: open,
      escaped: !own,
    };
    call.statements.push(statement);
    this.placeLater(statement, call);
    if (!own) this.tracer?.forget();
    const sending = sendings.getStore();
    if (sending && !statement.escaped) sending.statement = statement;
  }
}

function findPlaces({ unplaced }: Call): void {
  for (const [statement, asked] of unplaced.splice(0))
    try {
      Object.assign(statement, asked());
    } catch {
      // The project has a way of its own to write stacks (Error.prepareStackTrace), and that failed: the place is not known.
    }
}

/** The driver's client of a runner: there as soon as anything was sent, though connect(), which waits, is all that is public. */
function clientOf(runner: QueryRunner): object | undefined {
  return (runner as unknown as { databaseConnection?: object }).databaseConnection;
}

function notAwaited(sql: string): HostError {
  return new HostError(
    'NOT_AWAITED',
    `A statement was sent after the method had returned, because a promise is not awaited: ${oneLine(sql)}`,
  );
}

function oneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim().slice(0, 120);
}

/**
 * The table API works on tables that the runner has read once and changes along with the database. It does not follow a transaction that is
 * rolled back: the next attempt, or the next migration of a trial, would be told that its columns are missing or there already.
 * TypeORM 0.3 and 1.x: src/query-runner/BaseQueryRunner.ts.
 */
function forgetTables(runner: QueryRunner): void {
  Object.assign(runner, { loadedTables: [], loadedViews: [], cachedTablePaths: {} });
}
