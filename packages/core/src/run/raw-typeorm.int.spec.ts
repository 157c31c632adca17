import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createProject, queries, type Project } from '../testing/project';
import { runProject } from '../testing/run-project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Takes its time on the live database only. */
const slowly = (ms: number) =>
  `const [{ name }] = await queryRunner.query('SELECT current_database() AS name'); if (name.startsWith('test_')) await queryRunner.query('SELECT pg_sleep(${ms / 1000})');`;
const TAGS = {
  name: 'AddTags1800000000001',
  up: queries(
    'CREATE TABLE core.tag (id serial PRIMARY KEY, name text)',
    `INSERT INTO core.tag (name) SELECT 'tag ' || i FROM generate_series(1, 10) i`,
  ),
  down: queries('DROP TABLE core.tag'),
};

/** What somebody runs who does not know of safe-migrate. */
async function rawRun(project: Project): Promise<{ readonly code: number | null; readonly output: string }> {
  const cli = join(project.root, 'node_modules/typeorm/cli.js');
  const child = spawn(process.execPath, [cli, 'migration:run', '-d', project.dataSource], {
    cwd: project.root,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => (output += text.toString()));
  await once(child, 'close');
  return { code: child.exitCode, output };
}

async function until(happened: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((done) => setTimeout(done, 30));
  }
}

const sleeping = async (application: string) =>
  (
    await sql(
      stage.server.connection,
      `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND state = 'active' AND application_name ~ '${application}'`,
    )
  ).length > 0;

test('typeorm migration:run in the middle of our transaction: it waits, and finds nothing left to do', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [{ ...TAGS, up: `${TAGS.up} ${slowly(4_000)}` }],
  });
  const run = runProject(project, { scratchUrl: stage.server.url });
  await until(() => sleeping('^safe-migrate'));
  const raw = await rawRun(project);
  expect((await run).outcome).toBe('applied');
  expect([raw.code, /No migrations are pending/.test(raw.output)]).toEqual([0, true]);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.tag')).toEqual([{ n: 10 }]);
  expect(await sql(connection, `SELECT count(*)::int AS n FROM core._typeorm_migrations`)).toEqual([
    { n: 2 },
  ]);
});

test('typeorm migration:run has begun before us, and ends while we wait for it: ours is not applied a second time, and what differs is told as theirs', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        ...TAGS,
        up: `const fs = require('node:fs');
    ${TAGS.up}
    if (process.argv.includes('migration:run')) {
      await queryRunner.query('SELECT name FROM core._typeorm_migrations');
      fs.writeFileSync('raw-has-begun', '');
      for (let ms = 0; !fs.existsSync('ours-has-waited') && ms < 120000; ms += 50) await new Promise((done) => setTimeout(done, 50));
    }`,
      },
    ],
  });
  const raw = rawRun(project);
  await until(() => Promise.resolve(existsSync(join(project.root, 'raw-has-begun'))));
  const run = await runProject(
    project,
    { scratchUrl: stage.server.url, lockTimeout: 500 },
    'run',
    undefined,
    (event) => {
      if (event.kind === 'warning' && /a lock was not free/.test(event.message))
        project.write('ours-has-waited', '');
    },
  );
  expect((await raw).code).toBe(0);
  expect([run.outcome, run.code]).toEqual(['refused', 'MIGRATED_MEANWHILE']);
  const { what, why } = run.record.error ?? {};
  expect(what).toMatch(/^Somebody else has run AddTags1800000000001/);
  expect(why).toMatch(/Of theirs, not of ours:\ncore\.tag is new\n/);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.tag')).toEqual([{ n: 10 }]);
  expect(await sql(connection, `SELECT count(*)::int AS n FROM core._typeorm_migrations`)).toEqual([
    { n: 2 },
  ]);
});

test('a raw run that had read the list before us and records after us: the unique index that the docs name makes it fail as a whole', async () => {
  const { connection, project } = await stage.prepare({
    given: 'CREATE UNIQUE INDEX _typeorm_migrations_name ON core._typeorm_migrations (name)',
    migrations: [
      {
        name: 'AddTags1800000000001',
        up: `const fs = require('node:fs');
    if (process.argv.includes('migration:run')) {
      fs.writeFileSync('raw-has-begun', '');
      for (let ms = 0; !fs.existsSync('ours-is-done') && ms < 120000; ms += 50) await new Promise((done) => setTimeout(done, 50));
    }
    ${queries('CREATE TABLE IF NOT EXISTS core.tag (id serial PRIMARY KEY, name text)', `INSERT INTO core.tag (name) SELECT 'tag ' || i FROM generate_series(1, 10) i`)}`,
        down: TAGS.down,
      },
    ],
  });
  const raw = rawRun(project);
  await until(() => Promise.resolve(existsSync(join(project.root, 'raw-has-begun'))));
  const run = await runProject(project, { scratchUrl: stage.server.url, refuse: 'dangerous' });
  project.write('ours-is-done', '');
  const { code, output } = await raw;
  expect([run.outcome, run.code]).toEqual(['applied', undefined]);
  expect([code, /duplicate key value violates unique constraint/.test(output)]).toEqual([1, true]);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.tag')).toEqual([{ n: 10 }]);
  expect(await sql(connection, `SELECT count(*)::int AS n FROM core._typeorm_migrations`)).toEqual([
    { n: 2 },
  ]);
});

test('three runs at once: every migration exactly once', async () => {
  const { connection, project } = await stage.prepare({ migrations: [TAGS] });
  const other = () => createProject({ connection, migrations: [TAGS] });
  const projects = [project, other(), other()];
  const runs = await Promise.all(projects.map((each) => runProject(each, { scratchUrl: stage.server.url })));
  for (const each of projects.slice(1)) each.remove();
  const outcomes = runs.map(({ outcome, code }) => code ?? outcome).sort();
  expect(outcomes.filter((outcome) => outcome === 'applied')).toHaveLength(1);
  for (const outcome of outcomes) expect(['applied', 'nothing-pending', 'LEASE_HELD']).toContain(outcome);
  expect(await sql(connection, 'SELECT count(*)::int AS n FROM core.tag')).toEqual([{ n: 10 }]);
  expect(await sql(connection, `SELECT count(*)::int AS n FROM core._typeorm_migrations`)).toEqual([
    { n: 2 },
  ]);
});
