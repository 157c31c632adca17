import { createProject, queries, type Project } from '../testing/project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { Host } from '../typeorm/host';
import { inRunOrder } from '../typeorm/migration-list';
import { CatalogCopy } from './catalog-copy';
import { tryMigrations } from './try-migration';

let server: TestServer;
let project: Project;
let host: Host;

/** One behind the other; what is in brackets cannot do without dumps. */
const METHODS: readonly (readonly [up: string, down: string])[] = [
  ['CREATE TABLE t0 (a int)', 'DROP TABLE t0'],
  ['CREATE TABLE t1 (a int)', 'DROP TABLE t1'],
  ['CREATE TABLE t2 (a int)', 'SELECT 1'],
  ['CREATE TABLE t3 (a int)', 'DROP TABLE t3'],
  ['CREATE TABLE t4 (a int)', 'DROP TABLE t4'],
  ['CREATE TABLE t5 (a int)', 'SELECT 1'],
  ['CREATE TABLE t6 (a int)', 'SELECT 1'],
  ['CREATE TABLE t7 (a int)', 'DROP TABLE t7'],
  ['CREATE TABLE t8 (a int)', 'DROP TABLE t8'],
  ['CREATE TABLE t8 (a int)', 'DROP TABLE t8'],
  ['CREATE TABLE t10 (a int)', 'DROP TABLE t10'],
];

beforeAll(async () => {
  server = await startTestServer();
  const migrations = METHODS.map(([up, down], index) => ({
    name: `Case${1_800_000_000_000 + index}`,
    up: queries(up),
    down: queries(down),
  }));
  project = createProject({ connection: server.connection, migrations });
}, 60_000);

afterAll(async () => {
  await host?.close();
  project?.remove();
  await server?.stop();
});

test('each is tried on what those before it have left, though the next is begun before one is judged', async () => {
  const started = await Host.start(project.root, project.dataSource);
  host = started.host;
  const database = await server.create();
  await sql(database, 'CREATE TABLE given (a int)');
  await host.connect('spec', {}, database);
  const place = { host, tools: server.tools, database, catalog: new CatalogCopy() };
  const ours = inRunOrder(started.loaded.migrations).filter(({ name }) => name.startsWith('Case'));
  const steps = ours.map((migration) => ({
    migration,
    transactional: true,
  }));
  const seen: (readonly string[])[] = [];
  const ends: (string | undefined)[] = [];
  for await (const { trial } of tryMigrations(place, steps)) {
    seen.push(trial.catalog.tables.map(({ name }) => name));
    const { schemas } = trial;
    ends.push(trial.up.failure?.code ?? (schemas && schemas.before !== schemas.after ? 'left' : undefined));
  }
  expect(seen).toEqual(
    METHODS.slice(0, 10).map((_, index) => [
      'given',
      ...Array.from({ length: index }, (_unused, at) => `t${at}`),
    ]),
  );
  expect(ends).toEqual([
    ...[undefined, undefined, 'left', undefined, undefined, 'left', 'left', undefined, undefined],
    '42P07',
  ]);
});
