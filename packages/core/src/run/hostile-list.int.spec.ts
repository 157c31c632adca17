import { dumpOf } from '../testing/database-dump';
import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { stopInsideIndex } from '../testing/stop-inside-index';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const SCHEMA = 'Sch; DROP TABLE x -- ü';
const LIST = 'My Migrations; DROP $$ %s ü';
const MIGRATIONS = [
  {
    name: 'AddExtra1800000000001',
    up: queries('ALTER TABLE core.person ADD COLUMN extra text'),
    down: queries('ALTER TABLE core.person DROP COLUMN extra'),
  },
  {
    name: 'AddIndexes1800000000002',
    transaction: false,
    up: queries(
      'CREATE INDEX CONCURRENTLY person_score ON core.person (score)',
      'CREATE INDEX CONCURRENTLY company_name ON core.company (name)',
    ),
    down: queries('DROP INDEX CONCURRENTLY core.company_name', 'DROP INDEX CONCURRENTLY core.person_score'),
  },
];
const prepare = () =>
  stage.prepare({
    given: `CREATE SCHEMA "${SCHEMA}"; ALTER TABLE core._typeorm_migrations SET SCHEMA "${SCHEMA}"; ALTER TABLE "${SCHEMA}"._typeorm_migrations RENAME TO "${LIST}"`,
    options: `schema: ${JSON.stringify(SCHEMA)}, migrationsTableName: ${JSON.stringify(LIST)}, migrationsTransactionMode: 'each',`,
    migrations: MIGRATIONS,
  });
const executed = `SELECT name FROM "${SCHEMA}"."${LIST}" ORDER BY id`;

test('the name of the list is data: the automatic way back', async () => {
  const { connection, project } = await prepare();
  const before = await dumpOf(stage.server.tools, connection);
  const run = await runProject(project, { scratchUrl: stage.server.url, sync: ['exit 1'] });
  expect([run.outcome, run.code]).toEqual(['rolled-back', 'SYNC_FAILED']);
  expect((await dumpOf(stage.server.tools, connection)).schema).toBe(before.schema);
  expect(await sql(connection, executed)).toEqual([{ name: 'CreateCrm1700000000000' }]);
});

test('the name of the list is data: interrupted, resumed, taken back', async () => {
  const { connection, project } = await prepare();
  const before = await dumpOf(stage.server.tools, connection);
  const stopped = await stopInsideIndex(project, connection, stage.server.url, 'company_name');
  expect([stopped.outcome, stopped.code]).toEqual(['interrupted', expect.any(String)]);
  const resumed = await runProject(project, { scratchUrl: stage.server.url }, 'resume');
  expect([resumed.outcome, resumed.record.error?.why]).toEqual(['applied', undefined]);
  expect(await sql(connection, executed)).toHaveLength(3);
  const back = await runProject(project, { scratchUrl: stage.server.url }, 'rollback');
  expect([back.outcome, back.record.error?.why]).toEqual(['taken-back', undefined]);
  expect((await dumpOf(stage.server.tools, connection)).schema).toBe(before.schema);
});
