import { queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Its down() works on the rehearsal's copy, and fails where `core.marker` says so; sync fails, so the run goes back. */
const STUBBORN: MigrationSource = {
  name: 'Stubborn1800000000001',
  up: queries(
    'ALTER TABLE core.opportunity ADD COLUMN extra text',
    'CREATE TABLE core.fresh (id serial PRIMARY KEY, v text)',
    `INSERT INTO core.fresh (v) VALUES ('a')`,
  ),
  down: queries(
    `DO $$ BEGIN IF current_database() NOT LIKE 'safe\\_migrate\\_%' THEN RAISE EXCEPTION 'down() does not work here'; END IF; END $$`,
    'DROP TABLE core.fresh',
    'ALTER TABLE core.opportunity DROP COLUMN extra',
  ),
};
const databases = (connection: { database: string }) =>
  sql<{ name: string }>(
    stage.server.connection,
    `SELECT datname::text AS name FROM pg_database WHERE datname LIKE '${connection.database}\\_%' ORDER BY 1`,
  );

async function goBack(sync: string, wayBack: 'down' | 'restore', given = '') {
  const { connection, project } = await stage.prepare({ migrations: [STUBBORN], given });
  const run = await runProject(project, { scratchUrl: stage.server.url, sync: [sync], wayBack });
  return { run, connection, project };
}
const psql = (
  connection: { host: string; port: number; user: string; password?: string },
  statement: string,
) =>
  `PGPASSWORD=${connection.password} psql -h ${connection.host} -p ${connection.port} -U ${connection.user} -d "$DB" -c "${statement}"; exit 1`;

test('by default, the command that restores it is named, and nothing else is done', async () => {
  const { run, connection } = await goBack('exit 1', 'down');
  expect([run.outcome, run.record.error?.next]).toEqual([
    'needs-attention',
    expect.stringMatching(/safe-migrate restore --backup \S+$/),
  ]);
  expect(await databases(connection)).toEqual([]);
});

test('down() fails and nobody has written: the restored backup takes the place of the live database', async () => {
  const { run, connection, project } = await goBack('exit 1', 'restore');
  expect([run.outcome, run.record.error?.why]).toEqual(['rolled-back', expect.anything()]);
  expect(run.record.beside).toMatchObject({ database: connection.database, swapped: true });
  expect((await databases(connection)).map(({ name }) => name)).toEqual([run.record.beside?.aside]);
  expect(
    await sql(
      connection,
      `SELECT to_regclass('core.fresh') AS fresh, (SELECT count(*)::int FROM core.opportunity) AS rows, (SELECT count(*)::int FROM core._typeorm_migrations) AS executed,
              (SELECT array_agg(state || ' ' || outcome) FROM safe_migrate.run) AS runs, (SELECT count(*)::int FROM safe_migrate.lease) AS leases`,
    ),
  ).toEqual([{ fresh: null, rows: 1000, executed: 1, runs: ['settled rolled-back'], leases: 0 }]);
  expect((await runProject(project, {}, 'resume')).outcome).toBe('nothing-to-resume');
});

test('somebody has written since: nothing is replaced, the restored database is ready, what came is listed', async () => {
  const { connection, project } = await stage.prepare({ migrations: [STUBBORN] });
  const sync = psql(connection, `INSERT INTO core.person (email) VALUES ('since@example.com')`).replace(
    '$DB',
    connection.database,
  );
  const run = await runProject(project, {
    ...{ scratchUrl: stage.server.url, sync: [sync], wayBack: 'restore' },
  });
  expect(run.outcome).toBe('needs-attention');
  const [restored] = await databases(connection);
  expect(run.record.error?.why).toMatch(/core\.person has 301 rows instead of 300/);
  expect(run.record.error?.why).toMatch(/core\.person: 1 row added since; by id: "301"/);
  expect(run.record.error?.next).toContain(`--swap ${restored?.name} --confirm ${connection.database}`);
  expect(await sql(connection, `SELECT to_regclass('core.fresh') IS NOT NULL AS there`)).toEqual([
    { there: true },
  ]);
});

test('a row was written to what the migration had added: nothing is replaced', async () => {
  const { connection, project } = await stage.prepare({ migrations: [STUBBORN] });
  const sync = psql(connection, `UPDATE core.opportunity SET extra = 'x' WHERE amount IS NULL`).replace(
    '$DB',
    connection.database,
  );
  const run = await runProject(project, {
    ...{ scratchUrl: stage.server.url, sync: [sync], wayBack: 'restore' },
  });
  expect([run.outcome, run.record.beside]).toEqual(['needs-attention', undefined]);
  expect(run.record.error?.why).toMatch(/"extra"/);
});

test('a client that writes while the databases are exchanged loses nothing that was committed', async () => {
  const { connection, project } = await stage.prepare({ migrations: [STUBBORN] });
  const committed: string[] = [];
  let over = false;
  const writing = (async () => {
    for (let n = 1; !over; n++) {
      const email = `race${n}@example.com`;
      // From the moment at which writers are about to be locked out.
      const isTime = await sql(
        stage.server.connection,
        `SELECT FROM pg_stat_activity WHERE application_name = 'safe-migrate swap'`,
      );
      if (isTime.length > 0 || committed.length > 0)
        await sql(connection, `INSERT INTO core.person (email) VALUES ('${email}')`).then(
          () => committed.push(email),
          () => undefined,
        );
      else await new Promise((done) => setTimeout(done, 1));
    }
  })();
  const run = await runProject(project, {
    ...{ scratchUrl: stage.server.url, sync: ['exit 1'], wayBack: 'restore' },
  });
  over = true;
  await writing;
  expect(['rolled-back', 'needs-attention']).toContain(run.outcome);
  expect(run.record.beside?.swapped ?? false).toBe(run.outcome === 'rolled-back');
  const there = await sql<{ email: string }>(
    connection,
    `SELECT email FROM core.person WHERE email LIKE 'race%'`,
  );
  expect(committed.filter((email) => !there.some((row) => row.email === email))).toEqual([]);
});
