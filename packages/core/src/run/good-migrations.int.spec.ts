import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ADD = queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
const UNADD = queries('ALTER TABLE core.opportunity DROP COLUMN extra');

const GOOD: readonly (Scenario & { readonly name: string; readonly changed?: readonly string[] })[] = [
  {
    name: 'an additive migration in TypeScript, with a scratch server of its own',
    typescript: true,
    migrations: [
      {
        name: 'AddSalesGuidance1800000000001',
        up: queries(
          'ALTER TABLE core.opportunity ADD COLUMN "salesGuidance" text NULL',
          'CREATE TABLE core."emailTemplate" (id uuid PRIMARY KEY, body text)',
        ),
        down: queries(
          'DROP TABLE core."emailTemplate"',
          'ALTER TABLE core.opportunity DROP COLUMN "salesGuidance"',
        ),
      },
    ],
    settings: { scratchUrl: undefined },
  },
  {
    name: "the guide's backfill",
    migrations: [
      {
        name: 'AddDaysInStage1800000000001',
        up: queries(
          'ALTER TABLE core.opportunity ADD COLUMN "daysInStage" integer NULL',
          `UPDATE core.opportunity SET "daysInStage" = EXTRACT(DAY FROM NOW() - "createdAt")::integer WHERE "daysInStage" IS NULL`,
          'ALTER TABLE core.opportunity ALTER COLUMN "daysInStage" SET NOT NULL',
        ),
        down: queries('ALTER TABLE core.opportunity DROP COLUMN "daysInStage"'),
      },
    ],
    settings: { refuse: 'dangerous' },
  },
  {
    name: 'CREATE INDEX CONCURRENTLY outside a transaction',
    options: `migrationsTransactionMode: 'each',`,
    migrations: [
      {
        name: 'AddIndex1800000000001',
        transaction: false,
        up: queries('CREATE INDEX CONCURRENTLY opportunity_stage ON core.opportunity (stage)'),
        down: queries('DROP INDEX CONCURRENTLY core.opportunity_stage'),
      },
    ],
  },
  {
    name: 'a declared change with a down() that takes it back',
    migrations: [
      {
        name: 'UpdateScore1800000000001',
        comment: `@Changes('person.score')`,
        up: queries('UPDATE core.person SET score = score * 2 WHERE id < 10'),
        down: queries('UPDATE core.person SET score = score / 2 WHERE id < 10'),
      },
    ],
    settings: { refuse: 'dangerous' },
    changed: ['core.person'],
  },
  {
    name: 'the second phase of a change, declared, with default settings',
    given: 'ALTER TABLE core.opportunity ADD COLUMN "leadSourceNew" text',
    migrations: [
      {
        name: 'UpdateLeadSourceNew1800000000001',
        comment: `@Changes('opportunity.leadSourceNew')`,
        up: queries('UPDATE core.opportunity SET "leadSourceNew" = "leadSource"'),
        down: queries('UPDATE core.opportunity SET "leadSourceNew" = NULL'),
      },
    ],
    changed: ['core.opportunity'],
  },
  {
    name: 'a migration that only validates, with an empty down()',
    given:
      'ALTER TABLE core.opportunity ADD CONSTRAINT amount_positive CHECK (amount IS NULL OR amount > -1) NOT VALID',
    migrations: [
      {
        name: 'UpdateConstraint1800000000001',
        up: queries('ALTER TABLE core.opportunity VALIDATE CONSTRAINT amount_positive'),
        down: '',
      },
    ],
  },
  {
    name: 'a label for an enum, with an empty down()',
    given: `CREATE TYPE core.mood AS ENUM ('good'); ALTER TABLE core.person ADD COLUMN mood core.mood`,
    migrations: [
      {
        name: 'AddMood1800000000001',
        up: queries(`ALTER TYPE core.mood ADD VALUE 'bad'`),
        down: '',
      },
    ],
  },
  ...(['all', 'each'] as const).map((mode) => ({
    name: `several pending that build on each other, mode ${mode}`,
    options: `migrationsTransactionMode: '${mode}',`,
    migrations: [
      { name: 'AddExtra1800000000001', up: ADD, down: UNADD },
      {
        name: 'AddIndexOnExtra1800000000002',
        up: queries(
          'CREATE TABLE core.more (id int PRIMARY KEY, extra text)',
          `INSERT INTO core.more VALUES (1, 'seed')`,
        ),
        down: queries('DROP TABLE core.more'),
      },
      {
        name: 'AddExtraAgain1800000000003',
        up: queries(
          'ALTER TABLE core.opportunity ADD COLUMN extra2 text',
          `UPDATE core.opportunity SET extra2 = extra`,
        ),
        down: queries('ALTER TABLE core.opportunity DROP COLUMN extra2'),
      },
    ],
    settings: { refuse: 'dangerous' },
  })),
];

test.each(GOOD)('applies: $name', async (scenario) => {
  const { run, before, after, left, project } = await stage.play(scenario);
  expect({ outcome: run.outcome, error: run.record.error }).toEqual({ outcome: 'applied', error: undefined });
  expect(left).toEqual([]);
  expect(after.schema === before.schema).toBe(Boolean(scenario.changed));
  expect(run.record.verdicts.every(({ holds }) => holds)).toBe(true);
  expect(run.record.rehearsal?.mismatches).toEqual([]);
  expect(
    run.record.rehearsal?.statements.map(({ sql, durationMs }) => ({
      sql,
      isMeasured: durationMs !== undefined,
    })),
  ).toEqual(
    run.record.reviews.flatMap(({ statements }) =>
      statements.filter(({ direction }) => direction === 'up').map(({ sql }) => ({ sql, isMeasured: true })),
    ),
  );
  // TypeORM's own command agrees with what we recorded.
  const typeorm = resolve(__dirname, '../../../../node_modules/typeorm');
  const cli = [
    '-r',
    '@swc-node/register',
    join(typeorm, 'cli.js'),
    'migration:show',
    '-d',
    project.dataSource,
  ];
  const shown = execFileSync(process.execPath, cli, { cwd: project.root, encoding: 'utf8' });
  for (const { name } of scenario.migrations) expect(shown).toMatch(new RegExp(`\\[X\\].*${name}`));
  expect(shown).not.toContain('[ ]');
  expect(run.record.backup?.folder).toBeDefined();
  const manifest = JSON.parse(
    readFileSync(join(run.record.backup?.folder ?? '', 'manifest.json'), 'utf8'),
  ) as {
    certificate: { rows: string };
  };
  expect(manifest.certificate.rows).toBe('1521');
});

test('old columns of every row are what they were after a backfill', async () => {
  const { connection, run } = await stage.play({
    ...(GOOD[1] as Scenario),
  });
  expect(run.outcome).toBe('applied');
  const hash = `SELECT md5(string_agg(ROW(id, name, amount, stage, "closeDate", "leadSource", details, "companyId", "createdAt")::text, '' ORDER BY id)) AS hash FROM core.opportunity`;
  const template = { ...stage.server.connection, database: 'crm' };
  expect(await sql(connection, hash)).toEqual(await sql(template, hash));
  expect(
    await sql(connection, `SELECT count(*)::int AS n FROM core.opportunity WHERE "daysInStage" IS NULL`),
  ).toEqual([{ n: 0 }]);
});

test('the first migration ever, on a database without a migrations table', async () => {
  const { run, connection } = await stage.play({
    given: 'DROP TABLE core._typeorm_migrations',
    withoutBaseline: true,
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  expect(run.record.error).toBeUndefined();
  expect(run.outcome).toBe('applied');
  expect(await sql(connection, 'SELECT name FROM core._typeorm_migrations')).toEqual([
    { name: 'AddExtra1800000000001' },
  ]);
});

test('nothing pending ends well, and a plan changes and writes nothing', async () => {
  const { run, before, after } = await stage.play({ migrations: [] });
  expect(run.outcome).toBe('nothing-pending');
  expect(after).toEqual(before);
  const planned = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  const plan = await runProject(planned.project, { scratchUrl: stage.server.url }, 'plan');
  expect(plan.outcome).toBe('planned');
  expect(plan.recordFile).toBeUndefined();
  expect(plan.record.reviews.map(({ level }) => level)).toEqual(['safe']);
  expect(
    await sql(
      planned.connection,
      `SELECT count(*)::int AS n FROM information_schema.columns WHERE column_name = 'extra'`,
    ),
  ).toEqual([{ n: 0 }]);
});
