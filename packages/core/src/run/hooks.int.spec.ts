import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { queries } from '../testing/project';
import { leftovers } from '../testing/leftovers';
import { dumpOf } from '../testing/database-dump';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ADDITIVE: Scenario = {
  migrations: [
    {
      name: 'AddExtra1800000000001',
      up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text'),
      down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
    },
  ],
};
const KEPT = [
  { sql: 'SELECT count(*) AS n FROM core.person', expect: 'same' },
  { sql: `SELECT count(*) = 1 FROM information_schema.columns WHERE column_name = 'extra'` },
];
const FAILS_ONCE = 'test -e tried || { touch tried; echo not yet; exit 1; }';

async function prepare(scenario: Scenario = ADDITIVE) {
  const { connection, project } = await stage.prepare(scenario);
  const before = await dumpOf(stage.server.tools, connection);
  const go = (settings: Record<string, unknown>, command: 'run' | 'resume' = 'run') =>
    runProject(project, { scratchUrl: stage.server.url, ...settings }, command);
  return { connection, project, before, go };
}

test('a sync command that goes well the second time, and checks that hold: applied, and all of it is in the record', async () => {
  const { go, project } = await prepare();
  const run = await go({
    sync: [{ command: FAILS_ONCE, attempts: 2, pause: 10 }],
    verify: [...KEPT, { command: 'echo all up to date', mustMatch: 'up to date' }],
  });
  expect(run.record.error).toBeUndefined();
  expect(run.outcome).toBe('applied');
  const record = JSON.parse(
    readFileSync(join(project.root, '.safe-migrate/runs', `${run.record.id}.json`), 'utf8'),
  ) as typeof run.record;
  expect(record.synced).toMatchObject([
    {
      command: FAILS_ONCE,
      attempts: [
        { code: 1, output: 'not yet' },
        { code: 0, output: '' },
      ],
    },
  ]);
  expect(record.checks?.map(({ holds }) => holds)).toEqual([true, true, true]);
});

test('a check that does not hold: rolled back with down(), rows and schema as before', async () => {
  const { go, before, connection, project } = await prepare();
  const run = await go({
    verify: [{ sql: 'SELECT count(*) = 0 FROM core.person', name: 'nobody is there' }],
  });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'rolled-back',
    code: 'SQL_CHECK_FAILED',
  });
  expect(run.text).toMatch(/nobody is there: DOES NOT HOLD/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('a query that is wrong already before: nothing was tried', async () => {
  const { go, before, connection } = await prepare();
  const run = await go({ verify: [{ sql: 'SELECT nothing', expect: 'same' }] });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'failed-unchanged',
    code: 'SQL_CHECK_ERROR',
  });
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
});

test('a target without a workspace: nothing was tried', async () => {
  const { go } = await prepare();
  const run = await go({ sync: [{ target: 'app:sync' }] });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'usage-error',
    code: 'HOOK_NO_WORKSPACE',
  });
});

test('kept where sync fails: needs attention, and resume does sync and the same checks again', async () => {
  const { go, connection } = await prepare();
  const run = await go({ sync: [FAILS_ONCE], verify: KEPT, onSyncFailure: 'keep' });
  expect({ outcome: run.outcome, code: run.code }).toEqual({
    outcome: 'needs-attention',
    code: 'SYNC_FAILED',
  });
  expect(run.record.error?.next).toMatch(/safe-migrate resume/);
  // Told nothing: the journal holds what the run began with. One person fewer than before is noticed.
  await sql(connection, `DELETE FROM core.person WHERE id = (SELECT max(id) FROM core.person)`);
  const resumed = await go({}, 'resume');
  expect(resumed.record.synced?.[0]).toMatchObject({ command: FAILS_ONCE, attempts: [{ code: 0 }] });
  expect(resumed.record.checks).toMatchObject([{ holds: false }, { holds: true }]);
  expect(resumed.record.error?.why).toMatch(/n: \d+ before, \d+ after/);
});

test('a check that was mistyped is corrected, and resume finishes the run with it', async () => {
  const { go } = await prepare();
  const run = await go({ verify: [{ sql: 'SELECT 1 = 2' }, KEPT[0]], onVerifyFailure: 'keep' });
  expect(run.outcome).toBe('needs-attention');
  const resumed = await go(
    { verify: [{ sql: 'SELECT 1 = 1' }, KEPT[0], { sql: 'SELECT 2', expect: 'same' }] },
    'resume',
  );
  expect(resumed.record.error).toBeUndefined();
  expect(resumed.outcome).toBe('applied');
  expect(resumed.record.checks).toHaveLength(2);
  expect(resumed.text).toMatch(/not checked, since nobody asked it before the migrations: .*SELECT 2/);
});
