import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ConnectionParameters } from '../target/connection';
import { qualifiedName, quoteIdentifier } from '../target/identifier';
import { withSession } from '../target/session';
import { createProject } from '../testing/project';
import { runProject } from '../testing/run-project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
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
    const run = await runProject(project, { ...options, confirm: name });
    expect(run.outcome === 'applied' ? '' : run.text).toBe('');
    expect(`${plan.text}${run.text}`).not.toContain('a:b@c/d%e');
    expect(`${plan.text}${run.text}`).not.toContain(encodeURIComponent('a:b@c/d%e'));
    expect(existsSync(join(project.root, '.safe-migrate/backups'))).toBe(true);
    expect(readdirSync(join(project.root, '.safe-migrate/backups')).length).toBeGreaterThan(0);
  } finally {
    project.remove();
  }
  const [seen] = await sql(
    connection,
    `SELECT count(*)::int AS n, to_regclass('core.kept') IS NOT NULL AS kept FROM ${table}`,
  );
  expect(seen).toEqual({ n: 50, kept: true });
  const columns = await sql<{ name: string }>(
    connection,
    `SELECT attname::text AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 ORDER BY attnum`,
    [table],
  );
  expect(columns.map((column) => column.name)).toEqual(['id', name, added]);
  await expect(sql(connection, `DROP TABLE ${table}`)).rejects.toMatchObject({ code: 'SM001' });
  expect(await withSession(connection, { readOnly: true }, readSealProblems)).toEqual([
    'DROP DATABASE is not refused (the template flag is off)',
  ]);
});

it('a name that TypeORM itself does not quote is refused before anything is connected to', async () => {
  const connection = await server.create();
  const project = createProject({
    connection,
    migrations: [],
    options: `schema: 'x"; DROP SCHEMA core CASCADE; --',`,
  });
  try {
    const { code, outcome } = await runProject(project, {}, 'plan');
    expect([outcome, code]).toEqual(['refused', 'DATA_SOURCE_NAME']);
  } finally {
    project.remove();
  }
});
