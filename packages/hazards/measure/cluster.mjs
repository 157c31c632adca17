import { execFileSync, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { serverHome } from './servers.mjs';

/** PostgreSQL refuses to run as root: everything it runs is run as `postgres` then. */
const account = () => {
  if (process.getuid() !== 0) return {};
  const [, , uid, gid] = execFileSync('getent', ['passwd', 'postgres'], { encoding: 'utf8' }).split(':');
  return { uid: Number(uid), gid: Number(gid) };
};

/** Starts a throw-away server of a major on a Unix socket; `stop()` removes every trace of it. */
export async function startCluster(major) {
  const home = serverHome(major);
  const user = account();
  const folder = mkdtempSync(path.join(tmpdir(), `sm-measure-${major}-`));
  if (user.uid !== undefined) chownSync(folder, user.uid, user.gid);
  const data = path.join(folder, 'data');
  const options = {
    cwd: folder,
    ...user,
    stdio: 'ignore',
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  };
  execFileSync(
    path.join(home, 'bin', 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '-N'],
    options,
  );
  const settings = {
    listen_addresses: '',
    unix_socket_directories: folder,
    fsync: 'off',
    autovacuum: 'off',
    timezone: 'UTC',
    jit: 'off',
    max_parallel_maintenance_workers: '0',
    max_parallel_workers_per_gather: '0',
  };
  const flags = Object.entries(settings).flatMap(([name, value]) =>
    major < 11 && name === 'jit' ? [] : ['-c', `${name}=${value}`],
  );
  const server = spawn(path.join(home, 'bin', 'postgres'), ['-D', data, ...flags], options);
  const connect = async (database = 'postgres') => {
    const client = new pg.Client({ host: folder, user: 'postgres', database });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await (await connect()).end();
      break;
    } catch (error) {
      if (tries > 100 || server.exitCode !== null) throw error;
      await sleep(100);
    }
  }
  const stop = async () => {
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  return { connect, stop, folder };
}
