import { createProject, queries } from '../testing/project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { Host } from '../typeorm/host';
import { inRunOrder } from '../typeorm/migration-list';
import type { LoadedMigration } from '../typeorm/protocol';
import { CatalogCopy } from './catalog-copy';
import { tryMigrations, type TrialPlace } from './try-migration';

let server: TestServer;

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
}, 60_000);

afterAll(() => server?.stop());

interface Seen {
  readonly tables: readonly string[];
  /** How it ended: SQLSTATE, or `left` where down() left something. */
  readonly end?: string;
}

/** Tries them in one go, in a database that has one table. */
async function tryAll(given: string, methods: typeof METHODS): Promise<readonly Seen[]> {
  return onHost(given, methods, async (place, ours) => {
    const steps = ours.map((migration) => ({ migration, transactional: true }));
    const seen: Seen[] = [];
    for await (const { trial } of tryMigrations(place, steps)) {
      const { schemas } = trial;
      const left = schemas && schemas.before !== schemas.after ? 'left' : undefined;
      seen.push({
        tables: trial.catalog.tables.map(({ name }) => name),
        end: trial.up.failure?.code ?? left,
      });
    }
    return seen;
  });
}

async function onHost<T>(
  given: string,
  methods: typeof METHODS,
  act: (place: TrialPlace, ours: readonly LoadedMigration[]) => Promise<T>,
): Promise<T> {
  const migrations = methods.map(([up, down], index) => ({
    name: `Case${1_800_000_000_000 + index}`,
    up: queries(up),
    down: queries(down),
  }));
  const project = createProject({ connection: server.connection, migrations });
  const { host, loaded } = await Host.start(project.root, project.dataSource);
  try {
    const database = await server.create();
    await sql(database, given);
    await host.connect('spec', {}, database);
    const place = { host, tools: server.tools, database, catalog: new CatalogCopy() };
    return await act(
      place,
      inRunOrder(loaded.migrations).filter(({ name }) => name.startsWith('Case')),
    );
  } finally {
    await host.close();
    project.remove();
  }
}

test('each is tried on what those before it have left, though the next is begun before one is judged', async () => {
  const seen = await tryAll('CREATE TABLE given (a int)', METHODS);
  expect(seen.map(({ tables }) => tables)).toEqual(
    METHODS.slice(0, 10).map((_, index) => [
      'given',
      ...Array.from({ length: index }, (_unused, at) => `t${at}`),
    ]),
  );
  expect(seen.map(({ end }) => end)).toEqual([
    ...[undefined, undefined, 'left', undefined, undefined, 'left', 'left', undefined, undefined],
    '42P07',
  ]);
});

test('one whose COMMIT fails has failed, on what was there before it', async () => {
  const seen = await tryAll('CREATE TABLE given (a int UNIQUE DEFERRABLE INITIALLY DEFERRED)', [
    ['CREATE TABLE t0 (a int)', 'DROP TABLE t0'],
    ['CREATE TABLE t1 (a int)', 'DROP TABLE t1'],
    ['INSERT INTO given VALUES (1), (1)', 'DELETE FROM given'],
    ['CREATE TABLE t3 (a int)', 'DROP TABLE t3'],
  ]);
  expect(seen).toEqual([
    { tables: ['given'] },
    { tables: ['given', 't0'] },
    { tables: ['given', 't0', 't1'], end: '23505' },
  ]);
});

test('what comes instead of the next trial is not done in its transaction, and is seen by the one after', async () => {
  await onHost(
    'CREATE TABLE given (a int)',
    METHODS,
    async ({ host, database, catalog }, [first, second]) => {
      const ask = (name = '') => host.trial({ name, quick: true, followed: true });
      const tried = await ask(first?.name);
      expect(tried?.down).toEqual({ statements: [expect.objectContaining({ sql: 'DROP TABLE t0' })] });
      if (tried) catalog.follow(tried.catalog);
      await host.query('CREATE TABLE between (a int)');
      expect(await sql(database, `SELECT to_regclass('between')::text AS there`)).toEqual([
        { there: '"between"' },
      ]);
      const after = await ask(second?.name);
      expect(after?.up?.failure).toBeUndefined();
      const tables = after && catalog.follow(after.catalog).tables.map(({ name }) => name);
      expect(tables).toEqual(['between', 'given', 't0']);
    },
  );
});
