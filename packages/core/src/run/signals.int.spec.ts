import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { dumpOf } from '../testing/database-dump';
import { leftovers } from '../testing/leftovers';
import { queries, type Project } from '../testing/project';
import { openStage, type Stage } from '../testing/scenario';
import { sql } from '../testing/test-server';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const COMMAND = resolve(__dirname, '../../bin/safe-migrate.js');
const ADD = queries('ALTER TABLE core.opportunity ADD COLUMN extra text');
const UNADD = queries('ALTER TABLE core.opportunity DROP COLUMN extra');
/** Sleeps on the live database only, so that the trials before it are quick. */
const onLive = (act: string) =>
  `const [{ name }] = await queryRunner.query('SELECT current_database() AS name'); if (!name.startsWith('safe_migrate')) { ${act} }`;
const SLEEPS = onLive(`await queryRunner.query('SELECT pg_sleep(120)');`);
/** The first time only. */
const WAITS_ONCE = `const fs = require('node:fs'); if (!fs.existsSync('waited')) { fs.writeFileSync('waited', ''); await queryRunner.query('SELECT pg_sleep(120)'); }`;

/** Starts `safe-migrate run` as a process of its own, whose temporary files all go to a folder of the project. */
function start(project: Project, ...more: readonly string[]) {
  return startWith([process.execPath, COMMAND], project, more);
}

function startWith(
  [program = '', ...first]: readonly string[],
  project: Project,
  more: readonly string[],
  ipc: readonly 'ipc'[] = [],
) {
  const temporary = join(project.root, 'tmp');
  mkdirSync(temporary, { mode: 0o755, recursive: true });
  const child = spawn(
    program,
    [...first, 'run', '--project', project.root, '-d', project.dataSource, ...more],
    {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe', ...ipc],
    },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ended = new Promise<number | null>((done) => {
    child.on('close', (code) => done(code));
    // Node tells no `close` of a child whose channel we have closed ourselves; its last words are read a moment later.
    child.on('exit', (code) => void setTimeout(() => done(code), ipc.length > 0 ? 500 : 60_000).unref());
  });
  return { child, ended, output: () => stripVTControlCharacters(output), temporary };
}

test('a scratch server that cannot be used: the command ends', async () => {
  const { project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  const run = start(project, '--scratch-url', 'postgres://nobody:x@127.0.0.1:1/x');
  const deadline = new Promise((done) => setTimeout(done, 30_000, 'still running').unref());
  const ended = await Promise.race([run.ended, deadline]);
  run.child.kill('SIGKILL');
  expect(run.output()).toMatch(/ERROR DATABASE_UNREACHABLE: /);
  expect(ended).toBe(1);
  await assertNothingLeft(project, run.temporary);
});

async function until(what: string, happened: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error(`waited in vain until ${what}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

const sleeping = async () =>
  (
    await sql(
      stage.server.connection,
      `SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(120)%' AND state = 'active'`,
    )
  ).length > 0;

/** Processes whose command line names a folder. */
function processesOf(folder: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(folder));
}

/** The only child of a process. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

async function assertNothingLeft(project: Project, temporary: string): Promise<void> {
  await until('every process has ended', () => processesOf(temporary).length === 0);
  await until('temporary files are gone', () => readdirSync(temporary).length === 0);
  expect(await leftovers(stage.server, project)).toEqual([]);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s while applying: 130, everything as before',
  async (signal) => {
    const { connection, project } = await stage.prepare({
      migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${SLEEPS}`, down: UNADD }],
    });
    const before = await dumpOf(stage.server.tools, connection);
    const run = start(project);
    await until('the migration sleeps', sleeping);
    run.child.kill(signal);
    expect(await run.ended).toBe(130);
    expect(run.output()).toMatch(/outcome +INTERRUPTED/);
    expect(run.output()).toMatch(/ERROR INTERRUPTED: .*the database is as it was/);
    expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
    await assertNothingLeft(project, run.temporary);
  },
);

test('SIGINT while user code waits outside the server: 130, everything as before', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [
      {
        name: 'AddExtra1800000000001',
        up: `${ADD} ${onLive(`require('node:fs').writeFileSync('waiting', ''); await new Promise((done) => setTimeout(done, 120000));`)}`,
        down: UNADD,
      },
    ],
  });
  const before = await dumpOf(stage.server.tools, connection);
  const run = start(project);
  await until('the migration waits', () => existsSync(join(project.root, 'waiting')));
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(130);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  await assertNothingLeft(project, run.temporary);
});

test.each([
  ['while it is tried on a scratch database', /ok +preflight/],
  ['while it is rehearsed', /ok +back up/],
])('SIGHUP %s: 130, everything as before, nothing is left', async (_, reached) => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  const before = await dumpOf(stage.server.tools, connection);
  const run = start(project, '--scratch-url', stage.server.url);
  await until('the step has begun', () => reached.test(run.output()));
  run.child.kill('SIGHUP');
  expect(await run.ended).toBe(130);
  expect(run.output()).toMatch(/SIGHUP received: stopping/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  await assertNothingLeft(project, run.temporary);
});

test('whoever started it is gone (disconnect) while applying: 130, everything as before', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${SLEEPS}`, down: UNADD }],
  });
  const before = await dumpOf(stage.server.tools, connection);
  const more = ['--scratch-url', stage.server.url];
  const run = startWith([process.execPath, COMMAND], project, more, ['ipc']);
  await until('the migration sleeps', sleeping);
  run.child.disconnect();
  expect(await run.ended).toBe(130);
  expect(run.output()).toMatch(/disconnect received: stopping/);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
  await assertNothingLeft(project, run.temporary);
});

/** As in a container without an init: nobody else reaps processes, and signals that nobody listens to are ignored. */
const AS_PID_1 = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const mayUnshare = spawnSync(AS_PID_1[0] ?? '', [...AS_PID_1.slice(1), 'true']).status === 0;
if (!mayUnshare) process.stdout.write('no right to make a pid namespace: running as pid 1 is not tried\n');
else
  test('as pid 1: SIGTERM while applying is 130 and everything as before; the next run applies and ends', async () => {
    const { connection, project } = await stage.prepare({
      migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${onLive(WAITS_ONCE)}`, down: UNADD }],
    });
    const before = await dumpOf(stage.server.tools, connection);
    const command = [...AS_PID_1, process.execPath, COMMAND];
    const run = startWith(command, project, []);
    await until('the migration waits', () => existsSync(join(project.root, 'waited')));
    process.kill(childOf(run.child.pid ?? 0), 'SIGTERM');
    expect(await run.ended).toBe(130);
    expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
    await assertNothingLeft(project, run.temporary);
    const again = startWith(command, project, ['--scratch-url', stage.server.url]);
    expect(await again.ended).toBe(0);
    expect(again.output()).toMatch(/outcome +APPLIED/);
    await assertNothingLeft(project, again.temporary);
  });

test('SIGTERM while backing up: 130, no backup and nothing else is left', async () => {
  const { connection, project } = await stage.prepare({
    given: `CREATE TABLE core.noise AS SELECT i, sha512(i::text::bytea) AS noise FROM generate_series(1, 300000) i`,
    migrations: [{ name: 'AddExtra1800000000001', up: ADD, down: UNADD }],
  });
  const backups = join(project.root, '.safe-migrate/backups');
  const run = start(project);
  await until('the backup has begun', () => existsSync(backups) && readdirSync(backups).length > 0);
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(130);
  expect(readdirSync(backups)).toEqual([]);
  expect(
    await sql(connection, `SELECT 1 FROM information_schema.columns WHERE column_name = 'extra'`),
  ).toEqual([]);
  await assertNothingLeft(project, run.temporary);
});

test('kill -9: the scratch server ends, the server notices and rolls back, the lease is free', async () => {
  const { connection, project } = await stage.prepare({
    migrations: [{ name: 'AddExtra1800000000001', up: `${ADD} ${SLEEPS}`, down: UNADD }],
  });
  const before = await dumpOf(stage.server.tools, connection);
  const run = start(project);
  await until('the migration sleeps', sleeping);
  run.child.kill('SIGKILL');
  await run.ended;
  await until(
    'the scratch server has ended',
    () => processesOf(join(run.temporary, 'safe-migrate-scratch')).length === 0,
  );
  // Nobody ends it: the server itself notices that its client is gone, in the middle of a statement.
  await until('the server has noticed', async () => !(await sleeping()));
  expect(await leftovers(stage.server, project)).toEqual([]);
  expect(await dumpOf(stage.server.tools, connection)).toEqual(before);
});
