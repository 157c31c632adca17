import { spawnSync } from 'node:child_process';
import { chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverBinaries } from '../scratch/binaries';
import { serverUser } from '../scratch/run-as';
import { freePort, temporaryFolder } from '../scratch/server';
import { settingArguments, superviseServer, type SupervisedServer } from '../scratch/supervised-server';
import type { ConnectionParameters } from '../target/connection';
import { sql } from './test-server';

/** A primary with a standby that streams from it. */
export interface ReplicatedServer {
  readonly primary: ConnectionParameters;
  readonly standby: ConnectionParameters;
  /** Waits until the standby has replayed what the primary has written. */
  readonly caughtUp: () => Promise<void>;
  /** The primary ends at once, as on a crash, and the standby becomes one. */
  readonly failOver: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const PASSWORD = 'a replication spec';

/** Starts both, with the server programs of the system, which have pg_basebackup; where there are none this fails: nothing stands in for it. */
export async function startReplicatedServer(major: number): Promise<ReplicatedServer> {
  const user = serverUser();
  const bin = await serverBinaries(major, user);
  const folderOf = (name: string) => {
    const folder = temporaryFolder(user);
    mkdirSync(join(folder, name), { mode: 0o700 });
    for (const path of [folder, join(folder, name)]) if (user) chownSync(path, user.uid, user.gid);
    return { folder, data: join(folder, name) };
  };
  const as = (program: string, args: readonly string[]) => {
    const result = spawnSync(join(bin, program), args, {
      ...{ uid: user?.uid, gid: user?.gid, cwd: '/', encoding: 'utf8' },
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC', PGPASSWORD: PASSWORD },
    });
    if (result.status !== 0) throw new Error(`${program}: ${result.stderr ?? String(result.error)}`);
  };
  const start = async (place: { folder: string; data: string }, port: number): Promise<SupervisedServer> => {
    const server = superviseServer({
      ...{ folder: place.folder, user, postgres: join(bin, 'postgres') },
      args: [
        ...['-D', place.data, '-p', String(port)],
        ...settingArguments({
          ...{ listen_addresses: '127.0.0.1', unix_socket_directories: '', hot_standby: 'on' },
          ...{ fsync: 'off', autovacuum: 'off', wal_level: 'replica', max_wal_senders: '4' },
        }),
      ],
    });
    const there = { host: '127.0.0.1', port, user: 'postgres', password: PASSWORD, database: 'postgres' };
    if (!(await server.answers(there, 30_000))) throw new Error(server.log());
    return server;
  };
  const [first, second] = [folderOf('data'), folderOf('data')];
  const passwordFile = join(first.folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  if (user) chownSync(passwordFile, user.uid, user.gid);
  as('initdb', [
    ...['-D', first.data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync'],
    ...[`--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
  ]);
  const [port, other] = [await freePort(), await freePort()];
  const primaryServer = await start(first, port);
  as('pg_basebackup', [
    ...['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-D', second.data],
    ...['--write-recovery-conf', '--checkpoint=fast', '--no-sync', '--wal-method=stream'],
  ]);
  const standbyServer = await start(second, other);
  const primary = { host: '127.0.0.1', port, user: 'postgres', password: PASSWORD, database: 'postgres' };
  const standby = { ...primary, port: other };
  return {
    ...{ primary, standby },
    caughtUp: async () => {
      const [row] = await sql<{ lsn: string }>(primary, 'SELECT pg_current_wal_lsn()::text AS lsn');
      for (;;) {
        const [at] = await sql<{ done: boolean }>(
          standby,
          `SELECT pg_last_wal_replay_lsn() >= '${row?.lsn}'::pg_lsn AS done`,
        );
        if (at?.done) return;
        await new Promise((done) => setTimeout(done, 50));
      }
    },
    failOver: async () => {
      await primaryServer.stop();
      await sql(standby, 'SELECT pg_promote()');
    },
    stop: async () => {
      await primaryServer.stop();
      await standbyServer.stop();
    },
  };
}
