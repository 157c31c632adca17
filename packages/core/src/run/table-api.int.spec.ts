import { queries } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql, withClient } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const API = `const { Table, TableColumn } = require('typeorm');`;
const settings = () => ({ scratchUrl: stage.server.url });

/** TypeORM's runner keeps the tables that it has read, also where a transaction was rolled back since. */
test('what one migration adds through the table API, the next one changes and a rollback drops', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'Add1800000000001',
        up: `${API} await queryRunner.createTable(new Table({ name: 'core.api', columns: [{ name: 'id', type: 'int', isPrimary: true }] }));
    await queryRunner.addColumn('core.company', new TableColumn({ name: 'extra', type: 'varchar', length: '100', isNullable: true }));`,
        down: `await queryRunner.dropColumn('core.company', 'extra'); await queryRunner.dropTable('core.api');`,
      },
      {
        name: 'Rename1800000000002',
        up: `// safe-migrate: allow rename until 2999-12-31 because no release has read it
    await queryRunner.renameColumn('core.company', 'extra', 'more');`,
        down: `await queryRunner.renameColumn('core.company', 'more', 'extra');`,
      },
    ],
    options: `migrationsTransactionMode: 'each',`,
  });
  const run = await runProject(project, settings());
  expect([run.outcome, run.record.error?.why]).toEqual(['applied', undefined]);
  await sql(connection, `UPDATE core.company SET more = 'written'; INSERT INTO core.api VALUES (1)`);
  const back = await runProject(project, settings(), 'rollback');
  expect([back.outcome, back.record.error?.why]).toEqual(['taken-back', undefined]);
  expect(back.record.takenBack?.escrow).toEqual(
    expect.arrayContaining(['core.api: 1 rows', 'core.company, "extra": 200 values']),
  );
});

test('a lock that is not had after the table API dropped a column: the next attempt drops it again', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'Drop1800000000001',
        up: `${API}
    // safe-migrate: allow drop-column until 2999-12-31 because no release has read it
    await queryRunner.dropColumn('core.company', 'employees');
    await queryRunner.addColumn('core.note', new TableColumn({ name: 'tag', type: 'text', isNullable: true }));`,
        down: `${API} await queryRunner.dropColumn('core.note', 'tag');
    await queryRunner.addColumn('core.company', new TableColumn({ name: 'employees', type: 'integer', isNullable: true }));`,
      },
    ],
  });
  let attempts = 0;
  const run = await withClient(connection, (client) =>
    runProject(project, { ...settings(), lockTimeout: 500, lockRetries: 8 }, 'run', undefined, (event) => {
      if (event.kind === 'step-started' && event.step === 'apply')
        void client.query('BEGIN; LOCK TABLE core.note IN ACCESS SHARE MODE');
      if (event.kind === 'warning' && event.message.includes('a lock was not free')) {
        attempts++;
        void client.query('ROLLBACK');
      }
    }),
  );
  expect([run.outcome, run.record.error?.why, attempts > 0]).toEqual(['applied', undefined, true]);
});

const EXTENSION = ['CREATE EXTENSION IF NOT EXISTS pg_trgm', 'CREATE TABLE core.fresh (id int)'];

test.each([
  ['stays', queries('DROP TABLE core.fresh')],
  ['is dropped', queries('DROP TABLE core.fresh', 'DROP EXTENSION pg_trgm')],
])('an extension that up() makes sure of and that %s in down() is let through', async (_, down) => {
  const { project } = await stage.prepare({
    migrations: [{ name: 'Ext1800000000001', up: queries(...EXTENSION), down }],
  });
  const run = await runProject(project, settings());
  expect([run.outcome, run.record.error?.why]).toEqual(['applied', undefined]);
});

test('an extension that stood there before is not dropped in down()', async () => {
  const { project } = await stage.prepare({
    migrations: [
      {
        name: 'Ext1800000000001',
        up: queries(...EXTENSION),
        down: queries('DROP TABLE core.fresh', 'DROP EXTENSION pg_trgm'),
      },
    ],
    given: 'CREATE EXTENSION pg_trgm',
  });
  const run = await runProject(project, settings());
  expect([run.outcome, run.code]).toEqual(['refused', 'REVIEW_REFUSED']);
  expect(run.record.error?.why).toMatch(/drop-extension: drops extension pg_trgm/);
});
