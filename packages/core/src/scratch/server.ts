import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { run } from '../process/run';
import type { ConnectionParameters } from '../target/connection';
import { serverBinaries } from './binaries';
import { isReachable, serverUser, type RunAs } from './run-as';
import { settingArguments, superviseServer } from './supervised-server';

/** A running throw-away PostgreSQL. */
export interface ScratchServer {
  readonly major: number;
  /** Superuser connection to its `postgres` database. */
  readonly connection: ConnectionParameters;
  /** Stops the server and removes its data. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** Options of {@link startScratchServer}. */
export interface ScratchServerOptions {
  readonly major: number;
  /** A fixed port; a free one by default. */
  readonly port?: number;
  /** Where its data is kept, a folder that the server's user can enter; the system's temporary folder by default. */
  readonly temporary?: string;
  /** Told when server programs must be downloaded first. */
  readonly onFetch?: (version: string) => void;
  /** Told what the server writes to its log. */
  readonly onLog?: (text: string) => void;
  readonly signal?: AbortSignal;
}

const START_TIMEOUT_MS = 30_000;

/**
 * Boots a PostgreSQL of the given major on a free loopback port, with a random superuser password and without
 * durability (`fsync=off`): its data is disposable by definition. It ends with this process, however that ends.
 *
 * @throws SafeMigrateError SCRATCH_SERVER_MISSING, CACHE_FOLDER, SCRATCH_SERVER_FAILED
 */
export async function startScratchServer(options: ScratchServerOptions): Promise<ScratchServer> {
  const user = serverUser();
  const bin = await serverBinaries(options.major, user, options.onFetch, options.signal);
  const folder = temporaryFolder(user, options.temporary);
  try {
    const password = randomBytes(18).toString('base64url');
    await initialize(bin, folder, password, user);
    const port = options.port ?? (await freePort());
    const connection: ConnectionParameters = {
      host: '127.0.0.1',
      port,
      user: 'postgres',
      password,
      database: 'postgres',
    };
    const server = superviseServer({
      ...{ folder, user, postgres: join(bin, 'postgres'), onLog: options.onLog },
      args: ['-D', join(folder, 'data'), '-p', String(port), ...settingArguments(SETTINGS)],
    });
    if (!(await server.answers(connection, START_TIMEOUT_MS))) {
      await server.stop();
      throw failed(server.log());
    }
    const { stop } = server;
    return { major: options.major, connection, stop };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  // What is loaded into a table of the same transaction, or built as an index, is not written to the WAL then.
  wal_level: 'minimal',
  max_wal_senders: '0',
  autovacuum: 'off',
  max_wal_size: '4GB',
  max_connections: '50',
  // Every table of the live database is locked at once by a dump, and its server may have been given room for that.
  max_locks_per_transaction: '2048',
  shared_buffers: '128MB',
  logging_collector: 'off',
};

async function initialize(
  bin: string,
  folder: string,
  password: string,
  user: RunAs | undefined,
): Promise<void> {
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(join(folder, 'data'), { mode: 0o700 });
  if (user)
    for (const path of [folder, passwordFile, join(folder, 'data')]) chownSync(path, user.uid, user.gid);
  const result = await run(
    join(bin, 'initdb'),
    [
      ...['-D', join(folder, 'data'), '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`],
      ...['-E', 'UTF8', '--locale=C', '--no-sync'],
    ],
    { cwd: folder, uid: user?.uid, gid: user?.gid, env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
  );
  rmSync(passwordFile, { force: true });
  if (result.code !== 0) throw failed(result.stderr || result.spawnError?.message || result.stdout);
}

/** A new folder below a temporary directory that the server's user can enter. */
export function temporaryFolder(user: RunAs | undefined, wanted = tmpdir()): string {
  const base = [wanted, '/tmp', '/var/tmp'].find((folder) => isReachable(folder, user)) ?? tmpdir();
  const folder = mkdtempSync(join(base, 'safe-migrate-scratch-'));
  chmodSync(folder, 0o700);
  return folder;
}

/** A TCP port that is free on the loopback interface now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

function failed(log: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'SCRATCH_SERVER_FAILED',
    what: 'The scratch PostgreSQL server did not start.',
    why: log.trim().split('\n').slice(-5).join('\n') || 'It printed nothing.',
    next: 'Free disk space or memory, or give --scratch-url postgres://... of a server where databases may be created.',
  });
}
