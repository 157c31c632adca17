import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { dataSourceText, queries, type Project } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql, urlOf } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';
import { runCommand } from './run-command';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const PENDING = [
  {
    name: 'AddExtra1800000000001',
    up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
    down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
  },
];

interface Mistake extends Omit<Scenario, 'migrations'> {
  readonly name: string;
  readonly migrations?: Scenario['migrations'];
  readonly code: string;
  readonly exit: number;
  /** Makes the mistake; returns further options. */
  readonly make?: (
    project: Project,
    connection: ConnectionParameters,
  ) => Record<string, unknown> | void | Promise<Record<string, unknown> | void>;
  /** What the output must say besides. */
  readonly says?: RegExp;
  readonly unmake?: (project: Project) => void;
}

/** The data source file, with another connection. */
const connectTo =
  (change: (connection: ConnectionParameters) => ConnectionParameters) =>
  (project: Project, connection: ConnectionParameters) =>
    project.write(project.dataSource, dataSourceText({ connection: change(connection), migrations: [] }));

/** A folder with two programs that print a version, as an old installation would. */
function oldTools(project: Project): Record<string, unknown> {
  for (const tool of ['pg_dump', 'pg_restore']) {
    project.write(`old/${tool}`, `#!/bin/sh\necho "${tool} (PostgreSQL) 9.6.24"\n`);
    chmodSync(join(project.root, 'old', tool), 0o755);
  }
  return { pgBin: join(project.root, 'old') };
}

const MISTAKES: readonly Mistake[] = [
  {
    name: 'no data source named',
    code: 'SETTINGS_INVALID',
    exit: 2,
    make: () => ({ dataSource: undefined }),
  },
  { name: 'unknown option', code: 'SETTINGS_INVALID', exit: 2, make: () => ({ force: true }) },
  {
    name: 'no such data source file',
    code: 'DATA_SOURCE_NOT_FOUND',
    exit: 2,
    make: () => ({ dataSource: 'src/nothing.ts' }),
  },
  {
    name: 'no such project',
    code: 'PROJECT_NOT_FOUND',
    exit: 2,
    make: (project) => ({ projectRoot: join(project.root, 'nowhere') }),
    unmake: (project) => expect(existsSync(join(project.root, 'nowhere'))).toBe(false),
  },
  {
    name: 'project that is a file',
    code: 'PROJECT_NOT_FOUND',
    exit: 2,
    make: (project) => ({ projectRoot: join(project.root, 'package.json') }),
  },
  { name: 'exports nothing', code: 'DATA_SOURCE_NONE', exit: 2, dataSource: 'module.exports = {};' },
  {
    name: 'exports two',
    code: 'DATA_SOURCE_SEVERAL',
    exit: 2,
    dataSource: `const { DataSource } = require('typeorm'); exports.a = new DataSource({ type: 'postgres' }); exports.b = new DataSource({ type: 'postgres' });`,
  },
  { name: 'syntax error', code: 'DATA_SOURCE_LOAD', exit: 2, dataSource: 'const = ;' },
  {
    name: 'throws while it loads',
    code: 'DATA_SOURCE_LOAD',
    exit: 2,
    dataSource: `throw new Error('PG_DATABASE_URL is not set');`,
  },
  {
    name: 'ends the process while it loads',
    code: 'DATA_SOURCE_LOAD',
    exit: 2,
    dataSource: 'process.exit(0);',
  },
  {
    name: 'not PostgreSQL',
    code: 'DATA_SOURCE_NOT_POSTGRES',
    exit: 2,
    dataSource: `const { DataSource } = require('typeorm'); exports.a = new DataSource({ type: 'expo', driver: {}, database: 'x' });`,
  },
  {
    name: 'unreachable server',
    code: 'DATABASE_UNREACHABLE',
    exit: 1,
    make: connectTo((connection) => ({ ...connection, port: 1 })),
  },
  {
    name: 'host that does not exist',
    code: 'DATABASE_UNREACHABLE',
    exit: 1,
    make: connectTo((connection) => ({ ...connection, host: 'no-such-host.invalid' })),
  },
  {
    name: 'wrong password',
    code: 'DATABASE_AUTHENTICATION',
    exit: 1,
    make: connectTo((connection) => ({ ...connection, password: 'swordfish' })),
  },
  {
    name: 'missing database',
    code: 'DATABASE_MISSING',
    exit: 1,
    make: connectTo((connection) => ({ ...connection, database: 'nowhere' })),
  },
  {
    name: 'pg_dump missing',
    code: 'PG_DUMP_NOT_FOUND',
    exit: 1,
    make: (project) => ({ pgBin: project.root }),
  },
  { name: 'pg_dump too old', code: 'PG_DUMP_TOO_OLD', exit: 1, make: oldTools },
  {
    name: 'full disk',
    code: 'BACKUP_DISK_FULL',
    exit: 1,
    given: `CREATE TABLE core.noise AS SELECT i, sha512(i::text::bytea) AS noise FROM generate_series(1, 60000) i`,
    make: (project) => {
      const backupDirectory = join(project.root, 'small');
      mkdirSync(backupDirectory);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', backupDirectory]);
      return { backupDirectory };
    },
    unmake: (project) => {
      const left = readdirSync(join(project.root, 'small'));
      execFileSync('umount', [join(project.root, 'small')]);
      expect(left).toEqual([]);
    },
  },
  {
    name: 'backup directory is a file',
    code: 'BACKUP_DIRECTORY',
    exit: 1,
    make: (project) => ({ backupDirectory: join(project.root, 'package.json') }),
  },
  {
    name: 'record directory is a file',
    code: 'RECORD_DIRECTORY',
    exit: 2,
    make: (project) => ({ recordDirectory: join(project.root, 'package.json') }),
  },
  {
    name: 'glob that matches nothing',
    code: 'NO_MIGRATIONS_FOUND',
    exit: 3,
    make: (project, connection) =>
      project.write(
        project.dataSource,
        dataSourceText({ connection, migrations: [] }).replace('src/migrations', 'dist/migrations'),
      ),
  },
  { name: 'executed but missing', code: 'MIGRATION_FILE_MISSING', exit: 3, withoutBaseline: true },
  {
    name: 'name with 10 digits',
    code: 'MIGRATION_NAME_INVALID',
    exit: 3,
    migrations: [{ ...PENDING[0], name: 'AddExtra1234567890', up: '', down: '' }],
  },
  {
    name: 'name with 14 digits',
    code: 'MIGRATION_NAME_INVALID',
    exit: 3,
    migrations: [{ name: 'AddExtra20260126120000', up: '', down: '' }],
  },
  {
    name: 'duplicate names',
    code: 'MIGRATION_DUPLICATE',
    exit: 3,
    migrations: [
      ...PENDING,
      {
        name: 'AddOther1800000000002',
        up: '',
        down: '',
        head: `exports.Again = class Again { name = 'AddExtra1800000000001'; async up() {} async down() {} };`,
      },
    ],
  },
  { name: 'synchronize', code: 'DATA_SOURCE_ACTS_ON_CONNECT', exit: 3, options: 'synchronize: true,' },
  { name: 'dropSchema', code: 'DATA_SOURCE_ACTS_ON_CONNECT', exit: 3, options: 'dropSchema: true,' },
  {
    name: 'own transaction property under "all"',
    code: 'TRANSACTION_MODE',
    exit: 3,
    migrations: [{ ...PENDING[0], name: 'AddExtra1800000000001', up: '', down: '', transaction: false }],
  },
  {
    name: 'read-only database',
    code: 'SERVER_READ_ONLY',
    exit: 3,
    make: async (_, connection) =>
      void (await sql(
        connection,
        `ALTER DATABASE ${connection.database} SET default_transaction_read_only = on`,
      )),
  },
  {
    name: 'scratch server that does not answer',
    code: 'DATABASE_UNREACHABLE',
    exit: 1,
    make: () => ({ scratchUrl: 'postgres://nobody:swordfish@127.0.0.1:1/x' }),
    says: /next: .*host and port in --scratch-url/,
  },
  {
    name: 'scratch server that does not know the password',
    code: 'DATABASE_AUTHENTICATION',
    exit: 1,
    make: () => ({ scratchUrl: stage.server.url.replace(/:[^:@]+@/, ':swordfish@') }),
    says: /next: .*password in --scratch-url/,
  },
  {
    name: 'a migration that throws nothing',
    code: 'MIGRATION_FAILED',
    exit: 1,
    migrations: [{ name: 'AddExtra1800000000001', up: 'throw undefined;', down: '' }],
    says: /It threw undefined, which is not an Error/,
  },
  {
    name: 'a migration that tells the password',
    code: 'MIGRATION_FAILED',
    exit: 1,
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: `throw new Error('pw=' + require('../data-source.js').LIVE_URL.split(/[:@]/)[2]);`,
        down: '',
      },
    ],
    says: /pw=\*\*\*/,
  },
  {
    name: 'scratch URL that is none',
    code: 'SCRATCH_URL_INVALID',
    exit: 2,
    make: () => ({ scratchUrl: 'nonsense' }),
  },
  {
    name: 'a migration that does not parse',
    code: 'MIGRATION_LOAD',
    exit: 2,
    make: (project) =>
      project.write('src/migrations/1800000000002-bad.js', 'exports.A = class {\n  async up( {\n};\n'),
    says: /why: {2}src\/migrations\/1800000000002-bad\.js:[23]: /,
  },
  {
    name: 'a TypeScript migration that does not compile',
    code: 'MIGRATION_LOAD',
    exit: 2,
    typescript: true,
    make: (project) =>
      project.write('src/migrations/1800000000002-bad.ts', 'export class A {\n  x = (;\n}\n'),
    says: /why: {2}src\/migrations\/1800000000002-bad\.ts:2: /,
  },
  {
    name: 'an entity that throws while it loads',
    code: 'DATA_SOURCE_LOAD',
    exit: 2,
    options: `entities: ['src/entities/*.js'],`,
    make: (project) => project.write('src/entities/deal.js', `\nthrow new Error('no such decorator');\n`),
    says: /why: {2}src\/entities\/deal\.js:2: no such decorator/,
  },
  {
    name: 'first migration creates the schema of the migrations table',
    code: 'SCHEMA_MISSING',
    exit: 3,
    given: 'DROP SCHEMA core CASCADE',
    withoutBaseline: true,
    migrations: [
      {
        name: 'AddCore1800000000001',
        up: queries('CREATE SCHEMA core'),
        down: queries('DROP SCHEMA core'),
      },
    ],
    says: /next: Create the schema first: CREATE SCHEMA "core"/,
  },
  {
    name: 'a role that may not read a table',
    code: 'BACKUP_RIGHTS',
    exit: 1,
    given: `DROP ROLE IF EXISTS clerk; CREATE ROLE clerk LOGIN PASSWORD 'swordfish'; GRANT USAGE, CREATE ON SCHEMA core TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA core TO clerk; ALTER TABLE core.opportunity OWNER TO clerk; REVOKE ALL ON core.note FROM clerk;`,
    make: connectTo((connection) => ({ ...connection, user: 'clerk', password: 'swordfish' })),
  },
];

test.each(MISTAKES)(
  '$name: $code',
  async ({ code, exit, make, unmake, says = /./, name: _, migrations = PENDING, ...source }) => {
    const { connection, project } = await stage.prepare({ ...source, migrations });
    const more = (await make?.(project, connection)) ?? {};
    const before = await dumpOf(stage.server.tools, connection);
    const lines: string[] = [];
    const options = { dataSource: project.dataSource, scratchUrl: stage.server.url, ...more };
    const given = { projectRoot: project.root, ...options };
    const exitCode = await runCommand('run', given, { write: (text) => lines.push(text) });
    unmake?.(project);
    const output = lines.join('\n');
    const runs = join(project.root, '.safe-migrate/runs');
    const records = existsSync(runs)
      ? readdirSync(runs).map((file) => readFileSync(join(runs, file), 'utf8'))
      : [];

    expect(output).toContain(`ERROR ${code}: `);
    expect(output).toMatch(says);
    expect(output.match(/^ERROR /gm)).toHaveLength(1);
    expect(output).toMatch(/^ {2}why: {2}\S/m);
    expect(output).toMatch(/^ {2}next: \S/m);
    expect(output).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m);
    expect(exitCode).toBe(exit);
    for (const text of [output, ...records]) {
      expect(text).not.toContain(stage.server.connection.password);
      expect(text).not.toContain('swordfish');
    }
    expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
    expect(await leftovers(stage.server, project)).toEqual([]);
  },
);

test('a password in an error of the data source is not shown', async () => {
  const { connection, project } = await stage.prepare({ migrations: PENDING });
  const url = urlOf({ ...connection, password: 'sword:fish' });
  writeFileSync(join(project.root, project.dataSource), `throw new Error('cannot reach ${url}');`);
  const lines: string[] = [];
  await runCommand(
    'run',
    { projectRoot: project.root, dataSource: project.dataSource },
    { write: (text) => lines.push(text) },
  );
  expect(lines.join('\n')).toMatch(/cannot reach postgres:\/\/postgres:\*\*\*@127\.0\.0\.1/);
});

test('a TypeScript data source in an ES module is loaded', async () => {
  const { project } = await stage.prepare({ migrations: PENDING, typescript: true });
  project.write('package.json', '{ "name": "spec", "private": true, "type": "module" }');
  project.write(
    'tsconfig.json',
    '{ "compilerOptions": { "target": "es2022", "module": "nodenext", "moduleResolution": "nodenext" } }',
  );
  const run = await runProject(project, { scratchUrl: stage.server.url }, 'plan');
  expect(run.record.error).toBeUndefined();
  expect(run.record.pending).toEqual(['AddExtra1800000000001']);
});

test('warned of: two migrations with the same 13 digits, and a file that no glob matches', async () => {
  const { project } = await stage.prepare({
    migrations: [...PENDING, { name: 'AddOther1800000000001', up: queries('SELECT 1'), down: '' }],
  });
  project.write('src/migrations/20260126120000-add-note.ts', 'export class AddNote1800000000003 {}');
  const { record, events } = await runProject(project, { scratchUrl: stage.server.url }, 'plan');
  expect(record.warnings).toEqual([
    expect.stringMatching(
      /^Add(Extra|Other)1800000000001 and Add(Extra|Other)1800000000001 end with the same 13 digits/,
    ),
    expect.stringMatching(/no migration was loaded from src\/migrations\/20260126120000-add-note\.ts/),
  ]);
  expect(events.filter(({ kind }) => kind === 'warning')).toHaveLength(2);
});
