import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { isDeepStrictEqual, promisify, types } from 'node:util';
import { groupIntoUnits, type Unit } from '../apply/unit';
import type { ConnectionParameters } from '../target/connection';
import { createFixtureProject, type Build, type FixtureProject } from '../testing/fixture-project';
import { startLoggingServer, type LoggedStatement, type LoggingServer } from '../testing/statement-log';
import { sql } from '../testing/test-server';
import { installedTypeOrms, TYPEORM_VERSIONS, type TypeOrmVersion } from '../testing/typeorm-versions';
import { Host } from './host';
import { listAgainst } from './migration-list';
import type { LoadedDataSource, SentStatement } from './protocol';

/** The wrong address: `.env` of the project overrides it, as the data sources have it. */
const SHELL_SAYS = 'postgres://nobody@127.0.0.1:1/nowhere';

let server: LoggingServer;
let installed: string;
const projects: FixtureProject[] = [];
beforeAll(async () => {
  process.env['PG_DATABASE_URL'] = SHELL_SAYS;
  [server, installed] = await Promise.all([startLoggingServer(15), installedTypeOrms()]);
});
afterAll(async () => {
  delete process.env['PG_DATABASE_URL'];
  for (const project of projects) project.remove();
  await server.stop();
});

async function prepare(version: TypeOrmVersion, build: Build) {
  const connection = await server.create();
  await sql(connection, 'CREATE SCHEMA core; CREATE SCHEMA meta;');
  const project = createFixtureProject(installed, version, build, connection);
  projects.push(project);
  return { connection, project };
}

/** One statement, from either side. */
interface Seen {
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** On another connection than the migration's. */
  readonly escaped: boolean;
  /** Null for a statement that opens or ends a transaction itself. */
  readonly inTransaction: boolean | null;
}

const CONTROL = /^\s*(?:START TRANSACTION|BEGIN|COMMIT|ROLLBACK(?! TO))\b/i;

/** What safe-migrate itself sends while a migration runs: the question after its end whether the session still answers. */
const OURS = 'SELECT 1';
/** And what it asks before and after every statement that it measures. */
const MEASURING = /^\s*SELECT pg_catalog\.pg_wal_lsn_diff\(/;

/** What TypeORM sends on its own account: all that comes before it has read its table of migrations, and what names that table. */
function withoutBookkeeping(log: readonly LoggedStatement[]): readonly LoggedStatement[] {
  const names = ({ sql: text }: LoggedStatement): boolean => text.includes('"_typeorm_migrations"');
  const read = log.findLastIndex((entry) => names(entry) && entry.sql.startsWith('SELECT'));
  return log.slice(read + 1).filter((entry) => !names(entry));
}

/** The server's log between two marks, as it should have been recorded. */
function fromLog(log: readonly LoggedStatement[], name: string): readonly Seen[] {
  const [from, to] = log.flatMap((entry, index) => (entry.sql === markOf(name) ? [index] : []));
  if (from === undefined || to === undefined) throw new Error(`the log has no two marks of ${name}`);
  const main = log[from]?.pid;
  const shared = (one: LoggedStatement): boolean =>
    log.filter(({ pid, transaction }) => pid === one.pid && transaction === one.transaction).length > 1;
  return log
    .slice(from + 1, to)
    .filter(({ pid, sql: text }) => pid !== main || (text !== OURS && !MEASURING.test(text)))
    .map((entry) => ({
      ...{ sql: entry.sql, parameters: entry.parameters, escaped: entry.pid !== main },
      inTransaction: CONTROL.test(entry.sql) ? null : shared(entry),
    }));
}

const markOf = (name: string): string => `SELECT 'mark of ${name}'`;

/** What was recorded, with parameters as the server writes them out where they mean the same. */
function fromRecording(statements: readonly SentStatement[], logged: readonly Seen[]): readonly Seen[] {
  return statements.map(({ sql: text, parameters = [], escaped, inTransaction }, index) => ({
    ...{ sql: text, escaped, inTransaction: CONTROL.test(text) ? null : inTransaction },
    parameters: parameters.map((value, at) => {
      const written = logged[index]?.parameters[at];
      return written !== undefined && means(value, written) ? written : value;
    }),
  }));
}

function means(value: unknown, written: unknown): boolean {
  if (value === null || value === undefined) return written === null;
  if (typeof written !== 'string') return false;
  // It comes from another process, and so from another realm: instanceof would deny it.
  if (types.isDate(value)) return Date.parse(written) === value.getTime();
  if (typeof value === 'boolean') return written === (value ? 't' : 'f');
  if (Array.isArray(value)) return written === `{${value.map(inArray).join(',')}}`;
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value as string | number | bigint);
  // The server writes jsonb out in its own way.
  return text === written || (/^[{[]/.test(text) && isSameJson(text, written));
}

function isSameJson(one: string, other: string): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(one), JSON.parse(other));
  } catch {
    return false;
  }
}

/** An element as PostgreSQL writes it inside braces. */
function inArray(value: unknown): string {
  const text = String(value);
  return /^[^{}",\\\s]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** Runs units as the pipeline does, with a mark in the server's log before and after every migration; undoes them in reverse. */
async function runMarked(host: Host, units: readonly Unit[], direction: 'up' | 'down') {
  const recordings = new Map<string, readonly SentStatement[]>();
  for (const { migrations, transactional } of direction === 'up' ? units : units.toReversed()) {
    if (transactional) await host.begin();
    for (const { name } of direction === 'up' ? migrations : migrations.toReversed()) {
      const mark = `${direction} ${name}`;
      await host.query(markOf(mark));
      const { statements, failure } = await host.migrate(name, direction);
      expect(failure).toBeUndefined();
      await host.query(markOf(mark));
      recordings.set(mark, statements);
    }
    if (transactional) await host.commit();
  }
  return recordings;
}

/** Every recording of a data source, up and down, and the same from the server's log. */
async function recordAndRead(
  project: FixtureProject,
  dataSource: string,
  connection: ConnectionParameters,
  check: (loaded: LoadedDataSource) => void,
  trace = false,
) {
  const { host, loaded } = await Host.start(project.root, dataSource);
  try {
    check(loaded);
    expect(loaded.connection).toMatchObject({ port: connection.port, database: connection.database });
    const { pending, warnings } = listAgainst([], loaded);
    expect(warnings).toEqual([]);
    const units = groupIntoUnits(loaded, pending);
    await host.connect('recording spec', {}, connection, { trace });
    await host.prepare();
    const ups = await runMarked(host, units, 'up');
    const downs = await runMarked(host, units, 'down');
    const log = await server.statementsOf(connection.database);
    return { recordings: new Map([...ups, ...downs]), log, loaded, units };
  } finally {
    await host.close();
  }
}

function expectEqual({ recordings, log }: Awaited<ReturnType<typeof recordAndRead>>): void {
  for (const [mark, statements] of recordings) {
    const logged = fromLog(log, mark);
    expect({ mark, sent: fromRecording(statements, logged) }).toEqual({ mark, sent: logged });
    expect(logged.length).toBeGreaterThan(0);
  }
}

/** What stands on a line of the fixtures that sends something. */
const SENDS =
  /queryRunner|[aA]uditColumns|accounts\.|manager|connection|other\.|client|execute|startTransaction/;

const BUILDS: readonly Build[] = [
  { modules: 'CommonJS', by: 'tsc' },
  { modules: 'ES modules', by: 'tsc' },
  { modules: 'CommonJS', by: 'ts-node' },
  { modules: 'CommonJS', by: 'swc' },
  { modules: 'ES modules', by: 'swc' },
];
/** Measured, as in a rehearsal: the same is recorded. */
const MEASURED = BUILDS.filter(({ modules, by }) => modules === 'ES modules' && by === 'tsc');
/** On the newest of either line only: they differ in the loader, or in when a transaction is opened, not in what TypeORM sends. */
const FURTHER: readonly (readonly [TypeOrmVersion, Build])[] = [
  ['0.3.31', { modules: 'CommonJS', by: 'tsx' }],
  ['1.1.1', { modules: 'ES modules', by: 'tsx' }],
  ['0.3.31', { modules: 'ES modules', by: 'tsc', mode: 'none' }],
  ['1.1.1', { modules: 'CommonJS', by: 'tsc', mode: 'none' }],
];
/** The oldest that is supported, and what its projects used then. */
const OF_FLOOR = BUILDS.filter(({ modules, by }) => modules === 'CommonJS' && by !== 'swc');

const CASES = TYPEORM_VERSIONS.flatMap((version) => [
  ...(version === '0.3.17' ? OF_FLOOR : BUILDS).map((build) => [version, build] as const),
  ...FURTHER.filter(([of]) => of === version),
]).map(([version, build]) => ({ version, build, name: nameOf(version, build) }));

function nameOf(version: TypeOrmVersion, { modules, by, mode = 'each' }: Build): string {
  return `TypeORM ${version}, ${modules}, compiled by ${by}, transactions: ${mode}`;
}

const OTHER_TOO = BUILDS.filter(({ modules, by }) => (modules === 'CommonJS') === (by === 'tsc'));

describe('what is recorded is what the server logs', () => {
  test.each(CASES)('$name', async ({ version, build }) => {
    const { connection, project } = await prepare(version, build);
    const { core, meta } = project.dataSources;
    const first = await recordAndRead(
      project,
      core,
      connection,
      (loaded) => {
        const { mode = 'each' } = build;
        expect(loaded).toMatchObject({ typeormVersion: version, transactionMode: mode, schema: 'core' });
        expect(loaded.migrations).toHaveLength(9);
      },
      MEASURED.includes(build),
    );
    expectEqual(first);
    expect(first.recordings.size).toBe(18);
    for (const [mark, statements] of first.recordings) {
      const { file = '' } = first.loaded.migrations.find(({ name }) => mark.endsWith(name)) ?? {};
      expect(relative(project.root, file)).toMatch(
        /^(?:src|dist)\/migrations\/\d{4}\/(?:tenants\/)?17.*\.[jt]s$/,
      );
      const lines = readFileSync(file, 'utf8').split('\n');
      const unplaced = statements.filter(
        (statement) => statement.file !== file || !SENDS.test(lines[(statement.line ?? 0) - 1] ?? ''),
      );
      expect({ mark, unplaced }).toEqual({ mark, unplaced: [] });
    }
    // The other data source of the same project, once in either kind of module.
    if (!OTHER_TOO.includes(build)) return;
    const second = await recordAndRead(project, meta, connection, (loaded) => {
      expect(loaded).toMatchObject({ transactionMode: 'all', schema: 'meta', migrationsTable: 'migrations' });
    });
    expectEqual(second);
    expect([...second.recordings.keys()].slice(0, 2)).toEqual([
      'up CreateObjects1700000000101',
      'up FillObjects1700000000102',
    ]);
  });
});

test.each([
  ...TYPEORM_VERSIONS.map((version) => ({ version, mode: 'each' as const })),
  { version: '0.3.31' as const, mode: 'none' as const },
])(
  'TypeORM $version, $mode: units and statements are those of its own migration:run',
  async ({ version, mode }) => {
    const build: Build = { modules: 'CommonJS', by: 'tsc', mode };
    const { connection, project } = await prepare(version, build);
    const { core } = project.dataSources;
    await promisify(execFile)(
      process.execPath,
      ['node_modules/typeorm/cli.js', 'migration:run', '-d', core],
      { cwd: project.root },
    );
    const theirs = withoutBookkeeping(await server.statementsOf(connection.database));
    const ours = await prepare(version, build);
    const { recordings, units } = await recordAndRead(ours.project, core, ours.connection, () => undefined);
    const sent = units.flatMap(({ migrations, transactional }) => {
      const own = migrations
        .flatMap(({ name }) => recordings.get(`up ${name}`) ?? [])
        .map(({ sql: text }) => text);
      return transactional ? ['START TRANSACTION', ...own, 'COMMIT'] : own;
    });
    expect(theirs.map(({ sql: text }) => text)).toEqual(
      sent.map((text) => text.replaceAll(ours.connection.database, connection.database)),
    );
  },
);
