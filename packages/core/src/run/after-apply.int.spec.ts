import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Client } from 'pg';
import { queries } from '../testing/project';
import { leftovers } from '../testing/leftovers';
import { dumpOf } from '../testing/database-dump';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql, urlOf, withClient } from '../testing/test-server';

let stage: Stage;
let api: Server;
let database = '';
beforeAll(async () => {
  stage = await openStage();
  // A small API on the real database: it stops serving the first person once a column `hides` exists.
  api = createServer((_request, response) => {
    void sql(
      { ...stage.server.connection, database },
      `SELECT id, email FROM core.person WHERE id > (SELECT count(*) FROM information_schema.columns WHERE column_name = 'hides') ORDER BY id LIMIT 3`,
    ).then(
      (people) => response.end(JSON.stringify({ data: { people } })),
      (error: Error) => response.end(JSON.stringify({ errors: [{ message: error.message }] })),
    );
  });
  await new Promise<void>((done) => api.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  api.close();
  await stage.close();
});

const ADDITIVE: Scenario = {
  migrations: [
    {
      name: 'AddExtra1800000000001',
      up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
      down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
    },
  ],
};

/** A sync command that runs SQL on the database that it is given. */
const sync = (text: string) =>
  `node -e ${JSON.stringify(`const { Client } = require('pg'); const c = new Client(require('./src/data-source.js').LIVE_URL); c.connect().then(() => c.query(${JSON.stringify(text).replaceAll('"', "'")})).then(() => c.end())`)}`;

async function play(settings: Record<string, unknown>, scenario: Scenario = ADDITIVE) {
  const { connection, project } = await stage.prepare(scenario);
  database = connection.database;
  const before = await dumpOf(stage.server.tools, connection);
  const run = await runProject(project, { scratchUrl: stage.server.url, ...settings });
  const after = await dumpOf(stage.server.tools, connection);
  return { run, before, after, left: await leftovers(stage.server, project), connection };
}

const graphql = () => ({
  url: `http://127.0.0.1:${(api.address() as AddressInfo).port}/graphql`,
  query: '{ people { id email } }',
});

test('sync and probe that go well: applied', async () => {
  const { run } = await play({ sync: [sync('SELECT 1')], graphql: graphql() });
  expect(run.record.error).toBeUndefined();
  expect(run.outcome).toBe('applied');
});

test('a sync command that fails: rolled back with down(), rows and schema as before', async () => {
  const { run, before, after, left } = await play({ sync: ['echo because; exit 3'] });
  expect({ outcome: run.outcome, code: run.code }).toEqual({ outcome: 'rolled-back', code: 'SYNC_FAILED' });
  expect(run.text).toMatch(/because/);
  expect(after).toEqual(before);
  expect(left).toEqual([]);
});

const NEW_TABLE: Scenario = {
  migrations: [
    {
      name: 'CreateFresh1800000000001',
      up: queries('CREATE TABLE core.fresh (id int PRIMARY KEY)', 'INSERT INTO core.fresh VALUES (1)'),
      down: queries('DROP TABLE core.fresh'),
    },
  ],
};

test.each([
  ['a new table', NEW_TABLE, 'INSERT INTO core.fresh VALUES (2)', /core\.fresh/],
  [
    'a new column',
    ADDITIVE,
    `UPDATE core.opportunity SET extra = name WHERE id = (SELECT min(id::text)::uuid FROM core.opportunity)`,
    /core\.opportunity, column "extra"/,
  ],
])(
  '%s that somebody wrote to before sync failed is not taken away again',
  async (_, scenario, text, named) => {
    const { run, after, connection } = await play({ sync: [`${sync(text)} && exit 7`] }, scenario);
    expect(run.outcome).toBe('needs-attention');
    expect(run.text).toMatch(named);
    const [row] = await sql(
      connection,
      scenario === NEW_TABLE
        ? 'SELECT count(*)::int AS n FROM core.fresh'
        : 'SELECT count(extra)::int AS n FROM core.opportunity',
    );
    expect(row).toEqual({ n: scenario === NEW_TABLE ? 2 : 1 });
    expect(after.schema).toMatch(scenario === NEW_TABLE ? /fresh/ : /extra/);
  },
);

test('a new table that nobody wrote to is taken away again', async () => {
  const { run, before, after } = await play({ sync: ['exit 7'] }, NEW_TABLE);
  expect(run.outcome).toBe('rolled-back');
  expect(after).toEqual(before);
});

test('a sync command that deletes rows: needs attention, and names the table', async () => {
  const { run } = await play({ sync: [sync('DELETE FROM core.note')] });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'needs-attention',
    code: 'ROWS_MISSING_AFTER_SYNC',
  });
  expect(run.text).toMatch(/core\.note has 0 rows instead of 20/);
});

test('a sync command that deletes rows and then fails, once: needs attention, not "rolled back"', async () => {
  const command = `${sync('DELETE FROM core.note')} && test -e done || { touch done; exit 1; }`;
  const { run } = await play({ sync: [command] });
  expect(run.outcome).toBe('needs-attention');
  expect(run.text).toMatch(/core\.note has 0 rows instead of 20/);
});

test('a migration after which the GraphQL endpoint loses a record: rolled back', async () => {
  const { run, before, after } = await play(
    { graphql: graphql() },
    {
      migrations: [
        {
          name: 'AddHides1800000000001',
          up: queries('ALTER TABLE core.opportunity ADD COLUMN hides text'),
          down: queries('ALTER TABLE core.opportunity DROP COLUMN hides'),
        },
      ],
    },
  );
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'rolled-back',
    code: 'RECORDS_NOT_RETURNED',
  });
  expect(run.text).toMatch(/people\[id=1\] is not returned any more/);
  expect(after).toEqual(before);
});

test('a GraphQL endpoint that does not answer before: failed, nothing was tried', async () => {
  const { run, before, after } = await play({
    graphql: { url: 'http://127.0.0.1:1/graphql', query: '{ a }' },
  });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'failed-unchanged',
    code: 'GRAPHQL_UNREACHABLE',
  });
  expect(after).toEqual(before);
});

test('a lock that another session keeps: retried, the blocker named, then LOCK_NOT_AVAILABLE with the database as before', async () => {
  const { connection, project } = await stage.prepare(ADDITIVE);
  const before = await dumpOf(stage.server.tools, connection);
  const run = await withClient(connection, async (client: Client) => {
    await client.query('BEGIN; SELECT 1 FROM core.opportunity LIMIT 1');
    return runProject(project, { scratchUrl: stage.server.url, lockRetries: 1 });
  });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'failed-unchanged',
    code: 'LOCK_NOT_AVAILABLE',
  });
  const warnings = run.events.flatMap((event) => (event.kind === 'warning' ? [event.message] : []));
  expect(warnings.join('\n')).toMatch(
    /in the way: process \d+ \(user postgres, application test, idle in transaction/,
  );
  expect(warnings.join('\n')).toMatch(/attempt 2 of 2/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('a lock that is released in time: applied', async () => {
  const { connection, project } = await stage.prepare(ADDITIVE);
  const run = await withClient(connection, async (client: Client) => {
    await client.query('BEGIN; SELECT 1 FROM core.opportunity LIMIT 1');
    return runProject(
      project,
      { scratchUrl: stage.server.url, lockRetries: 5 },
      'run',
      undefined,
      (event) => {
        if (event.kind === 'warning') void client.query('ROLLBACK');
      },
    );
  });
  expect(run.outcome).toBe('applied');
});

test('a lease that another session holds: refused, and who holds it is named', async () => {
  const { connection, project } = await stage.prepare(ADDITIVE);
  const before = await dumpOf(stage.server.tools, connection);
  const run = await withClient(connection, async (client: Client) => {
    await client.query(`SELECT pg_advisory_lock(${0x73616665}, ${0x6d696772})`);
    return runProject(project, { scratchUrl: stage.server.url });
  });
  expect({ outcome: run.outcome, code: run.code }).toEqual({ outcome: 'refused', code: 'LEASE_HELD' });
  expect(run.text).toMatch(/application test/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  expect(urlOf(connection)).toContain(connection.database);
});

test('units that were committed are undone when a later one fails on live rows only', async () => {
  const { connection, project } = await stage.prepare({
    options: `migrationsTransactionMode: 'each',`,
    migrations: [
      ...ADDITIVE.migrations,
      {
        name: 'AddCheck1800000000002',
        up: `const [{ name }] = await queryRunner.query('SELECT current_database() AS name');
             if (!name.startsWith('safe_migrate')) await queryRunner.query('SELECT 1 / 0');
             ${queries('CREATE TABLE core.more (id int)')}`,
        down: queries('DROP TABLE core.more'),
      },
    ],
  });
  const before = await dumpOf(stage.server.tools, connection);
  const run = await runProject(project, { scratchUrl: stage.server.url });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'rolled-back',
    code: 'MIGRATION_FAILED',
  });
  expect(run.text).toMatch(/on the live database/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
});

test('outside a transaction, what is left of a migration that failed is named', async () => {
  const { connection, project } = await stage.prepare({
    options: `migrationsTransactionMode: 'each',`,
    migrations: [
      {
        name: 'AddIndexes1800000000001',
        transaction: false,
        up: `${queries('CREATE INDEX CONCURRENTLY first_index ON core.opportunity (stage)')}
             const [{ name }] = await queryRunner.query('SELECT current_database() AS name');
             await queryRunner.query('CREATE UNIQUE INDEX CONCURRENTLY second_index ON core.opportunity (' + (name.startsWith('safe_migrate') ? 'id' : 'stage') + ')');`,
        down: queries(
          'DROP INDEX CONCURRENTLY core.second_index',
          'DROP INDEX CONCURRENTLY core.first_index',
        ),
      },
    ],
  });
  const run = await runProject(project, { scratchUrl: stage.server.url });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'needs-attention',
    code: 'NOT_AS_BEFORE',
  });
  expect(run.record.error?.why).toMatch(/\+ CREATE INDEX first_index/);
  expect(run.record.error?.why).not.toMatch(/second_index.*INVALID/);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM pg_index WHERE NOT indisvalid')).toEqual([
    { n: 0 },
  ]);
});
