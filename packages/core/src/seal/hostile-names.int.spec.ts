import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { grantCommand } from '../identity/grant-command';
import { restoreCommand } from '../restore/restore-command';
import type { ConnectionParameters } from '../target/connection';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import { withSession } from '../target/session';
import { createProject, type MigrationSource, type Project } from '../testing/project';
import { runProject } from '../testing/run-project';
import { sql, startTestServer, urlOf, type TestServer } from '../testing/test-server';
import { DEFAULT_POLICY, installSeal, readSealProblems } from '.';

/** What a name may be: the same one for the database, its role, the schema, the table and the column. */
const NAMES = [
  `x"; DROP SCHEMA core CASCADE; --% 'q' $$ \\b \${H} @:/?#`,
  // 63 bytes, as long as a name can be.
  `${'Ü'.repeat(30)}ïa`,
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

it.each(NAMES)('%s: sealed, planned, backed up, rehearsed and migrated as any other', async (name) => {
  expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  const [id, table] = [quoteIdentifier(name), qualifiedName(name, name)];
  await sql(server.connection, `CREATE ROLE ${id} SUPERUSER LOGIN PASSWORD 'a:b@c/d%e'`);
  await sql(server.connection, `CREATE DATABASE ${id} TEMPLATE template0 OWNER ${id}`);
  const connection: ConnectionParameters = {
    ...server.connection,
    user: name,
    password: 'a:b@c/d%e',
    database: name,
  };
  await sql(
    connection,
    `CREATE SCHEMA ${id}; CREATE SCHEMA core; CREATE TABLE core.kept (id int); CREATE TABLE ${table} (id int PRIMARY KEY, ${id} text);
     INSERT INTO ${table} SELECT i, 'row ' || i FROM generate_series(1, 50) i`,
  );
  await withSession(connection, {}, (session) =>
    installSeal(session, {
      ...{ environment: 'production', name, policy: DEFAULT_POLICY, template: false },
      ...{ nextCommand: 'safe-migrate run', runner: connection.user },
    }),
  );
  const { host, port, password } = connection;
  const added = `${[...name].slice(0, 20).join('')} 2`;
  const statement = (text: string): string => `await queryRunner.query(${JSON.stringify(text)});`;
  const project = createProject({
    connection,
    withoutBaseline: true,
    migrations: [
      {
        name: 'AddOdd1764300000000',
        head: '// a name that TypeORM records',
        up: statement(`ALTER TABLE ${table} ADD COLUMN ${quoteIdentifier(added)} text`),
        down: statement(`ALTER TABLE ${table} DROP COLUMN ${quoteIdentifier(added)}`),
      },
    ],
    dataSource: `const { DataSource } = require('typeorm');
exports.AppDataSource = new DataSource({
  type: 'postgres', ...${JSON.stringify({ host, port, username: name, password, database: name, schema: 'core' })},
  migrationsTableName: 'list', migrations: ['src/migrations/*.js'],
});
`,
  });
  try {
    const options = { scratchUrl: server.url };
    const plan = await runProject(project, options, 'plan');
    expect(plan.outcome === 'planned' ? '' : plan.text).toBe('');
    const rehearsed = await runProject(project, options, 'rehearse');
    expect(rehearsed.outcome === 'rehearsed' ? '' : rehearsed.text).toBe('');
    const run = await runProject(project, { ...options, confirm: name });
    expect(run.outcome === 'applied' ? '' : run.text).toBe('');
    expect(`${plan.text}${run.text}`).not.toContain('a:b@c/d%e');
    expect(`${plan.text}${run.text}`).not.toContain(encodeURIComponent('a:b@c/d%e'));
    expect(existsSync(join(project.root, '.safe-migrate/backups'))).toBe(true);
    expect(readdirSync(join(project.root, '.safe-migrate/backups')).length).toBeGreaterThan(0);
    const back = await runProject(project, { ...options, confirm: name, rollbackSteps: 1 }, 'rollback');
    expect(back.outcome === 'taken-back' ? '' : back.text).toBe('');
    expect(await columnsOf(connection, table)).toEqual(['id', name]);
    await assertGrants(project, name);
    await expect(sql(connection, `DROP TABLE ${table}`)).rejects.toMatchObject({ code: 'SM001' });
    expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([
      'DROP DATABASE is not refused (the template flag is off)',
    ]);
    await assertSwaps(project, connection, run.record.id);
  } finally {
    project.remove();
  }
  const [seen] = await sql(
    connection,
    `SELECT count(*)::int AS n, to_regclass('core.kept') IS NOT NULL AS kept FROM ${table}`,
  );
  expect(seen).toEqual({ n: 50, kept: true });
  expect(await columnsOf(connection, table)).toEqual(['id', name]);
});

async function columnsOf(connection: ConnectionParameters, table: string): Promise<readonly string[]> {
  const columns = await sql<{ name: string }>(
    connection,
    `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`,
    [table],
  );
  return columns.map((column) => column.name);
}

/** Leave is asked for by that name; a sealed production gives none, and its refusal is a command that a shell takes as it is meant. */
async function assertGrants(project: Project, name: string): Promise<void> {
  let said = '';
  const given = { projectRoot: project.root, workspaceRoot: project.root, dataSource: project.dataSource };
  const grant = (confirm: string): Promise<number> =>
    grantCommand({ ...given, target: `app:${name}`, confirm }, (text) => void (said += text));
  expect(await grant('other')).toBe(3);
  const typed = /--confirm ((?:'[^']*'|\\')+)/.exec(said.slice(said.lastIndexOf('next:')))?.[1];
  const { stdout } = spawnSync('sh', ['-c', `printf %s ${typed ?? ''}`], { encoding: 'utf8' });
  expect(stdout).toBe(name);
  expect(await grant(name)).toBe(3);
  expect(said).toContain('GRANT_FOR_PRODUCTION');
}

/** The backup beside the live database, in its place, and back again. */
async function assertSwaps(
  project: Project,
  connection: ConnectionParameters,
  backup: string,
): Promise<void> {
  let said = '';
  const { database } = connection;
  const restore = (more: object): Promise<number> =>
    restoreCommand(
      { projectRoot: project.root, dataSource: project.dataSource, backup, ...more },
      { write: (text) => void (said += `${text}\n`) },
    );
  expect([await restore({ into: `${database.slice(0, 8)}"'\\` }), said]).toEqual([0, expect.any(String)]);
  await sql(connection, `CREATE TABLE core.made_since (id int)`);
  const code = await restore({ swap: `${database.slice(0, 8)}"'\\`, confirm: database });
  expect([code, said]).toEqual([0, expect.stringContaining('swapped')]);
  const [seen] = await sql(connection, `SELECT to_regclass('core.made_since') IS NULL AS old`);
  expect(seen).toEqual({ old: true });
}

/** TypeORM puts the names of its list and of its schema into statements as they are; here they are data. */
const LISTS = [
  ...NAMES,
  `core.li'st"."x\\`,
  // Without a schema, TypeORM takes this for the table "list" of the schema "core".
  'core.list',
];

it.each(LISTS)("TypeORM's list called %s: run, taken back, resumed and sealed as any other", async (name) => {
  const connection = await server.create();
  const own = name !== 'core.list';
  const [schema, list] = own ? [name, qualifiedName(name, name)] : ['core', 'core.list'];
  await sql(
    connection,
    `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}; CREATE SCHEMA IF NOT EXISTS core;
     CREATE TABLE core.kept (id int PRIMARY KEY, word text); INSERT INTO core.kept SELECT i, 'row ' || i FROM generate_series(1, 50) i`,
  );
  await withSession(connection, {}, (session) =>
    installSeal(session, {
      ...{ environment: 'staging', name: 'x', policy: DEFAULT_POLICY, template: false },
      ...{ nextCommand: 'safe-migrate run', runner: connection.user },
    }),
  );
  const statement = (text: string): string => `await queryRunner.query(${JSON.stringify(text)});`;
  const column = (at: number): MigrationSource => ({
    name: `Add${at === 1 ? 'One' : 'Two'}176430000000${at}`,
    up: statement(`ALTER TABLE core.kept ADD COLUMN c${at} text`),
    down: statement(`ALTER TABLE core.kept DROP COLUMN c${at}`),
  });
  const project = createProject({
    connection,
    withoutBaseline: true,
    migrations: [
      column(1),
      column(2),
      {
        name: 'AddThree1764300000003',
        up: statement('CREATE INDEX CONCURRENTLY kept_word ON core.kept (word)'),
        down: statement('DROP INDEX CONCURRENTLY core.kept_word'),
        transaction: false,
      },
    ],
    dataSource: `const { DataSource } = require('typeorm');
exports.AppDataSource = new DataSource({
  type: 'postgres', url: ${JSON.stringify(urlOf(connection))}, ...${JSON.stringify(own ? { schema } : {})},
  migrationsTableName: ${JSON.stringify(name)}, migrationsTransactionMode: 'each', migrations: ['src/migrations/*.js'],
});
`,
  });
  const recorded = async (): Promise<readonly string[]> =>
    (await sql<{ name: string }>(connection, `SELECT name FROM ${list} ORDER BY id`)).map((row) => row.name);
  try {
    const options = { scratchUrl: server.url };
    const run = await runProject(project, options);
    expect(run.outcome === 'applied' ? '' : run.text).toBe('');
    expect(await recorded()).toEqual(['AddOne1764300000001', 'AddTwo1764300000002', 'AddThree1764300000003']);
    const again = await runProject(project, options);
    expect(again.outcome === 'nothing-pending' ? '' : again.text).toBe('');
    const back = await runProject(project, { ...options, rollbackTo: 'AddOne1764300000001' }, 'rollback');
    expect(back.outcome === 'taken-back' ? '' : back.text).toBe('');
    expect(await recorded()).toEqual(['AddOne1764300000001']);
  } finally {
    project.remove();
  }
  const [seen] = await sql(connection, 'SELECT count(*)::int AS n FROM core.kept');
  expect(seen).toEqual({ n: 50 });
  expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([
    'DROP DATABASE is not refused (the template flag is off)',
  ]);
});
