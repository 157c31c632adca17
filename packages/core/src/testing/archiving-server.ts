import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClientTools, type ClientTools } from '../backup/client-tools';
import { serverBinaries } from '../scratch/binaries';
import { serverUser } from '../scratch/run-as';
import { freePort, temporaryFolder } from '../scratch/server';
import { settingArguments, superviseServer } from '../scratch/supervised-server';
import type { ConnectionParameters } from '../target/connection';
import { sql } from './test-server';

/** Where Debian puts it. */
const PROGRAM = '/usr/bin/pgbackrest';

/** A PostgreSQL whose WAL pgBackRest archives into a repository of its own. */
export interface ArchivingServer {
  readonly connection: ConnectionParameters;
  readonly tools: ClientTools;
  readonly stanza: string;
  /** Configuration of pgBackRest. */
  readonly config: string;
  readonly repository: string;
  readonly data: string;
  /** Everything lies in it. */
  readonly folder: string;
  /** Runs pgBackRest as the owner of the data; its output. */
  readonly pgbackrest: (...args: readonly string[]) => string;
  readonly create: () => Promise<ConnectionParameters>;
  readonly stop: () => Promise<void>;
}

/** Starts it, and makes the stanza; fails where pgBackRest is not installed: nothing stands in for it. */
export async function startArchivingServer(
  settings: Readonly<Record<string, string>> = {},
): Promise<ArchivingServer> {
  if (!existsSync(PROGRAM))
    throw new Error(
      `${PROGRAM} is not installed. Install it: apt-get install -y pgbackrest (npm test does, as root on Debian and Ubuntu)`,
    );
  const tools = await findClientTools();
  const user = serverUser();
  const bin = await serverBinaries(tools.major, user);
  const folder = temporaryFolder(user);
  const own = <T extends string>(path: T) => {
    if (user) chownSync(path, user.uid, user.gid);
    return path;
  };
  own(folder);
  const made = (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return own(join(folder, name));
  };
  const [data, repository, sockets] = [made('data'), made('repository'), made('s')];
  made('lock');
  const as = (program: string, args: readonly string[]) => {
    const result = spawnSync(program, args, {
      ...{ uid: user?.uid, gid: user?.gid, cwd: '/', encoding: 'utf8' },
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
    });
    if (result.status !== 0)
      throw new Error(`${program} ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result.stdout;
  };
  const password = 'an archiving spec';
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password);
  own(passwordFile);
  as(join(bin, 'initdb'), [
    ...['-D', data, '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync', '--data-checksums'],
    ...[`--pwfile=${passwordFile}`, '--auth-local=trust', '--auth-host=scram-sha-256'],
  ]);
  const port = await freePort();
  const stanza = 'main';
  const config = join(folder, 'pgbackrest.conf');
  writeFileSync(
    config,
    [
      ...[
        `[${stanza}]`,
        `pg1-path=${data}`,
        `pg1-port=${port}`,
        `pg1-socket-path=${sockets}`,
        'pg1-user=postgres',
      ],
      ...[
        '[global]',
        `repo1-path=${repository}`,
        'repo1-retention-full=9',
        `lock-path=${join(folder, 'lock')}`,
      ],
      ...[`log-path=${folder}`, 'log-level-file=off', 'start-fast=y', 'compress-type=lz4', 'process-max=2'],
      '',
    ].join('\n'),
  );
  own(config);
  const options = [`--config=${config}`, `--stanza=${stanza}`];
  const server = superviseServer({
    ...{ folder, user, postgres: join(bin, 'postgres') },
    args: [
      ...['-D', data, '-p', String(port)],
      ...settingArguments({
        ...{ listen_addresses: '127.0.0.1', unix_socket_directories: sockets },
        ...{ archive_mode: 'on', archive_command: `${PROGRAM} ${options.join(' ')} archive-push %p` },
        ...{ fsync: 'off', autovacuum: 'off', logging_collector: 'off', log_destination: 'stderr' },
        ...settings,
      }),
    ],
  });
  const connection = { host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres' };
  if (!(await server.answers(connection, 30_000))) throw new Error(server.log());
  const pgbackrest = (...args: readonly string[]) => as(PROGRAM, [...options, ...args]);
  if (settings['archive_mode'] !== 'off') pgbackrest('stanza-create');
  let databases = 0;
  return {
    ...{ connection, tools, stanza, config, repository, data, folder, pgbackrest, stop: server.stop },
    create: async () => {
      const database = `test_${++databases}`;
      await sql(connection, `CREATE DATABASE ${database} TEMPLATE template0`);
      return { ...connection, database };
    },
  };
}
