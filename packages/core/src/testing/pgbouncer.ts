import { spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { serverUser } from '../scratch/run-as';
import { freePort } from '../scratch/server';
import type { ConnectionParameters } from '../target/connection';

/** Where Debian puts it. */
const PROGRAM = '/usr/sbin/pgbouncer';

/** Starts PgBouncer in front of a server; it refuses to run as root. Fails where it is not installed: nothing stands in for it. */
export async function startPgBouncer(
  behind: ConnectionParameters,
  mode: 'transaction' | 'session' | 'statement',
  more: readonly string[] = [],
): Promise<{ readonly connection: ConnectionParameters; readonly stop: () => Promise<void> }> {
  if (!existsSync(PROGRAM))
    throw new Error(
      `${PROGRAM} is not installed. Install it: apt-get install -y pgbouncer (npm test does, as root on Debian and Ubuntu)`,
    );
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-pgbouncer-'));
  const port = await freePort();
  const config = join(folder, 'pgbouncer.ini');
  const users = join(folder, 'users.txt');
  writeFileSync(users, `"${behind.user}" "${behind.password ?? ''}"\n`);
  writeFileSync(
    config,
    [
      '[databases]',
      `* = host=${behind.host} port=${behind.port}`,
      '[pgbouncer]',
      ...['listen_addr = 127.0.0.1', `listen_port = ${port}`, 'auth_type = plain', `auth_file = ${users}`],
      ...[`pool_mode = ${mode}`, 'unix_socket_dir =', ...more],
    ].join('\n'),
  );
  const user = serverUser();
  if (user) for (const path of [folder, config, users]) chownSync(path, user.uid, user.gid);
  const child = spawn(PROGRAM, [config], { cwd: '/', uid: user?.uid, gid: user?.gid, stdio: 'ignore' });
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  const connection = { ...behind, port };
  for (let attempt = 0; ; attempt++) {
    const client = new Client({ ...connection, connectionTimeoutMillis: 1_000 });
    client.on('error', () => undefined);
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => undefined);
    if (isUp) break;
    if (attempt > 100) throw new Error('PgBouncer does not answer');
    await new Promise((done) => setTimeout(done, 50));
  }
  return {
    connection,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
