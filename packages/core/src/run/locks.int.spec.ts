import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql, withClient } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ADD = queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
const DROP = queries('ALTER TABLE core.opportunity DROP COLUMN extra');
const onLive = (act: string) =>
  `const [{ name }] = await queryRunner.query('SELECT current_database() AS name'); if (name.startsWith('test_')) { ${act} }`;

test('who is in the way is named with the statement, and without its values; idle ones are ended where that is allowed', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: DROP }],
  });
  await withClient(connection, async (client) => {
    await client.query('BEGIN');
    await client.query(`SELECT count(*) FROM core.opportunity WHERE name = 'Jane Doe' AND amount > 12345`);
    const settings = { scratchUrl: stage.server.url, lockRetries: 0 };
    const refused = await runProject(project, settings);
    expect([refused.outcome, refused.code]).toEqual(['failed-unchanged', 'LOCK_NOT_AVAILABLE']);
    expect(refused.text).toMatch(
      /in the way: process \d+ \(user postgres, application test, idle in transaction, transaction open for [\d.]+ s, last statement: SELECT count\(\*\) FROM core.opportunity WHERE name = \? AND amount > \?\)/,
    );
    expect(refused.text).not.toMatch(/Jane|12345/);
    const applied = await runProject(project, { ...settings, lockRetries: 2, endIdleBlockers: 100 });
    expect(applied.text).toMatch(/ended, idle in its transaction for too long: process \d+/);
    expect(applied.outcome).toBe('applied');
  }).catch((error: Error) => {
    // The client's own session is what was ended.
    if (!/terminat/i.test(error.message)) throw error;
  });
});

test('a statement that takes longer than it may: cancelled once, never tried again, rolled back, told', async () => {
  const sleep = onLive(`await queryRunner.query('SELECT pg_sleep(20)');`);
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${sleep}`, down: DROP }],
  });
  const run = await runProject(project, {
    scratchUrl: stage.server.url,
    statementTimeout: 400,
    lockRetries: 3,
  });
  expect([run.outcome, run.code]).toEqual(['failed-unchanged', 'STATEMENT_TIMEOUT']);
  expect(run.record.error?.next).toMatch(/It may take 400 ms/);
  expect(run.text).not.toMatch(/attempt 2/);
  expect(
    await sql(connection, `SELECT 1 FROM information_schema.columns WHERE column_name = 'extra'`),
  ).toEqual([]);
});

test('limits of the driver, of the role and of the migration do not become ours; savepoints and errors that are caught work under a limit', async () => {
  const { connection, project } = await stage.prepare({
    options: `extra: { query_timeout: 200, statement_timeout: 200, lock_timeout: 1, idle_in_transaction_session_timeout: 200 },`,
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: `await queryRunner.query('SAVEPOINT s');
             await queryRunner.query('SELECT 1 / 0').catch(() => queryRunner.query('ROLLBACK TO SAVEPOINT s'));
             ${ADD}
             { ${onLive(`await queryRunner.query('SELECT pg_sleep(0.7)');`)} }
             await queryRunner.query("SET LOCAL statement_timeout = '150ms'");
             { ${onLive(`await new Promise((done) => setTimeout(done, 500));`)} }`,
        down: DROP,
      },
    ],
    given: `CREATE ROLE hurried SUPERUSER LOGIN PASSWORD 'hurried-1'; ALTER ROLE hurried SET statement_timeout = '250ms';
      ALTER ROLE hurried SET idle_in_transaction_session_timeout = '250ms'`,
  });
  const file = join(project.root, project.dataSource);
  const { user, password = '' } = connection;
  writeFileSync(file, readFileSync(file, 'utf8').replaceAll(`${user}:${password}@`, 'hurried:hurried-1@'));
  const run = await runProject(project, {
    scratchUrl: stage.server.url,
    waitForQuiet: { oldest: 60_000, active: 0 },
    refuse: 'dangerous',
  });
  expect(run.record.error).toBeUndefined();
  expect(run.outcome).toBe('applied');
});

test('not quiet in time: refused, and who is there is told', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: DROP }],
  });
  const settings = { scratchUrl: stage.server.url, waitForQuiet: { active: 0, wait: 1_500 } };
  const run = await withClient(connection, async (client) => {
    await client.query('BEGIN; SELECT 1 FROM core.opportunity LIMIT 1');
    return runProject(project, settings);
  });
  expect([run.outcome, run.code]).toEqual(['refused', 'NOT_QUIET']);
  expect(run.text).toMatch(/1 transactions are open on the tables that the migrations touch/);
  expect(run.text).toMatch(/waiting for a quiet moment/);
});

test('a client that waits for us longer than the limit: cancelled, rolled back, told', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: `${ADD} ${onLive(`await queryRunner.query('SELECT pg_sleep(20)');`)}`,
        down: DROP,
      },
    ],
  });
  let waited = 0;
  let read: Promise<void> = Promise.resolve();
  const run = await runProject(
    project,
    { scratchUrl: stage.server.url, blockingLimit: 500 },
    'run',
    undefined,
    (event) => {
      if (event.kind !== 'step-started' || event.step !== 'apply') return;
      read = withClient(connection, async (client) => {
        const deadline = Date.now() + 30_000;
        for (let ms = 0; ms < 300 && Date.now() < deadline;) {
          const since = performance.now();
          await client.query('SELECT count(*) FROM core.opportunity');
          ms = performance.now() - since;
          waited = Math.max(waited, ms);
          await new Promise((done) => setTimeout(done, 20));
        }
      });
    },
  );
  await read;
  expect([run.outcome, run.code]).toEqual(['failed-unchanged', 'CLIENTS_BLOCKED']);
  expect(run.record.error?.why).toMatch(/On the restored backup AddExtra1800000000001 took \d+ ms/);
  expect(run.record.error?.next).toMatch(
    /--wait-for-quiet .*\n3\. .*safe-migrate run --blocking-limit 1000$/s,
  );
  expect(run.record.waits?.clients).toBe(1);
  expect(waited).toBeGreaterThan(400);
  expect(waited).toBeLessThan(2_000);
  expect(
    await sql(connection, `SELECT 1 FROM information_schema.columns WHERE column_name = 'extra'`),
  ).toEqual([]);
});
