import { createProject, dataSource, migration } from '../support/project.mjs';

/** What every scenario starts from. */
export const SCHEMA = `
  CREATE SCHEMA core;
  CREATE TYPE core.stage AS ENUM ('NEW', 'WON');
  CREATE TABLE core.company (id uuid PRIMARY KEY, name text NOT NULL, employees integer);
  CREATE TABLE core.opportunity (id uuid PRIMARY KEY, name text NOT NULL, amount integer, stage core.stage NOT NULL DEFAULT 'NEW',
    "companyId" uuid REFERENCES core.company (id));
  CREATE TABLE core.person (id bigserial PRIMARY KEY, email varchar(120), score double precision);
  CREATE TABLE core.note (body text, at interval);
  CREATE TABLE core.metadata (name text PRIMARY KEY, columns integer NOT NULL);
  ALTER TABLE core.person ADD CONSTRAINT person_score CHECK (score >= 0) NOT VALID;
  INSERT INTO core.company SELECT md5('c' || i)::uuid, 'Company ' || i, CASE WHEN i % 3 > 0 THEN i END FROM generate_series(1, 200) i;
  INSERT INTO core.opportunity SELECT md5('o' || i)::uuid, 'Opportunity ' || i, i, 'NEW', md5('c' || (i % 200 + 1))::uuid FROM generate_series(1, 1000) i;
  INSERT INTO core.person (email, score) SELECT 'p' || i || '@example.com', i / 7.0 FROM generate_series(1, 300) i;
  INSERT INTO core.note SELECT 'note ' || i, i * interval '1 day' FROM generate_series(1, 20) i;
  CREATE TABLE core._typeorm_migrations (id serial PRIMARY KEY, "timestamp" bigint NOT NULL, name varchar NOT NULL);`;

const query = (...statements) =>
  statements.map((text) => `await queryRunner.query(${JSON.stringify(text)});`).join('\n    ');

const ADD = {
  name: 'AddExtra1800000000001',
  up: query('ALTER TABLE core.opportunity ADD COLUMN extra text'),
  down: query('ALTER TABLE core.opportunity DROP COLUMN extra'),
};
const SEVERAL = {
  name: 'AddTags1800000000003',
  up: query(
    'CREATE TABLE core.tag (id serial PRIMARY KEY, name text NOT NULL, "companyId" uuid REFERENCES core.company (id))',
    `INSERT INTO core.tag (name, "companyId") SELECT 'tag of ' || name, id FROM core.company`,
    'CREATE INDEX tag_name ON core.tag (name)',
    'ALTER TABLE core.company ADD COLUMN tags integer NOT NULL DEFAULT 0',
  ),
  down: query('ALTER TABLE core.company DROP COLUMN tags', 'DROP TABLE core.tag'),
};
const OUTSIDE = {
  name: 'IndexPeople1800000000002',
  transaction: false,
  up: query(
    'CREATE INDEX CONCURRENTLY person_email ON core.person (email)',
    `COMMENT ON TABLE core.person IS 'indexed'`,
    'CREATE INDEX CONCURRENTLY opportunity_amount ON core.opportunity (amount)',
    'REINDEX INDEX CONCURRENTLY core.person_email',
  ),
  down: query(
    'DROP INDEX CONCURRENTLY core.opportunity_amount',
    'COMMENT ON TABLE core.person IS NULL',
    'DROP INDEX CONCURRENTLY core.person_email',
  ),
};
const LABEL = {
  name: 'AddLabel1800000000004',
  transaction: false,
  up: query(
    `ALTER TYPE core.stage ADD VALUE 'LOST'`,
    'ALTER TABLE core.person VALIDATE CONSTRAINT person_score',
  ),
  down: '',
};
const BACKFILL = {
  name: 'FillExtra1800000000005',
  comment: `@Changes('core.opportunity.amount')`,
  up: query(
    'ALTER TABLE core.opportunity ADD COLUMN cents bigint',
    'UPDATE core.opportunity SET cents = amount * 100',
    'UPDATE core.opportunity SET amount = amount + 1',
    'ALTER TABLE core.company ALTER COLUMN employees TYPE bigint',
  ),
  down: query(
    'ALTER TABLE core.company ALTER COLUMN employees TYPE integer',
    'UPDATE core.opportunity SET amount = amount - 1',
    'ALTER TABLE core.opportunity DROP COLUMN cents',
  ),
};

/** Its down() works on the copy of the rehearsal, and not in the place: only the backup leads back. */
const STUBBORN = {
  name: 'AddStubborn1800000000006',
  up: query(
    'ALTER TABLE core.opportunity ADD COLUMN extra text',
    `CREATE TABLE core.tag (id serial PRIMARY KEY, name text)`,
    `INSERT INTO core.tag (name) SELECT 'tag ' || i FROM generate_series(1, 10) i`,
  ),
  down: query(
    `DO $$ BEGIN IF current_database() !~ '^safe_migrate_' THEN RAISE EXCEPTION 'down() does not work here'; END IF; END $$`,
    'DROP TABLE core.tag',
    'ALTER TABLE core.opportunity DROP COLUMN extra',
  ),
};

/** Rows of the metadata follow from the catalog, as `workspace:sync-metadata` makes them; slow enough to be killed in its middle. */
const SYNC = `node sync.cjs`;
/** Fails after it has written: the run goes back. */
const FAILING = `node sync.cjs fail`;

/** Fails before it has written: nobody has, since the backup. */
const FAILING_AT_ONCE = 'exit 1';

/**
 * Each tells which migrations run, how, and what follows; `ends`: the exit code where it is not 0; `command`: what is killed where it is not `run`;
 * `isAlwaysWhole`: review, backup and rehearsal are never left out.
 */
export const SCENARIOS = {
  transactional: { migrations: [ADD] },
  statements: { migrations: [ADD, SEVERAL] },
  outside: { migrations: [ADD, OUTSIDE, SEVERAL] },
  label: { migrations: [LABEL, ADD] },
  backfill: { migrations: [BACKFILL] },
  sync: { migrations: [ADD, SEVERAL], sync: [SYNC] },
  back: { migrations: [ADD, OUTSIDE, SEVERAL], sync: [FAILING], ends: 4 },
  rollback: { migrations: [ADD, OUTSIDE, SEVERAL], sync: [SYNC], command: 'rollback' },
  swap: {
    ...{ migrations: [STUBBORN], sync: [FAILING_AT_ONCE], ends: 4 },
    ...{ settings: { wayBack: 'restore' }, isAlwaysWhole: true },
  },
};

/** Writes the project of a scenario; its data source reads the database's URL from the environment. */
export function projectOf({ migrations, sync = [], settings = {} }) {
  return createProject('crash', {
    'safe-migrate.config.json': JSON.stringify({ sync, refuse: 'dangerous', ...settings }),
    'data-source.js': dataSource('CRASH_URL', {
      ...{ schema: 'core', migrationsTableName: '_typeorm_migrations', migrationsTransactionMode: 'each' },
    }),
    ...Object.fromEntries(migrations.map((each) => [`migrations/${each.name}.js`, migration(each)])),
    'sync.cjs': SYNC_PROGRAM,
  });
}

const SYNC_PROGRAM = `const { Client } = require('pg');
(async () => {
  const client = new Client({ connectionString: process.env.CRASH_URL, application_name: 'sync' });
  client.on('error', () => process.exit(1));
  await client.connect();
  const { rows } = await client.query("SELECT table_name AS name, count(*)::int AS columns FROM information_schema.columns WHERE table_schema = 'core' GROUP BY 1");
  for (const { name, columns } of rows) {
    await client.query('INSERT INTO core.metadata VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET columns = excluded.columns', [name, columns]);
    await new Promise((done) => setTimeout(done, 10));
  }
  await client.query('DELETE FROM core.metadata WHERE name <> ALL ($1)', [rows.map(({ name }) => name)]);
  const failed = process.argv[2] === 'fail' && rows.some(({ name }) => name === 'tag');
  await client.end();
  process.exit(failed ? 1 : 0);
})();\n`;
