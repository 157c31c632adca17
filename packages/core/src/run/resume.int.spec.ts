import { resolve } from 'node:path';
import { assertCommand, statusCommand } from '../cli/status';
import { SNAPSHOT_FILE } from '../settings/settings';
import { readSnapshot } from '../snapshot/read-snapshot';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { dataSourceText, queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { stopInsideIndex } from '../testing/stop-inside-index';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const ADD: MigrationSource = {
  name: 'AddExtra1800000000001',
  up: queries(
    'ALTER TABLE core.opportunity ADD COLUMN extra text',
    `UPDATE core.opportunity SET extra = name`,
  ),
  down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
};
const INDEXES: MigrationSource = {
  name: 'AddIndexes1800000000002',
  transaction: false,
  up: queries(
    'CREATE INDEX CONCURRENTLY person_score ON core.person (score)',
    `COMMENT ON TABLE core.person IS 'indexed'`,
    'CREATE INDEX CONCURRENTLY company_name ON core.company (name)',
  ),
  down: queries(
    'DROP INDEX CONCURRENTLY core.company_name',
    'COMMENT ON TABLE core.person IS NULL',
    'DROP INDEX CONCURRENTLY core.person_score',
  ),
};

test('status and assert: nothing yet, pending, applied', async () => {
  const { connection, project } = await stage.prepare({ migrations: [ADD] });
  const options = { projectRoot: project.root, dataSource: project.dataSource };
  const ask = async (command: typeof statusCommand) => {
    let text = '';
    const code = await command(options, { write: (line) => (text += `${line}\n`) });
    return { code, text };
  };
  const before = await ask(statusCommand);
  expect(before.text).toMatch(/1 executed, 1 pending\n +AddExtra1800000000001/);
  expect(before.text).toMatch(/next +safe-migrate run -d src/);
  expect(before.code).toBe(0);
  expect(await ask(assertCommand)).toEqual({ code: 1, text: 'no: 1 pending: AddExtra1800000000001\n' });
  const run = await runProject(project, { scratchUrl: stage.server.url });
  expect(run.outcome).toBe('applied');
  const after = await ask(statusCommand);
  expect(after.text).toMatch(/run +\S+: applied\n.*\n +committed +AddExtra1800000000001/);
  expect(after.code).toBe(0);
  expect(await ask(assertCommand)).toEqual({
    code: 0,
    text: 'ok: the database has exactly the migrations of this project\n',
  });
  expect(await sql(connection, 'SELECT * FROM safe_migrate.lease')).toEqual([]);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('nothing to resume', async () => {
  const { connection, project } = await stage.prepare({ migrations: [ADD] });
  const before = await dumpOf(stage.server.tools, connection);
  const run = await runProject(project, {}, 'resume');
  expect({ outcome: run.outcome, pending: run.record.pending }).toEqual({
    outcome: 'nothing-to-resume',
    pending: ['AddExtra1800000000001'],
  });
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
});

test('outside a transaction: applied, every statement on record', async () => {
  const { run, connection, left } = await stage.play({
    migrations: [INDEXES],
    options: `migrationsTransactionMode: 'each',`,
  });
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(await sql(connection, 'SELECT kind, state FROM safe_migrate.statement ORDER BY number')).toEqual([
    { kind: 'create-index', state: 'done' },
    { kind: 'once', state: 'done' },
    { kind: 'create-index', state: 'done' },
  ]);
  expect(left).toEqual([]);
});

test('stopped in the middle of statements outside a transaction: interrupted, status says resume, resume does the rest', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [ADD, INDEXES],
    options: `migrationsTransactionMode: 'each',`,
  });
  const options = { projectRoot: project.root, dataSource: project.dataSource };
  const run = await stopInsideIndex(project, connection, stage.server.url, 'company_name');
  expect([run.outcome, run.record.error?.next]).toEqual([
    'interrupted',
    expect.stringMatching(/^safe-migrate resume/),
  ]);
  let text = '';
  const write = (line: string) => (text += `${line}\n`);
  expect(await statusCommand(options, { write })).toBe(5);
  expect(text).toMatch(/: not finished/);
  expect(text).toMatch(/committed +AddExtra1800000000001/);
  expect(text).toMatch(
    /begun +AddIndexes1800000000002 \(outside a transaction\), 2 of 3 begun statements done/,
  );
  expect(text).toMatch(/next +safe-migrate resume -d src\/data-source.js/);
  expect(await assertCommand(options, { write })).toBe(1);

  // Another data source of the database knows nothing of these migrations, and says whose they are.
  const other = { ...project, dataSource: 'src/other.js' };
  project.write(
    other.dataSource,
    dataSourceText({ connection, migrations: [] }).replace('_typeorm_migrations', 'other_list'),
  );
  text = '';
  expect(await statusCommand({ ...options, dataSource: other.dataSource }, { write })).toBe(5);
  expect(text).toContain(`safe-migrate resume -d src/data-source.js    (in ${project.root})`);
  const refused = await runProject(other, {}, 'resume');
  expect([refused.outcome, refused.code]).toEqual(['refused', 'OTHER_PROJECT']);

  const resumed = await runProject(project, {}, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['applied', undefined]);
  expect(resumed.record.verdicts.length).toBeGreaterThan(0);
  expect(readSnapshot(resolve(project.root, SNAPSHOT_FILE), SNAPSHOT_FILE).executed).toContain(INDEXES.name);
  expect(
    await sql(
      connection,
      `SELECT relname::text AS name, indisvalid AS valid FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relname IN ('person_score', 'company_name') ORDER BY 1`,
    ),
  ).toEqual([
    { name: 'company_name', valid: true },
    { name: 'person_score', valid: true },
  ]);
  expect(await statusCommand(options, { write })).toBe(0);
  expect(await leftovers(stage.server, project)).toEqual([]);
});
