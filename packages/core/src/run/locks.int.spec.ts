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
  expect(run.record.waits?.clients).toBe(1);
  expect(waited).toBeGreaterThan(400);
  expect(waited).toBeLessThan(2_000);
  expect(
    await sql(connection, `SELECT 1 FROM information_schema.columns WHERE column_name = 'extra'`),
  ).toEqual([]);
});
