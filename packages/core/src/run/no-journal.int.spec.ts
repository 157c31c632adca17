import { createProject, queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const MIGRATIONS = [
  {
    name: 'AddExtra1800000000001',
    up: queries('ALTER TABLE core.person ADD COLUMN extra text'),
    down: queries('ALTER TABLE core.person DROP COLUMN extra'),
  },
  {
    name: 'IndexScore1800000000002',
    transaction: false,
    up: queries('CREATE INDEX CONCURRENTLY person_score ON core.person (score)'),
    down: queries('DROP INDEX CONCURRENTLY core.person_score'),
  },
];

test('a role that may not make the schema: said so, and applied all the same', async () => {
  const { connection } = await stage.prepare({ migrations: [] });
  await sql(
    connection,
    `CREATE ROLE deployer LOGIN PASSWORD 'deploys'; ALTER SCHEMA core OWNER TO deployer;
     DO $$ DECLARE r record; BEGIN
       FOR r IN SELECT c.oid::regclass AS t FROM pg_class c WHERE c.relnamespace = 'core'::regnamespace AND c.relkind = 'r' LOOP
         EXECUTE format('ALTER TABLE %s OWNER TO deployer', r.t); END LOOP; END $$;
     ALTER TYPE core.stage OWNER TO deployer`,
  );
  const project = createProject({
    connection: { ...connection, user: 'deployer', password: 'deploys' },
    options: `migrationsTransactionMode: 'each',`,
    migrations: MIGRATIONS,
  });
  const run = await runProject(project, { scratchUrl: stage.server.url });
  project.remove();
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(run.record.warnings).toContainEqual(
    expect.stringMatching(/^no journal in the database: this role may not make the schema safe_migrate/),
  );
  expect(await sql(connection, `SELECT 1 FROM pg_namespace WHERE nspname = 'safe_migrate'`)).toEqual([]);
});

test('a journal of another role: said so, and applied all the same', async () => {
  const { connection, project } = await stage.prepare({ migrations: MIGRATIONS.slice(0, 1) });
  expect((await runProject(project, { scratchUrl: stage.server.url })).outcome).toBe('applied');
  await sql(connection, `UPDATE safe_migrate.journal_version SET version = version + 1`);
  const next = createProject({
    connection,
    options: `migrationsTransactionMode: 'each',`,
    migrations: MIGRATIONS,
  });
  const run = await runProject(next, { scratchUrl: stage.server.url });
  next.remove();
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(run.record.warnings).toContainEqual(
    expect.stringMatching(/^no journal .*a newer safe-migrate made it/),
  );
});
