import { leftovers } from '../testing/leftovers';
import { queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function rehearse(...migrations: readonly MigrationSource[]) {
  const { project } = await stage.prepare({ migrations, options: `migrationsTransactionMode: 'each',` });
  const options = { scratchUrl: stage.server.url, refuse: 'dangerous' };
  const run = await runProject(project, options, 'rehearse');
  expect(run.record.error).toBeUndefined();
  expect(await leftovers(stage.server, project)).toEqual([]);
  return run;
}

test('whoever reads or writes a table that is kept locked waits, and the longest wait is told', async () => {
  const { record, outcome, text } = await rehearse({
    name: 'AddExtra1800000000001',
    up: queries('ALTER TABLE core.opportunity ADD COLUMN extra text', 'SELECT pg_sleep(1.2)'),
    down: queries('ALTER TABLE core.opportunity DROP COLUMN extra'),
  });
  expect(outcome).toBe('rehearsed');
  expect(record.load?.tables.map(({ table }) => table)).toEqual(['core.opportunity']);
  const [table] = record.load?.tables ?? [];
  expect(table?.scale).toBeGreaterThanOrEqual(1);
  for (const client of [table?.reader, table?.writer]) {
    expect(client?.longestMs).toBeGreaterThan(1000);
    expect(client?.usualMs).toBeLessThan(1000);
    expect(client?.stoppedBy).toBeUndefined();
  }
  expect(text).toMatch(/load +core\.opportunity: longest reads \d+(\.\d)? ms \(usually /);
});

test('nobody is kept waiting by a table that is new, nor by an index that is built concurrently', async () => {
  const { record, outcome } = await rehearse(
    {
      name: 'AddLabel1800000000001',
      up: queries('CREATE TABLE core.label (id int PRIMARY KEY)', 'SELECT pg_sleep(1.2)'),
      down: queries('DROP TABLE core.label'),
    },
    {
      name: 'AddIndex1800000000002',
      transaction: false,
      up: queries('CREATE INDEX CONCURRENTLY opportunity_stage ON core.opportunity (stage)'),
      down: queries('DROP INDEX CONCURRENTLY core.opportunity_stage'),
    },
  );
  expect(outcome).toBe('rehearsed');
  expect(record.load?.tables.map(({ table }) => table)).toEqual(['core.opportunity']);
  const [table] = record.load?.tables ?? [];
  expect(table?.reader.statements).toBeGreaterThan(10);
  expect(table?.writer?.statements).toBeGreaterThan(10);
  expect(table?.reader.longestMs).toBeLessThan(1000);
});

test('a migration that touches nothing that stood keeps nobody waiting', async () => {
  const { record, text } = await rehearse({
    name: 'AddLabel1800000000001',
    up: queries('CREATE TABLE core.label (id int PRIMARY KEY)'),
    down: queries('DROP TABLE core.label'),
  });
  expect(record.load?.tables).toEqual([]);
  expect(text).toContain('nobody has to wait');
});

test('a client whose table is renamed away stops, and says why', async () => {
  const { record, outcome } = await rehearse({
    name: 'RenameNote1800000000001',
    up: `// safe-migrate: allow rename until 2999-12-31 because the spec wants it
      ${queries('ALTER TABLE core.note RENAME TO remark', 'SELECT pg_sleep(0.3)')}`,
    down: queries('ALTER TABLE core.remark RENAME TO note'),
  });
  expect(outcome).toBe('rehearsed');
  const [table] = record.load?.tables ?? [];
  expect(table?.table).toBe('core.note');
  expect(table?.reader.stoppedBy).toMatch(/relation "core\.note" does not exist/);
});
