import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftovers } from '../testing/leftovers';
import { queries, type MigrationSource } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Scenario, type Stage } from '../testing/scenario';
import { sql, withClient } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const GIVEN = `CREATE TABLE core.code (id serial PRIMARY KEY, code text); INSERT INTO core.code (code) VALUES ('a'), ('b')`;
const ADD: MigrationSource = {
  name: 'AddExtra1800000000001',
  up: queries('ALTER TABLE core.person ADD COLUMN extra text'),
  down: queries('ALTER TABLE core.person DROP COLUMN extra'),
};
const UNIQUE: MigrationSource = {
  name: 'UniqueCode1800000000002',
  transaction: false,
  up: queries('CREATE UNIQUE INDEX CONCURRENTLY code_code ON core.code (code)'),
  down: queries('DROP INDEX CONCURRENTLY core.code_code'),
};

/** With the statement that goes before the unique index. */
function after(first: string, back: string): MigrationSource {
  return {
    ...UNIQUE,
    up: `${queries(first)}\n${UNIQUE.up ?? ''}`,
    down: `${UNIQUE.down ?? ''}\n${queries(back)}`,
  };
}

/** A database and a project whose last migration can be corrected and put back. */
async function prepare(...migrations: readonly MigrationSource[]) {
  const scenario: Scenario = { migrations, given: GIVEN, options: `migrationsTransactionMode: 'each',` };
  const { connection, project } = await stage.prepare(scenario);
  const name = migrations.at(-1)?.name ?? '';
  const file = `src/migrations/${name}.js`;
  const first = readFileSync(join(project.root, file), 'utf8');
  return {
    ...{ connection, project, options: { scratchUrl: stage.server.url } },
    /** An index that is not unique does. */
    correct: () =>
      project.write(
        file,
        `exports.${name} = class { name = '${name}'; transaction = false;
  async up(queryRunner) { await queryRunner.query('CREATE INDEX CONCURRENTLY code_code ON core.code (code)'); }
  async down(queryRunner) { await queryRunner.query('DROP INDEX CONCURRENTLY core.code_code'); } };`,
      ),
    putBack: () => project.write(file, first),
  };
}

/** Duplicate rows come while the index is built, and the process is stopped before the server can say so. */
async function stopped(...migrations: readonly MigrationSource[]) {
  const prepared = await prepare(...migrations);
  const { connection, project, options } = prepared;
  const abort = new AbortController();
  const run = await withClient(connection, async (client) => {
    const running = runProject(project, options, 'run', abort.signal, (event) => {
      if (event.kind === 'step-started' && event.step === 'apply')
        void client.query(`BEGIN; INSERT INTO core.code (code) VALUES ('a')`);
    });
    let isOver = false;
    void running.finally(() => (isOver = true));
    while (!isOver) {
      const waits = await sql(
        connection,
        `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE UNIQUE INDEX CONCURRENTLY%' AND wait_event_type = 'Lock'`,
      );
      if (waits.length > 0) break;
      await new Promise((done) => setTimeout(done, 50));
    }
    abort.abort();
    const ended = await running;
    await client.query('COMMIT');
    return ended;
  });
  expect(run.outcome).toBe('interrupted');
  return prepared;
}

const INDEXES = `SELECT relname::text AS name, indisvalid AS valid FROM pg_index JOIN pg_class c ON c.oid = indexrelid
  WHERE indrelid = 'core.code'::regclass AND NOT indisprimary ORDER BY 1`;

test('a unique index that cannot be built any more: resume with the corrected file says that nothing is left, run applies it', async () => {
  const { connection, project, correct, options } = await stopped(UNIQUE);
  expect(await sql(connection, INDEXES)).toEqual([{ name: 'code_code', valid: false }]);
  correct();
  const resumed = await runProject(project, options, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['failed-unchanged', 'RUN_CHANGED_NOTHING']);
  expect(resumed.record.error?.what).toMatch(
    /UniqueCode1800000000002 is not what it began with\. Nothing of it is left/,
  );
  expect(await sql(connection, INDEXES)).toEqual([]);
  const run = await runProject(project, options);
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(await sql(connection, INDEXES)).toEqual([{ name: 'code_code', valid: true }]);
  expect(await leftovers(stage.server, project)).toEqual([]);
});

test('run with the corrected file goes on by itself; what the run had committed is taken back first and comes again', async () => {
  const { connection, project, correct, options } = await stopped(ADD, UNIQUE);
  correct();
  const run = await runProject(project, options);
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(run.record.warnings.join('\n')).toMatch(
    /was taken back: .*UniqueCode1800000000002 is not what it began with/,
  );
  expect(await sql(connection, INDEXES)).toEqual([{ name: 'code_code', valid: true }]);
  expect(
    await sql(
      connection,
      `SELECT name FROM core._typeorm_migrations WHERE timestamp > 1700000000000 ORDER BY id`,
    ),
  ).toEqual([{ name: ADD.name }, { name: UNIQUE.name }]);
  expect(await sql(connection, `SELECT state FROM safe_migrate.run WHERE state <> 'settled'`)).toEqual([]);
});

test('failed on the live database behind an index that was built: refused by name; dropped by hand, run goes on', async () => {
  const first = after(
    'CREATE INDEX CONCURRENTLY person_score ON core.person (score)',
    'DROP INDEX CONCURRENTLY core.person_score',
  );
  const { connection, project, correct, options } = await prepare(first);
  const failed = await runProject(project, options, 'run', undefined, (event) => {
    if (event.kind === 'step-started' && event.step === 'apply')
      void sql(connection, `INSERT INTO core.code (code) VALUES ('a')`);
  });
  expect([failed.outcome, failed.code]).toEqual(['needs-attention', 'NOT_AS_BEFORE']);
  expect(failed.record.error?.next).toMatch(
    /safe-migrate resume.*\n.*correct the migration.*safe-migrate run/,
  );
  correct();
  const refused = await runProject(project, options);
  expect([refused.outcome, refused.code]).toEqual(['needs-attention', 'RESUME_FILES']);
  expect(refused.record.error?.why).toMatch(/\+ CREATE INDEX person_score ON core\.person/);
  expect(refused.record.error?.next).toMatch(
    /safe-migrate resume\n.*DROP INDEX CONCURRENTLY.*safe-migrate run/,
  );
  await sql(connection, 'DROP INDEX CONCURRENTLY core.person_score');
  const run = await runProject(project, options);
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect(await sql(connection, INDEXES)).toEqual([{ name: 'code_code', valid: true }]);
});

test('a statement is done that the catalog does not tell of: refused; the old file finishes it', async () => {
  const first = after(`COMMENT ON TABLE core.code IS 'codes'`, 'COMMENT ON TABLE core.code IS NULL');
  const { connection, project, correct, putBack, options } = await stopped(first);
  correct();
  const refused = await runProject(project, options, 'resume');
  expect([refused.outcome, refused.code]).toEqual(['needs-attention', 'RESUME_FILES']);
  expect(refused.record.error?.why).toMatch(
    /statement 1 of UniqueCode1800000000002 is done, and the catalog does not tell/,
  );
  await sql(connection, `DELETE FROM core.code WHERE id = (SELECT max(id) FROM core.code)`);
  putBack();
  const resumed = await runProject(project, options, 'resume');
  expect([resumed.outcome, resumed.code]).toEqual(['applied', undefined]);
  expect(await sql(connection, INDEXES)).toEqual([{ name: 'code_code', valid: true }]);
  expect(await leftovers(stage.server, project)).toEqual([]);
});
