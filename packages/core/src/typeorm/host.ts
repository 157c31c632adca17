import { fork, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { SafeMigrateError, usageError } from '../errors';
import type { ConnectionParameters } from '../target/connection';
import type { Row, Session } from '../target/session';
import { chooseLoader } from './loader';
import type {
  HostFailure,
  HostMethod,
  HostReply,
  HostRequest,
  HostRequests,
  LoadedDataSource,
  MigrationRun,
} from './protocol';
import { dataSourceError } from './data-source-error';

/** A statement of ours that failed on the host's session; `code` is the SQLSTATE. */
export class HostQueryError extends Error {
  readonly code: string | undefined;
  constructor(readonly failure: HostFailure) {
    super(failure.message);
    this.code = failure.code;
  }
}

/** The child process that holds the user's TypeORM, and its one database session. */
export class Host implements Session {
  private readonly waiting = new Map<
    number,
    { resolve: (value: never) => void; reject: (error: Error) => void }
  >();
  private nextId = 1;
  private readonly leaving: HostRequest[] = [];
  private output = '';
  private ended: Error | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly file: string,
  ) {
    const keep = (text: Buffer) => {
      this.output = (this.output + text.toString()).slice(-20_000);
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('message', (replies: readonly HostReply[]) => replies.forEach((reply) => this.settle(reply)));
    child.on('exit', (code, signal) =>
      this.fail(new Error(`the host process ended (${signal ?? `exit code ${code}`})`)),
    );
    child.on('error', (error) => this.fail(error));
  }

  /**
   * Starts the process and loads the data source in the project's folder (its globs and `.env` are relative to it).
   *
   * @param abandoned ends the process at once, whatever it does
   * @throws SafeMigrateError DATA_SOURCE_NOT_FOUND, DATA_SOURCE_LOADER, DATA_SOURCE_LOAD, DATA_SOURCE_NONE,
   *   DATA_SOURCE_SEVERAL, DATA_SOURCE_NOT_POSTGRES, DATA_SOURCE_INVALID
   */
  static async start(
    projectRoot: string,
    dataSource: string,
    abandoned?: AbortSignal,
  ): Promise<{ host: Host; loaded: LoadedDataSource }> {
    const file = findDataSource(projectRoot, dataSource);
    const loader = chooseLoader(file, projectRoot);
    const child = fork(require.resolve('#host-process'), [], {
      cwd: projectRoot,
      execArgv: [...loader.execArgv],
      env: { ...process.env, ...loader.env },
      serialization: 'advanced',
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Signals from the terminal are for us; what is open is rolled back in order, not torn down.
      detached: true,
    });
    const host = new Host(child, file);
    abandoned?.addEventListener('abort', () => host.kill(), { once: true });
    if (abandoned?.aborted) host.kill();
    try {
      return { host, loaded: await host.request('load', { dataSource: file }) };
    } catch (error) {
      host.kill();
      if (error instanceof HostQueryError) throw dataSourceError(error.failure, dataSource);
      throw dataSourceError(
        { code: 'DATA_SOURCE_LOAD', message: `${(error as Error).message}. ${host.lastOutput()}` },
        dataSource,
      );
    }
  }

  /** Opens the session: on the data source's own database, or on `instead`. */
  connect(
    applicationName: string,
    settings: Record<string, string>,
    instead?: ConnectionParameters,
    more: Pick<HostRequests['connect']['input'], 'installExtensions' | 'trace'> = {},
  ): Promise<void> {
    return this.request('connect', { applicationName, settings, instead, ...more });
  }

  query<R extends Row = Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly R[]> {
    return this.request('query', { sql, parameters }) as unknown as Promise<readonly R[]>;
  }

  begin(): Promise<void> {
    return this.request('begin', undefined);
  }

  commit(): Promise<void> {
    return this.request('commit', undefined);
  }

  rollback(): Promise<void> {
    return this.request('rollback', undefined);
  }

  /**
   * Runs `up()` or `down()` of one migration and returns every statement that it sent.
   *
   * @param more `journal`, outside a transaction: where to write down what is done, and to read what an earlier process has done; `limits`: how
   *   long statements may take
   */
  migrate(
    name: string,
    direction: 'up' | 'down',
    more: Pick<HostRequests['migrate']['input'], 'journal' | 'limits'> = {},
  ): Promise<MigrationRun> {
    return this.request('migrate', { name, direction, ...more });
  }

  /** Tries one migration in a transaction that shows by itself whether anything is left of `up()` and `down()`; see {@link HostRequests}. */
  trial(input: HostRequests['trial']['input']): Promise<HostRequests['trial']['output']> {
    return this.request('trial', input);
  }

  /** Creates TypeORM's migrations table where it is missing. */
  prepare(): Promise<void> {
    return this.request('prepare', undefined);
  }

  /** Writes or removes the migration's row in TypeORM's table. */
  mark(name: string, direction: 'up' | 'down'): Promise<void> {
    return this.request('mark', { name, direction });
  }

  /** Closes the session; another may be opened. */
  disconnect(): Promise<void> {
    return this.request('close', undefined);
  }

  /** Closes the session and ends the process. Idempotent. */
  async close(): Promise<void> {
    if (this.ended) return;
    const gone = new Promise<void>((done) => this.child.once('exit', () => done()));
    await this.request('close', undefined).catch(() => undefined);
    if (this.child.connected) this.child.disconnect();
    const timer = setTimeout(() => this.kill(), 3_000);
    await gone;
    clearTimeout(timer);
  }

  /** Ends the process at once; the server rolls back what was open. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** What the user's code printed last, for an error message. */
  lastOutput(lines = 3): string {
    return this.output.trim().split('\n').slice(-lines).join('\n');
  }

  private request<M extends HostMethod>(
    method: M,
    input: HostRequests[M]['input'],
  ): Promise<HostRequests[M]['output']> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      const id = this.nextId++;
      this.waiting.set(id, { resolve, reject });
      if (this.leaving.push({ id, method, input }) === 1) queueMicrotask(() => this.send());
    });
  }

  /** What is asked for at the same time goes in one message. */
  private send(): void {
    const requests = this.leaving.splice(0);
    this.child.send(requests, (error) => {
      if (error) for (const { id } of requests) this.waiting.get(id)?.reject(error);
    });
  }

  private settle(reply: HostReply): void {
    const waiter = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if ('failure' in reply) waiter?.reject(new HostQueryError(reply.failure));
    else waiter?.resolve(reply.output as never);
  }

  private fail(error: Error): void {
    const output = this.lastOutput();
    this.ended = new SafeMigrateError({
      code: 'HOST_ENDED',
      what: `The process that runs the migrations of ${this.file} ended.`,
      why: [error.message, output].filter(Boolean).join('\n'),
      next: 'Nothing that was open is committed. Look at the lines above; a migration must not call process.exit().',
    });
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

function findDataSource(projectRoot: string, dataSource: string): string {
  const given = isAbsolute(dataSource) ? dataSource : resolve(projectRoot, dataSource);
  const found = [given, `${given}.ts`, `${given}.js`].find((candidate) => existsSync(candidate));
  if (found && found !== projectRoot) return found;
  throw usageError({
    code: 'DATA_SOURCE_NOT_FOUND',
    what: `There is no data source file ${dataSource}.`,
    why: `Looked for ${given}, with and without .ts and .js.`,
    next: `Give --data-source with the path of the file that exports your DataSource, relative to ${join(projectRoot, '/')}`,
  });
}
