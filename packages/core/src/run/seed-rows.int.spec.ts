import { queries, type Project } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ROWS = `INSERT INTO core.person (id, email) VALUES (900001, 'seed a'), (900002, 'seed b')`;
const NOTES = `INSERT INTO core.note (body) VALUES ('seed')`;

const prepare = (up: string, down: string) =>
  stage.prepare({
    migrations: [
      {
        name: 'Seed1800000000001',
        up: queries(up),
        down: `// safe-migrate: allow delete-rows until 2999-12-31 because they are the rows of up()\n    ${queries(down)}`,
      },
    ],
  });
const run = (project: Project, more: object = {}, command: 'run' | 'rollback' = 'run') =>
  runProject(project, { scratchUrl: stage.server.url, ...more }, command);
/** Fails where nobody has written that row yet. */
const inserting = ({ host, port, user, password, database }: ConnectionParameters, id: number) =>
  `PGPASSWORD=${password} psql -h ${host} -p ${port} -U ${user} -d ${database} -c "INSERT INTO core.person (id, email) VALUES (${id}, 'of a client')" && exit 1; exit 0`;
const persons = async (connection: ConnectionParameters) =>
  (await sql<{ id: string }>(connection, 'SELECT id::text FROM core.person WHERE id > 300 ORDER BY id')).map(
    ({ id }) => id,
  );
const deposited = (connection: ConnectionParameters) =>
  sql(
    connection,
    'SELECT rows::int, direction, (SELECT array_agg(email ORDER BY id) FROM safe_migrate_escrow.deposit_1) AS emails FROM safe_migrate_escrow.deposits',
  );

test('rows that up() inserts and down() deletes: applied; a later rollback names them, and keeps them in escrow', async () => {
  const { connection, project } = await prepare(ROWS, 'DELETE FROM core.person WHERE id IN (900001, 900002)');
  const applied = await run(project);
  expect([applied.outcome, applied.record.error?.why]).toEqual(['applied', undefined]);
  await sql(
    connection,
    `INSERT INTO core.person (id, email) VALUES (1000, 'since'); UPDATE core.person SET email = 'changed since' WHERE id = 900002`,
  );
  const refused = await run(project, {}, 'rollback');
  expect([refused.outcome, refused.code, refused.record.error?.next]).toEqual([
    ...['refused', 'CANNOT_BE_GIVEN_BACK'],
    'If it may stay so: --accept-loss core.person',
  ]);
  expect(refused.record.error?.why).toMatch(/core\.person: down\(\) deletes rows of it \(2\)/);
  expect(await persons(connection)).toEqual(['1000', '900001', '900002']);

  const back = await run(project, { acceptLoss: ['core.person'] }, 'rollback');
  expect([back.outcome, back.record.error?.why]).toEqual(['taken-back', undefined]);
  expect(back.record.takenBack?.escrow).toEqual(['core.person: 2 rows']);
  expect(back.record.verdicts).toContainEqual(
    expect.objectContaining({
      ...{ table: 'core.person', verdict: 'escrowed', holds: true },
      evidence: expect.stringMatching(/^2 rows deleted, and they are in escrow/) as string,
    }),
  );
  expect(await persons(connection)).toEqual(['1000']);
  expect(await deposited(connection)).toEqual([
    { rows: 2, direction: 'down', emails: ['seed a', 'changed since'] },
  ]);
});

test('sync fails: the run goes back, and what a client wrote beside them stays', async () => {
  const { connection, project } = await prepare(ROWS, 'DELETE FROM core.person WHERE id IN (900001, 900002)');
  const failed = await run(project, { sync: [inserting(connection, 1000)] });
  expect([failed.outcome, failed.code]).toEqual(['rolled-back', 'SYNC_FAILED']);
  expect(await persons(connection)).toEqual(['1000']);
});

test('down() would take a row of a client too: nothing is deleted', async () => {
  const { connection, project } = await prepare(ROWS, 'DELETE FROM core.person WHERE id > 900000');
  const failed = await run(project, { sync: [inserting(connection, 900003)] });
  expect([failed.outcome, failed.code]).toEqual(['needs-attention', 'SYNC_FAILED']);
  expect(failed.record.error?.why).toContain('core.person: 3 rows were deleted, and up() had inserted 2');
  expect(await persons(connection)).toEqual(['900001', '900002', '900003']);
});

test('without a primary key nobody can tell which rows are gone: all of them are in escrow', async () => {
  const { connection, project } = await prepare(NOTES, `DELETE FROM core.note WHERE body = 'seed'`);
  const failed = await run(project, { sync: ['exit 1'] });
  expect([failed.outcome, failed.code]).toEqual(['rolled-back', 'SYNC_FAILED']);
  expect(
    await sql(
      connection,
      `SELECT (SELECT count(*)::int FROM core.note) AS notes, (SELECT count(*)::int FROM safe_migrate_escrow.deposit_1) AS kept`,
    ),
  ).toEqual([{ notes: 20, kept: 21 }]);
});

test.each([
  ['another row', 'DELETE FROM core.person WHERE id IN (900001, 5)'],
  ['too few of them, and another one', 'DELETE FROM core.person WHERE id IN (900001, 900002, 5)'],
  ['one of them', 'DELETE FROM core.person WHERE id = 900001'],
])('a down() that deletes %s is refused on the restored backup', async (_, down) => {
  const { connection, project } = await prepare(ROWS, down);
  const refused = await run(project);
  expect(refused.outcome).toBe('refused');
  expect(['DATA_WOULD_CHANGE', 'NOT_REVERSIBLE', 'REVIEW_REFUSED']).toContain(refused.code);
  expect(await persons(connection)).toEqual([]);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.person')).toEqual([{ n: 300 }]);
});

test('three migrations that drop columns of one table, and insert: sync fails, and all of it is taken back', async () => {
  const drop = (column: string, type: string, number: number) => ({
    name: `Drop180000000000${number}`,
    up: `// safe-migrate: allow drop-column until 2999-12-31 because no release has read it\n    ${queries(`ALTER TABLE core.company DROP COLUMN ${column}`)}`,
    down: queries(`ALTER TABLE core.company ADD COLUMN ${column} ${type}`),
  });
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'Check1800000000001',
        up: queries('ALTER TABLE core.company ADD CONSTRAINT c CHECK (1 = 1) NOT VALID'),
        down: queries('ALTER TABLE core.company DROP CONSTRAINT c'),
      },
      drop('employees', 'integer', 2),
      drop('tags', `text[] NOT NULL DEFAULT '{}'`, 3),
    ],
    options: `migrationsTransactionMode: 'each',`,
  });
  const read = () => sql(connection, 'SELECT id, name, employees, tags FROM core.company ORDER BY id');
  const before = await read();
  const failed = await run(project, { sync: ['exit 1'] });
  expect([failed.outcome, failed.code, failed.record.error?.why]).toEqual([
    ...['rolled-back', 'SYNC_FAILED'],
    'It printed nothing.',
  ]);
  expect(await read()).toEqual(before);
});

test('up() that deletes on the live database only, behind a subtransaction that is rolled back elsewhere: refused', async () => {
  const block = `DO $$ BEGIN DELETE FROM core.person WHERE id = 1; IF current_database() LIKE 'safe\\_migrate%' THEN RAISE EXCEPTION 'not here'; END IF; EXCEPTION WHEN raise_exception THEN NULL; END $$`;
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'Sly1800000000001',
        up: `// safe-migrate: allow opaque-code until 2999-12-31 because we have read it
    // safe-migrate: allow delete-rows until 2999-12-31 because we have read it
    ${queries(block, 'ALTER TABLE core.person ADD COLUMN extra text')}`,
        down: queries('ALTER TABLE core.person DROP COLUMN extra'),
      },
    ],
  });
  const refused = await run(project, { refuse: 'dangerous' });
  expect([refused.outcome, refused.code]).toEqual(['refused', 'DATA_WOULD_CHANGE']);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.person')).toEqual([{ n: 300 }]);
});
