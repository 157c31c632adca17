import { setTimeout } from 'node:timers/promises';
import { applyUnits } from '../apply/apply';
import { groupIntoUnits } from '../apply/unit';
import { Journal } from '../journal/journal';
import { startScratchServer, type ScratchServer } from '../scratch/server';
import { readServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { CRM } from '../testing/crm';
import { createProject, queries, type Project } from '../testing/project';
import { sql } from '../testing/test-server';
import { Host } from '../typeorm/host';
import { migrationsTable } from '../typeorm/migration-list';
import type { RunContext } from './context';
import { holdLease } from './hold-lease';

/** Of 17 and later; a whole run there needs client programs of that major, so the parts that hold sessions open are driven by themselves. */
const MAJOR = Number(process.env['TIMEOUTS_MAJOR'] ?? 18);

let server: ScratchServer;
let project: Project;
beforeAll(async () => {
  server = await startScratchServer({ major: MAJOR });
  await sql(server.connection, 'CREATE DATABASE crm');
  await sql({ ...server.connection, database: 'crm' }, CRM);
  for (const [name, value] of [
    ['transaction_timeout', '1500ms'],
    ['idle_in_transaction_session_timeout', '500ms'],
    ['idle_session_timeout', '500ms'],
    ['statement_timeout', '700ms'],
  ])
    await sql(server.connection, `ALTER ROLE postgres SET ${name} = '${value}'`);
}, 120_000);
afterAll(async () => {
  project.remove();
  await server.stop();
});

test('timeouts that the role sets end neither the session that holds the lease, nor the journal, nor the transaction', async () => {
  const connection = { ...server.connection, database: 'crm' };
  const slow = `await queryRunner.query('SELECT pg_sleep(1)'); await new Promise((done) => setTimeout(done, 1000));`;
  project = createProject({
    connection,
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: `${queries('ALTER TABLE core.opportunity ADD COLUMN extra text')} ${slow}`,
        down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
      },
      {
        name: 'AddIndex1800000000002',
        transaction: false,
        up: `${slow} ${queries('CREATE INDEX CONCURRENTLY new_score ON core.person (score)')}`,
        down: queries('DROP INDEX CONCURRENTLY core.new_score'),
      },
    ],
    options: `migrationsTransactionMode: 'each',`,
  });
  const { host, loaded } = await Host.start(project.root, project.dataSource);
  const id = '20260101-000000-spec';
  const emit = () => undefined;
  try {
    const facts = await withSession(connection, { readOnly: 'as-given' }, readServerFacts);
    await holdLease({ record: { id }, emit } as unknown as RunContext, host, connection, facts);
    const journal = await Journal.open(connection, host, id);
    if (!(journal instanceof Journal)) throw new Error(journal.why);
    await journal.begin({
      id,
      command: 'run',
      project: { root: project.root, dataSource: project.dataSource },
    });
    // As long as a backup takes: all of them wait.
    await setTimeout(2_000);
    const live = { ...loaded, schema: 'core' };
    const units = groupIntoUnits(live, loaded.migrations.slice(1));
    const applied = await applyUnits({
      ...{ host, connection, units, declared: [], emit },
      rehearsal: { units: [], statements: new Map() },
      bookkeeping: 'core._typeorm_migrations',
      fence: migrationsTable(live),
      ...{ lockTimeout: 2_000, lockRetries: 0, blockingLimit: 0 },
    });
    expect(applied).toHaveLength(2);
    await setTimeout(1_000);
    await journal.finish('applied', true, undefined);
    await journal.close();
  } finally {
    await host.close();
  }
  expect(await sql(connection, `SELECT state, outcome FROM safe_migrate.run`)).toEqual([
    { state: 'settled', outcome: 'applied' },
  ]);
  expect(await sql(connection, `SELECT count(*)::int AS n FROM core._typeorm_migrations`)).toEqual([
    { n: 3 },
  ]);
  expect(
    await sql(
      connection,
      `SELECT indisvalid AS valid FROM pg_index WHERE indexrelid = 'core.new_score'::regclass`,
    ),
  ).toEqual([{ valid: true }]);
}, 120_000);
