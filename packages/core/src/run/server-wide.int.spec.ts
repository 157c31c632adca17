import { setTimeout } from 'node:timers/promises';
import { queries } from '../testing/project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage();
}, 60_000);
afterAll(() => stage.close());

/** What every database of the live server shares. */
async function shared() {
  const rows = await sql<{ what: string }>(
    stage.server.connection,
    `SELECT 'role ' || rolname AS what FROM pg_roles WHERE rolname NOT LIKE 'pg\\_%'
     UNION ALL SELECT 'database ' || datname FROM pg_database WHERE datname NOT LIKE 'test\\_%'
     UNION ALL SELECT 'setting ' || array_to_string(setconfig, ' ') FROM pg_db_role_setting
     UNION ALL SELECT 'member ' || roleid || ' ' || member FROM pg_auth_members WHERE roleid > 16383
     UNION ALL SELECT 'system ' || name || setting FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'`,
  );
  return rows.map(({ what }) => what).sort();
}

const source = (up: string, transaction?: false) => ({
  name: 'Wide1900000000000',
  up: queries(up),
  down: queries('SELECT 1'),
  ...(transaction === undefined ? {} : { transaction }),
});

/** Scratch databases are made on the live server itself. */
test.each([
  ['CREATE ROLE wide', source('CREATE ROLE wide')],
  ['a role in a block', source(`DO $$ BEGIN EXECUTE 'CREATE ' || 'ROLE wide'; END $$`)],
  ['the settings of the live database', source(`ALTER DATABASE crm SET work_mem = '5MB'`)],
  [
    'the settings of the live database in a block',
    source(`DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || 'crm SET work_mem = ''5MB'''; END $$`),
  ],
  ['CREATE DATABASE', source('CREATE DATABASE wide', false)],
  ['ALTER SYSTEM', source(`ALTER SYSTEM SET work_mem = '5MB'`, false)],
])('a trial on the live server is refused and changes nothing of it: %s', async (_, migration) => {
  const before = await shared();
  const { run } = await stage.play({
    migrations: [migration],
    options: `migrationsTransactionMode: 'each',`,
    settings: { refuse: 'dangerous' },
  });
  const findings = run.record.reviews.flatMap((review) => review.findings);
  expect(await shared()).toEqual(before);
  expect(findings).toContainEqual(expect.objectContaining({ rule: 'server-wide', level: 'dangerous' }));
  expect(run.record.error).toMatchObject({ code: 'REVIEW_REFUSED' });
  expect(run.record.error?.next).toContain('Leave --scratch-url out');
});

test('a scratch database keeps to itself what it sets for itself', async () => {
  const own = `DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET work_mem = ''5MB''', current_database()); END $$`;
  const { run } = await stage.play({ migrations: [source(own)] });
  expect(run.record.reviews.flatMap(({ findings }) => findings.map(({ rule }) => rule))).not.toContain(
    'server-wide',
  );
});

test('what others make on the server in the meantime is not the migration', async () => {
  let isOver = false;
  const made: string[] = [];
  const others = (async () => {
    while (!isOver) {
      await sql(stage.server.connection, `CREATE DATABASE test_of_others_${made.length} TEMPLATE template0`);
      made.push(`test_of_others_${made.length}`);
      await setTimeout(300);
    }
  })();
  const slow = {
    ...source('CREATE TABLE slow (id int)'),
    up: queries('CREATE TABLE slow (id int)', 'SELECT pg_sleep(1)'),
  };
  const { run } = await stage
    .play({ migrations: [{ ...slow, down: queries('DROP TABLE slow') }], settings: { refuse: 'dangerous' } })
    .finally(() => {
      isOver = true;
    });
  await others;
  for (const name of made) await sql(stage.server.connection, `DROP DATABASE ${name}`);
  expect(made.length).toBeGreaterThan(1);
  expect(run.record.error).toBeUndefined();
});

test('on a server of our own it is tried', async () => {
  const before = await shared();
  const { run } = await stage.play({
    migrations: [source('CREATE ROLE wide')],
    settings: { scratchUrl: undefined },
  });
  const rules = run.record.reviews.flatMap(({ findings }) => findings.map(({ rule }) => rule));
  expect(rules).toContain('down-empty');
  expect(rules).not.toContain('server-wide');
  expect(await shared()).toEqual(before);
});
