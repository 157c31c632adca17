import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Ends the session that holds the lease, as a restart or a failover would. */
const endSession = () =>
  sql(
    stage.server.connection,
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name ~ '^safe-migrate [0-9]'`,
  );

test.each([
  ['while it waits for the backup', 'preflight', ''],
  [
    'while it applies',
    'rehearse',
    'SELECT pg_sleep(CASE WHEN current_database() ~ $$^test$$ THEN 20 ELSE 0 END)',
  ],
])('a session that is ended %s: DATABASE_CONNECTION_LOST, everything as before', async (_, step, slow) => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text', ...(slow ? [slow] : [])),
        down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
      },
    ],
  });
  const before = await dumpOf(stage.server.tools, connection);
  let ended: Promise<unknown> = Promise.resolve();
  const settings = { scratchUrl: stage.server.url, refuse: 'dangerous' };
  const run = await runProject(project, settings, 'run', undefined, (event) => {
    if (event.kind !== 'step-finished' || event.step !== step) return;
    const wait = slow ? 3_000 : 0;
    ended = new Promise((done) => setTimeout(done, wait)).then(endSession);
  });
  await ended;
  expect({ outcome: run.outcome, code: run.code, bug: /BUG in/.test(run.text) }).toEqual({
    outcome: 'failed-unchanged',
    code: 'DATABASE_CONNECTION_LOST',
    bug: false,
  });
  expect(run.record.error?.next).toMatch(/an operator ended the session, then run again/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  expect(await leftovers(stage.server, project)).toEqual([]);
});
