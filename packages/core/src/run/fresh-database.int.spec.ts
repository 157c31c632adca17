import { createProject, queries, type MigrationSource, type Project } from '../testing/project';
import { leftovers } from '../testing/leftovers';
import { runProject } from '../testing/run-project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';

let server: TestServer;
const projects: Project[] = [];
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => {
  for (const project of projects) project.remove();
  await server.stop();
});

const table: MigrationSource = {
  name: 'MakeTask1800000000001',
  up: queries('CREATE TABLE core.task (id int PRIMARY KEY, title text NOT NULL)'),
  down: queries('DROP TABLE core.task'),
};
const column: MigrationSource = {
  name: 'AddDue1800000000003',
  up: queries('ALTER TABLE core.task ADD COLUMN due date'),
  down: queries('ALTER TABLE core.task DROP COLUMN due'),
};

/** A database that the first migration made, and a project that holds the other ones too. */
async function upgraded(...more: readonly MigrationSource[]) {
  const connection = await server.create();
  await sql(connection, 'CREATE SCHEMA core');
  const first = projectOf(connection, [table]);
  expect((await runProject(first, { scratchUrl: server.url })).outcome).toBe('applied');
  return { connection, project: projectOf(connection, [table, ...more]) };
}

function projectOf(connection: ConnectionParameters, migrations: readonly MigrationSource[]): Project {
  const project = createProject({ connection, migrations, withoutBaseline: true });
  projects.push(project);
  return project;
}

/** What raw TypeORM leaves when it runs a migration by itself. */
const ranAlone = (connection: ConnectionParameters, name: string, statement: string) =>
  sql(
    connection,
    `${statement}; INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (${Number(name.slice(-13))}, '${name}')`,
  );

async function rehearse(project: Project) {
  const run = await runProject(project, { scratchUrl: server.url, freshBackup: true }, 'rehearse');
  expect(run.record.error).toBeUndefined();
  expect(await leftovers(server, project)).toEqual([]);
  return { fresh: run.record.fresh, warnings: run.record.warnings.join('\n'), text: run.text };
}

test('the same migrations in the same order make the same', async () => {
  const { project } = await upgraded(column);
  const { fresh, warnings, text } = await rehearse(project);
  expect(fresh).toEqual({ outcome: 'same', migrations: 2, schemas: ['core', 'public'] });
  expect(warnings).toBe('');
  expect(text).toContain('2 migrations make the same from nothing, in core, public');
});

test('a stamp of 14 digits runs first in a fresh database: what it makes there is another table', async () => {
  const name = 'EnsureTask20260101000000';
  const statement = 'CREATE TABLE IF NOT EXISTS core.task (id int PRIMARY KEY, title varchar(50))';
  const { connection, project } = await upgraded({ name, up: queries(statement), down: '' }, column);
  await ranAlone(connection, name, statement);
  project.write(
    'src/migrations/MakeTask1800000000001.js',
    `exports.MakeTask1800000000001 = class { name = 'MakeTask1800000000001';
      async up(runner) { await runner.query('CREATE TABLE IF NOT EXISTS core.task (id int PRIMARY KEY, title text NOT NULL)'); }
      async down(runner) { await runner.query('DROP TABLE core.task'); } };`,
  );
  const { fresh, warnings } = await rehearse(project);
  expect(fresh).toMatchObject({ outcome: 'different' });
  expect(warnings).toMatch(/^- "title" "?text"? NOT NULL,?$/m);
  expect(warnings).toMatch(/^\+ "title" .*varying.*\(50\)/m);
});

test('the same columns in another order are a difference', async () => {
  const late = 'AddOwner1800000000002';
  const { connection, project } = await upgraded(
    { name: late, up: queries('ALTER TABLE core.task ADD COLUMN owner text'), down: '' },
    column,
    {
      name: 'AddMore1800000000004',
      up: queries('ALTER TABLE core.task ADD COLUMN more text'),
      down: queries('ALTER TABLE core.task DROP COLUMN more'),
    },
  );
  await ranAlone(connection, column.name, 'ALTER TABLE core.task ADD COLUMN due date');
  await ranAlone(connection, late, 'ALTER TABLE core.task ADD COLUMN owner text');
  const { fresh } = await rehearse(project);
  expect(fresh).toMatchObject({ outcome: 'different' });
  expect(JSON.stringify(fresh)).toContain('in another order');
});

test('a change by hand shows; other schemas, owners and privileges are left alone', async () => {
  const { connection, project } = await upgraded(column);
  await sql(
    connection,
    `CREATE SCHEMA workspace_1; CREATE TABLE workspace_1.person (id int); GRANT SELECT ON core.task TO public;`,
  );
  expect((await rehearse(project)).fresh).toMatchObject({ outcome: 'same' });
  await sql(connection, `ALTER TABLE core.task ALTER COLUMN title SET DEFAULT 'new'`);
  const { fresh, warnings } = await rehearse(project);
  expect(fresh).toMatchObject({ outcome: 'different' });
  expect(warnings).toContain(`DEFAULT 'new'`);
});

test('migrations that cannot make a database from nothing are said to be so, and stop nothing', async () => {
  const name = 'Seed1800000000002';
  const { connection, project } = await upgraded(
    { name, up: `throw new Error('no admin in this database');`, down: '' },
    column,
  );
  await ranAlone(connection, name, 'SELECT 1');
  const { fresh, warnings } = await rehearse(project);
  expect(fresh).toEqual({ outcome: 'not-built', migration: name, message: 'no admin in this database' });
  expect(warnings).toBe('');
});
