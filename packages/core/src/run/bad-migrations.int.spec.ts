import { queries, type MigrationSource } from '../testing/project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import type { Outcome } from './record';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

interface Bad extends Scenario {
  readonly name: string;
  readonly outcome: Outcome;
  readonly code: string;
  /** Must be found in what the user reads. */
  readonly says?: RegExp;
}

const one = (
  up: string,
  down: string | undefined,
  more: Partial<MigrationSource> = {},
): MigrationSource[] => [{ name: 'UpdateSomething1800000000001', up, down, ...more }];
const loosest = { refuse: 'dangerous' };
const ADD = 'ALTER TABLE core.opportunity ADD COLUMN extra text';
const UNADD = 'ALTER TABLE core.opportunity DROP COLUMN extra';

const BAD: readonly Bad[] = [
  {
    name: 'drops opportunity.name',
    migrations: one(
      queries('ALTER TABLE core.opportunity DROP COLUMN name'),
      queries('ALTER TABLE core.opportunity ADD COLUMN name text'),
    ),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /name/,
  },
  {
    name: 'renames a column',
    migrations: one(
      queries('ALTER TABLE core.opportunity RENAME COLUMN name TO title'),
      queries('ALTER TABLE core.opportunity RENAME COLUMN title TO name'),
    ),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'adds NOT NULL without a default',
    migrations: one(
      queries('ALTER TABLE core.opportunity ADD COLUMN required text NOT NULL'),
      queries('ALTER TABLE core.opportunity DROP COLUMN required'),
    ),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'has an empty down()',
    migrations: one(queries(ADD), ''),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /down/,
  },
  {
    name: 'has a throwing down()',
    migrations: one(queries(ADD), `throw new Error('cannot be undone');`),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /cannot be undone/,
  },
  {
    name: 'has no down()',
    migrations: one(queries(ADD), undefined),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /no down\(\)/,
  },
  {
    name: 'has a down() that does not restore',
    migrations: one(
      queries(ADD, 'ALTER TABLE core.opportunity ALTER COLUMN "leadSource" SET DEFAULT \'x\''),
      queries(UNADD),
    ),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /not what it was/,
  },
  {
    name: 'fails half-way, in statement 2, on the schema',
    migrations: one(queries(ADD, 'ALTER TABLE core.nothing ADD COLUMN x text'), queries(UNADD)),
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /nothing/,
  },
  {
    name: 'fails half-way, in statement 2, on the rows',
    migrations: one(
      queries(ADD, 'CREATE UNIQUE INDEX opportunity_one_per_stage ON core.opportunity (stage)'),
      queries('DROP INDEX core.opportunity_one_per_stage', UNADD),
    ),
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'MIGRATION_FAILED',
    says: /23505/,
  },
  {
    name: 'deletes rows',
    migrations: one(queries(`DELETE FROM core.opportunity WHERE stage = 'WON'`), queries('SELECT 1')),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'deletes rows through a function that exists',
    given: `CREATE FUNCTION core.tidy() RETURNS integer LANGUAGE plpgsql AS $$ BEGIN DELETE FROM core.opportunity WHERE amount IS NULL; RETURN 1; END $$`,
    migrations: one(queries('SELECT core.tidy()'), queries('SELECT 1')),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'deletes rows through a trigger that exists',
    given: `CREATE FUNCTION core.forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM core.person WHERE id < 10; RETURN NEW; END $$;
            CREATE TRIGGER forget AFTER INSERT ON core.note FOR EACH ROW EXECUTE FUNCTION core.forget()`,
    migrations: one(
      queries(`INSERT INTO core.note (body) VALUES ('seed')`),
      queries(`DELETE FROM core.note WHERE body = 'seed'`),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'DATA_WOULD_CHANGE',
    says: /core\.person: 300 rows became 291/,
  },
  {
    name: 'deletes rows in a DO block built at run time',
    migrations: one(
      queries(`DO $$ BEGIN EXECUTE 'DEL' || 'ETE FROM core.note'; END $$`),
      queries('SELECT 1'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'deletes by cascade',
    migrations: one(queries(`DELETE FROM core.company WHERE name = 'Company 7'`), queries('SELECT 1')),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'truncates',
    migrations: one(queries('TRUNCATE core.note'), queries('SELECT 1')),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'updates an existing column without declaring it',
    migrations: one(
      queries(`UPDATE core.opportunity SET name = upper(name) WHERE stage = 'NEW'`),
      queries('SELECT 1'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'declares one column and updates another',
    migrations: one(
      queries(`UPDATE core.opportunity SET "leadSource" = 'x' WHERE "leadSource" IS NULL`),
      queries(`UPDATE core.opportunity SET "leadSource" = NULL WHERE "leadSource" = 'x'`),
      { comment: `@Changes('opportunity.name')` },
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'drops a column and adds it again',
    migrations: one(
      queries(
        'ALTER TABLE core.opportunity DROP COLUMN "leadSource"',
        'ALTER TABLE core.opportunity ADD "leadSource" varchar(80)',
      ),
      queries(
        'ALTER TABLE core.opportunity DROP COLUMN "leadSource"',
        'ALTER TABLE core.opportunity ADD "leadSource" varchar(50)',
      ),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'changes to a type that loses digits',
    migrations: one(
      queries('ALTER TABLE core.opportunity ALTER COLUMN amount TYPE integer'),
      queries('ALTER TABLE core.opportunity ALTER COLUMN amount TYPE numeric(14,2)'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'sends COMMIT',
    migrations: one(
      queries(ADD, 'COMMIT', 'ALTER TABLE core.note ADD COLUMN more text'),
      queries('ALTER TABLE core.note DROP COLUMN more', UNADD),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /COMMIT/,
  },
  {
    name: 'commits through the query runner',
    migrations: one(
      `${queries(ADD)} await queryRunner.commitTransaction(); await queryRunner.startTransaction(); ${queries('ALTER TABLE core.note ADD COLUMN more text')}`,
      queries('ALTER TABLE core.note DROP COLUMN more', UNADD),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
  },
  {
    name: 'works on another connection of the pool',
    migrations: one(
      `await queryRunner.connection.query(${JSON.stringify(`INSERT INTO core.note (body) VALUES ('x')`)});`,
      queries(`DELETE FROM core.note WHERE body = 'x'`),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /another connection/,
  },
  {
    name: 'opens a connection of its own to the live database',
    migrations: one(
      `const { Client } = require('pg');
       const client = new Client({ connectionString: require('../data-source.js').LIVE_URL });
       await client.connect(); await client.query('DELETE FROM core.note'); await client.end();`,
      queries('SELECT 1'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /connection of its own/,
  },
  {
    name: 'throws in JavaScript after a statement',
    migrations: one(`${queries(ADD)} null.x;`, queries(UNADD)),
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'MIGRATION_FAILED',
  },
  {
    name: 'swallows an SQL error',
    migrations: one(
      `${queries(ADD)} try { ${queries('ALTER TABLE core.opportunity ADD COLUMN name text')} } catch {}`,
      queries('ALTER TABLE core.opportunity DROP COLUMN IF EXISTS extra'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /swallowed/,
  },
  {
    name: 'hands the driver what does not tell its statement',
    migrations: one(
      `${queries(ADD)}\n    const client = await queryRunner.connect();\n    client.query({ submit() {} });`,
      queries(UNADD),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /query-unreadable|does not tell its statement/,
  },
  {
    name: 'does not await its statements',
    migrations: one(
      `for (const column of ['a', 'b', 'c']) (async () => { await queryRunner.query('SELECT 1'); await queryRunner.query('SELECT 2'); await queryRunner.query('ALTER TABLE core.opportunity ADD COLUMN ' + column + ' text'); })();`,
      queries('ALTER TABLE core.opportunity DROP COLUMN a, DROP COLUMN b, DROP COLUMN c'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: 'REVIEW_REFUSED',
    says: /await/,
  },
  {
    name: 'loops over rows and deletes what only real rows show',
    migrations: one(
      `for (const { id } of await queryRunner.query('SELECT id FROM core.person WHERE score > 42')) await queryRunner.query('DELETE FROM core.person WHERE id = $1', [id]);`,
      queries('SELECT 1'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
  {
    name: 'calls process.exit()',
    migrations: one(`${queries(ADD)} process.exit(0);`, queries(UNADD)),
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'HOST_ENDED',
  },
  {
    name: 'kills its own session',
    migrations: one(queries(ADD, 'SELECT pg_terminate_backend(pg_backend_pid())'), queries(UNADD)),
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'DATABASE_CONNECTION_LOST',
    says: /57P01/,
  },
  {
    name: 'deletes and commits on the live database only',
    // Scratch databases are called safe_migrate_...; the review and the rehearsal never see this branch.
    migrations: one(
      `${queries(ADD)}
       const [{ live }] = await queryRunner.query("SELECT current_database() NOT LIKE 'safe_migrate%' AS live");
       if (live) await queryRunner.query('DELETE FROM core.note; COMMIT; BEGIN');`,
      queries(UNADD),
    ),
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'MIGRATION_FAILED',
    says: /it was not sent/,
  },
  {
    name: 'second of two pending fails, each in its own transaction',
    options: `migrationsTransactionMode: 'each',`,
    migrations: [
      { name: 'AddOne1800000000001', up: queries(ADD), down: queries(UNADD) },
      {
        name: 'AddTwo1800000000002',
        up: queries('CREATE UNIQUE INDEX opportunity_one_per_stage ON core.opportunity (stage)'),
        down: queries('DROP INDEX core.opportunity_one_per_stage'),
      },
    ],
    settings: loosest,
    outcome: 'failed-unchanged',
    code: 'MIGRATION_FAILED',
  },
  {
    name: 'composite attribute dropped',
    given: `CREATE TYPE core.address AS (street text, city text); ALTER TABLE core.company ADD COLUMN address core.address; UPDATE core.company SET address = ROW('s', name)::core.address`,
    migrations: one(
      queries('ALTER TYPE core.address DROP ATTRIBUTE city'),
      queries('ALTER TYPE core.address ADD ATTRIBUTE city text'),
    ),
    settings: loosest,
    outcome: 'refused',
    code: '*',
  },
];

test.each(BAD)('$name: $outcome', async ({ outcome, code, says, name, ...scenario }) => {
  const { run, before, after, left } = await stage.play(scenario);
  if (process.env['SHOW'])
    process.stdout.write(
      `\n##### ${name} -> ${run.outcome} ${run.code}\n${JSON.stringify(run.record.error, null, 1)}\n`,
    );
  expect(after).toEqual(before);
  expect(left).toEqual([]);
  expect({ outcome: run.outcome, code: run.code }).toEqual({ outcome, code: code === '*' ? run.code : code });
  expect(run.text).toMatch(says ?? /./);
  expect(run.text).not.toContain(stage.server.connection.password);
});
