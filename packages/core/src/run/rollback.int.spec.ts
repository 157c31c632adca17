import { resolve } from 'node:path';
import { statusCommand } from '../cli/status';
import { SNAPSHOT_FILE } from '../settings/settings';
import { readSnapshot } from '../snapshot/read-snapshot';
import { leftovers } from '../testing/leftovers';
import { queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql, withClient } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';
import type { Project } from '../testing/project';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const allow = (rule: string) =>
  `// safe-migrate: allow ${rule} until 2999-12-31 because no release has read it\n    `;
const migration = (
  number: number,
  up: string,
  down: string,
  more: Partial<MigrationSource> = {},
): MigrationSource => ({
  ...{ name: `Step180000000000${number}`, up, down, ...more },
});
const settings = () => ({ scratchUrl: stage.server.url });
const executed = async (connection: ConnectionParameters) =>
  (await sql<{ name: string }>(connection, 'SELECT name FROM core._typeorm_migrations ORDER BY id')).map(
    ({ name }) => name,
  );

async function applied(migrations: readonly MigrationSource[], options = '') {
  const { connection, project } = await stage.prepare({ migrations, options });
  const run = await runProject(project, settings());
  expect([run.outcome, run.record.error?.why]).toEqual(['applied', undefined]);
  return { connection, project };
}

const rollBack = (project: Project, more: object = {}) =>
  runProject(project, { ...settings(), ...more }, 'rollback');

test('a dropped column comes back with its values, although clients wrote since; what was written to what up() added is in escrow', async () => {
  const { connection, project } = await applied([
    migration(
      1,
      `${allow('drop-column')}${queries('ALTER TABLE core.opportunity DROP COLUMN stage')}
    ${queries('ALTER TABLE core.opportunity ADD COLUMN extra text', 'CREATE TABLE core.fresh (id serial PRIMARY KEY, v text)')}`,
      queries(
        'DROP TABLE core.fresh',
        'ALTER TABLE core.opportunity DROP COLUMN extra',
        `ALTER TABLE core.opportunity ADD COLUMN stage core.stage NOT NULL DEFAULT 'NEW'`,
      ),
    ),
  ]);
  await sql(
    connection,
    `UPDATE core.opportunity SET extra = 'written', name = name || '!' WHERE amount IS NULL; INSERT INTO core.fresh (v) VALUES ('a'), ('b');
     DELETE FROM core.opportunity WHERE id = md5('o1')::uuid; INSERT INTO core.opportunity (id, name) VALUES (md5('new')::uuid, 'new')`,
  );
  const before = await sql(
    connection,
    'SELECT count(*)::int AS n, md5(string_agg(id::text || name, $$,$$ ORDER BY id)) AS names FROM core.opportunity',
  );

  const plan = await rollBack(project, { planOnly: true });
  expect([plan.outcome, plan.record.error?.why]).toEqual(['planned', undefined]);
  expect(await executed(connection)).toHaveLength(2);
  expect(plan.text).toContain('put in escrow first: core.fresh: 2 rows');

  const run = await rollBack(project);
  expect([run.outcome, run.record.error?.why]).toEqual(['taken-back', undefined]);
  const snapshot = readSnapshot(resolve(project.root, SNAPSHOT_FILE), SNAPSHOT_FILE);
  expect(snapshot.executed).toEqual(await executed(connection));
  expect(snapshot.sql).not.toContain('core.fresh');
  expect(run.record.takenBack).toMatchObject({
    migrations: ['Step1800000000001'],
    returned: [
      'core.opportunity, "stage": 1000 values; 1 rows were deleted since; 1 rows came since and have no value there',
    ],
    withheld: [],
    escrow: expect.arrayContaining([
      'core.fresh: 2 rows',
      'core.opportunity, "extra": 200 values',
    ]) as string[],
  });
  expect(await executed(connection)).toEqual(['CreateCrm1700000000000']);
  expect(
    await sql(
      connection,
      'SELECT count(*)::int AS n, md5(string_agg(id::text || name, $$,$$ ORDER BY id)) AS names FROM core.opportunity',
    ),
  ).toEqual(before);
  const [stages] = await sql(
    connection,
    `SELECT count(*)::int AS n FROM core.opportunity o JOIN generate_series(1, 1000) i ON o.id = md5('o' || i)::uuid
      WHERE o.stage = (ARRAY['NEW', 'SCREENING', 'MEETING', 'WON'])[i % 4 + 1]::core.stage`,
  );
  expect(stages).toEqual({ n: 999 });
});

test('the last run, one at a time, back to a migration; nothing where nothing is left', async () => {
  const add = (number: number) =>
    migration(
      number,
      queries(`ALTER TABLE core.note ADD COLUMN c${number} text`),
      queries(`ALTER TABLE core.note DROP COLUMN c${number}`),
    );
  const each = `migrationsTransactionMode: 'each',`;
  const { connection, project } = await applied([add(1), add(2), add(3)], each);
  const one = await rollBack(project, { rollbackSteps: 1 });
  expect([one.outcome, one.record.takenBack?.migrations]).toEqual(['taken-back', ['Step1800000000003']]);
  const again = await runProject(project, settings());
  expect(again.outcome).toBe('applied');
  const to = await rollBack(project, { rollbackTo: 'Step1800000000001' });
  expect([to.outcome, to.record.takenBack?.migrations]).toEqual([
    'taken-back',
    ['Step1800000000003', 'Step1800000000002'],
  ]);
  expect(await executed(connection)).toEqual(['CreateCrm1700000000000', 'Step1800000000001']);
  const none = await rollBack(project, { rollbackTo: 'Step1800000000001' });
  expect(none.outcome).toBe('nothing-to-take-back');
});

/** Stops a rollback of two units while the second one waits for a lock: the first one is taken back. */
async function stoppedHalfWay() {
  const add = (number: number, table: string) =>
    migration(
      number,
      queries(`ALTER TABLE core.${table} ADD COLUMN c${number} text`),
      queries(`ALTER TABLE core.${table} DROP COLUMN c${number}`),
    );
  const first = await applied([add(1, 'person')], `migrationsTransactionMode: 'each',`);
  const { connection, project } = first;
  for (const { name, up, down } of [add(2, 'company'), add(3, 'note')])
    project.write(
      `src/migrations/${name}.js`,
      `exports.${name} = class ${name} { name = '${name}'; async up(queryRunner) { ${up} } async down(queryRunner) { ${down} } };`,
    );
  const second = await runProject(project, settings());
  expect([second.outcome, second.record.error?.why]).toEqual(['applied', undefined]);
  const abort = new AbortController();
  const run = await withClient(connection, async (client) => {
    const running = runProject(
      project,
      { ...settings(), lockTimeout: 10_000 },
      'rollback',
      abort.signal,
      (event) => {
        if (event.kind === 'step-started' && event.step === 'apply')
          void client.query('BEGIN; LOCK TABLE core.company IN ACCESS SHARE MODE');
      },
    );
    const deadline = Date.now() + 120_000;
    for (;;) {
      const waits = await sql(
        connection,
        `SELECT 1 FROM pg_stat_activity WHERE application_name ~ '^safe-migrate [0-9]' AND wait_event_type = 'Lock'`,
      );
      if (waits.length > 0 || Date.now() > deadline) break;
      await new Promise((done) => setTimeout(done, 20));
    }
    abort.abort();
    return running;
  });
  expect([run.outcome, run.record.error?.next]).toEqual([
    'interrupted',
    expect.stringMatching(/^safe-migrate resume/),
  ]);
  expect(await executed(connection)).toEqual([
    'CreateCrm1700000000000',
    'Step1800000000001',
    'Step1800000000002',
  ]);
  return { connection, project };
}

test('a rollback that was stopped in its middle: status says resume, resume takes back the rest', async () => {
  const { connection, project } = await stoppedHalfWay();
  const options = { projectRoot: project.root, dataSource: project.dataSource };
  let text = '';
  const write = (line: string) => (text += `${line}\n`);
  expect(await statusCommand(options, { write })).toBe(5);
  expect(text).toMatch(/taken back +Step1800000000003/);
  expect(text).toMatch(/It was taking migrations back/);
  const resumed = await runProject(project, {}, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['taken-back', undefined]);
  expect(resumed.record.verdicts.length).toBeGreaterThan(0);
  expect(await executed(connection)).toEqual(['CreateCrm1700000000000', 'Step1800000000001']);
  expect(
    await sql(
      connection,
      `SELECT count(*)::int AS n FROM pg_attribute
        WHERE attrelid IN ('core.company'::regclass, 'core.note'::regclass) AND attname IN ('c2', 'c3') AND NOT attisdropped`,
    ),
  ).toEqual([{ n: 0 }]);
  expect(await statusCommand(options, { write })).toBe(0);
  expect(await sql(connection, 'SELECT * FROM safe_migrate.lease')).toEqual([]);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('a rollback typed again finishes the one that was stopped, and takes back nothing more', async () => {
  const { connection, project } = await stoppedHalfWay();
  const again = await rollBack(project);
  expect([again.outcome, again.code, again.record.takenBack?.migrations]).toEqual([
    'taken-back',
    undefined,
    ['Step1800000000003', 'Step1800000000002'],
  ]);
  expect(await executed(connection)).toEqual(['CreateCrm1700000000000', 'Step1800000000001']);
});

test('what a stopped rollback had taken back was applied again by somebody else: nothing more is taken back', async () => {
  const { connection, project } = await stoppedHalfWay();
  await sql(
    connection,
    `ALTER TABLE core.note ADD COLUMN c3 text; INSERT INTO core._typeorm_migrations ("timestamp", name) VALUES (1800000000003, 'Step1800000000003')`,
  );
  const resumed = await runProject(project, {}, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['needs-attention', 'APPLIED_AGAIN']);
  expect((await executed(connection)).length).toBe(4);
  expect((await runProject(project, {}, 'resume')).outcome).toBe('nothing-to-resume');
});

test('an index that is made and dropped concurrently, outside a transaction', async () => {
  const { connection, project } = await applied(
    [
      migration(
        1,
        queries('CREATE INDEX CONCURRENTLY later ON core.person (score)'),
        queries('DROP INDEX CONCURRENTLY core.later'),
        {
          transaction: false,
        },
      ),
    ],
    `migrationsTransactionMode: 'each',`,
  );
  const run = await rollBack(project);
  expect([run.outcome, run.record.error?.why]).toEqual(['taken-back', undefined]);
  expect(await sql(connection, `SELECT to_regclass('core.later') AS gone`)).toEqual([{ gone: null }]);
});

test('a down() that loses rows is refused on the copy; what cannot be given back is named, and may be accepted', async () => {
  const { connection, project } = await applied([
    migration(
      1,
      `${allow('drop-column')}${queries('ALTER TABLE core.opportunity DROP COLUMN details')}`,
      queries('ALTER TABLE core.opportunity ADD COLUMN details jsonb'),
    ),
  ]);
  const rewrite = (down: string) =>
    project.write(
      'src/migrations/Step1800000000001.js',
      `exports.Step1800000000001 = class Step1800000000001 { name = 'Step1800000000001'; async up() {} async down(queryRunner) { ${down} } };`,
    );
  rewrite(queries('DELETE FROM core.person WHERE id = 1'));
  const losing = await rollBack(project);
  expect([losing.outcome, losing.code]).toEqual(['refused', 'CANNOT_BE_GIVEN_BACK']);
  rewrite('');
  const refused = await rollBack(project);
  expect([refused.outcome, refused.code]).toEqual(['refused', 'CANNOT_BE_GIVEN_BACK']);
  expect(refused.record.error?.why).toBe(
    'core.opportunity.details: down() does not make the column again; its values stay in escrow',
  );
  expect(await executed(connection)).toHaveLength(2);
  const accepted = await rollBack(project, { acceptLoss: ['core.opportunity.details'] });
  expect([accepted.outcome, accepted.record.error?.why]).toEqual(['taken-back', undefined]);
  expect(await sql(connection, 'SELECT count(details)::int AS n FROM safe_migrate_escrow.deposit_1')).toEqual(
    [{ n: 1000 }],
  );
});
