import { spawn } from 'node:child_process';
import { chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { ROOT } from '../demo/shell.mjs';
import { sql } from '../support/sql.mjs';

const require = createRequire(join(ROOT, 'packages/core/package.json'));
const pg = require('pg');
const { serverBinaries } = require('./dist/scratch/binaries.js');
const { serverUser } = require('./dist/scratch/run-as.js');
const { freePort } = require('./dist/scratch/server.js');

/** A PostgreSQL that can be killed and started again on the same data, unlike a scratch server. What was committed must survive that: only fsync is off, since the machine itself goes on. */
export async function startServer(major) {
  const user = serverUser();
  const bin = await serverBinaries(major, user);
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-crash-'));
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (user) for (const path of [folder, data]) chownSync(path, user.uid, user.gid);
  const as = {
    cwd: folder,
    uid: user?.uid,
    gid: user?.gid,
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
  };
  execFileSync(
    join(bin, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    { ...as, stdio: 'ignore' },
  );
  const port = await freePort();
  const settings = {
    ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', fsync: 'off', autovacuum: 'off' },
    ...{ max_connections: '150', shared_buffers: '64MB', logging_collector: 'off', max_wal_size: '1GB' },
  };
  const connection = { host: '127.0.0.1', port, user: 'postgres', password: 'crash', database: 'postgres' };
  let child;
  const start = async () => {
    const deadline = Date.now() + 30_000;
    for (;;) {
      const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
      child = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...args], {
        ...as,
        stdio: 'ignore',
      });
      while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
        if (await answers(connection)) return;
        await sleep(30);
      }
      // Processes of the one that was killed may still hold its memory.
      if (Date.now() > deadline) throw new Error('the server does not start');
      await sleep(100);
    }
  };
  await start();
  return {
    connection,
    url: `postgres://postgres:crash@127.0.0.1:${port}/postgres`,
    /** kill -9 of every process of it, then started again: crash recovery. */
    async crash() {
      const pids = execFileSync('ps', ['-o', 'pid=', '--ppid', String(child.pid)], { encoding: 'utf8' });
      const gone = new Promise((done) => child.once('exit', done));
      for (const pid of [child.pid, ...pids.split(/\s+/).filter(Boolean).map(Number)]) {
        try {
          process.kill(pid, 'SIGKILL');
        } catch {
          // It has ended by itself.
        }
      }
      await gone;
      await start();
    },
    pid: () => child.pid,
    async stop() {
      const gone = new Promise((done) => child.once('exit', done));
      child.kill('SIGQUIT');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(connection) {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 1_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    await client.end().catch(() => undefined);
    return false;
  }
}

/** A TCP proxy in front of the server whose connections can all be cut. */
export async function startProxy(port) {
  const pairs = new Set();
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    const pair = [near, far];
    pairs.add(pair);
    for (const socket of pair) {
      socket.on('error', () => undefined);
      socket.on('close', () => {
        for (const other of pair) other.destroy();
        pairs.delete(pair);
      });
    }
    near.pipe(far).pipe(near);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    cut() {
      for (const pair of [...pairs]) for (const socket of pair) socket.resetAndDestroy();
    },
    async close() {
      this.cut();
      await new Promise((done) => server.close(done));
    },
  };
}

/** A database as another one is. */
export async function copyOf(server, origin, database) {
  await sql(server.connection, `CREATE DATABASE ${database} TEMPLATE ${origin}`);
  return { ...server.connection, database };
}

/** What was made beside a database: the backup that is restored, what the live one is called after an exchange. */
export async function besideOf(server, database) {
  const rows = await sql(
    server.connection,
    `SELECT datname::text AS name FROM pg_database WHERE datname LIKE replace($1, '_', '\\_') || '\\_%'`,
    [database],
  );
  return rows.map(({ name }) => name);
}

/** A database, and what was made beside it. */
export async function dropAll(server, database) {
  for (const name of [database, ...(await besideOf(server, database))])
    await sql(server.connection, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
