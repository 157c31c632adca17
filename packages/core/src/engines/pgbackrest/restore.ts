import { chownSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { bytesInWords, progressOf, type TellProgress } from '../../backup/progress';
import { SafeMigrateError } from '../../errors';
import { serverBinaries } from '../../scratch/binaries';
import type { RunAs } from '../../scratch/run-as';
import { temporaryFolder } from '../../scratch/server';
import { putSealToSleep } from '../../seal';
import { settingArguments, superviseServer } from '../../scratch/supervised-server';
import type { ConnectionParameters } from '../../target/connection';
import { quoteIdentifier } from '../../target/identifier';
import { withSession } from '../../target/session';
import { copySettings, DISPOSABLE } from './copy-settings';
import { notRestorable, restoreError } from './errors';
import type { PgBackRest } from './program';
import { makeFolder } from '../../process/make-folder';

/** Up to where WAL is replayed. */
export interface RecoveryTarget {
  readonly type: 'name' | 'lsn' | 'time';
  readonly value: string;
}

/** What is restored, and up to where. */
export interface RestoreInput {
  readonly program: PgBackRest;
  readonly label: string;
  readonly target: RecoveryTarget;
  readonly major: number;
  /** Bytes of the restored server. */
  readonly bytes: number;
  /** The role and the database of the live server that are asked for; its password is not needed. */
  readonly connection: ConnectionParameters;
  /** Where it is restored to and stays, shut down cleanly; a folder that goes with the copy by default. */
  readonly keepIn?: string;
  /** Where folders that go are made; the temporary folder by default. */
  readonly restoreDirectory?: string;
  readonly signal?: AbortSignal;
  readonly progress?: TellProgress;
  readonly onFetch?: (version: string) => void;
}

/** A restored server that runs. */
export interface RestoredCopy {
  readonly connection: ConnectionParameters;
  readonly version: string;
  /** Ends it; removes it where it is not to be kept. Idempotent. */
  readonly stop: () => Promise<void>;
}

/** A data directory has its own name when it is whole. */
export const partialOf = (folder: string): string => `${folder}.partial`;
/** Tablespaces of a data directory that is kept lie beside it. */
export const tablespacesOf = (folder: string): string => `${folder}_tablespaces`;

/** Recovery replays all WAL since the backup: it may take as long as it takes. */
const RECOVERY_TIMEOUT_MS = 24 * 60 * 60 * 1000;

/**
 * Restores a backup of the whole server into a new data directory, replays its WAL up to the target, and starts it where only we reach it
 * (a socket in a folder closed to others), unable to archive. Tablespaces go into the same folder, never to where the live ones are.
 *
 * @throws SafeMigrateError BACKUP_NOT_RESTORABLE, BACKUP_DISK_FULL, SCRATCH_SERVER_MISSING
 */
export async function restoreServer(input: RestoreInput): Promise<RestoredCopy> {
  const { program, major, keepIn, signal, connection: live } = input;
  const { user } = program;
  const bin = await serverBinaries(major, user, input.onFetch, signal);
  const folder = newFolder(input, user);
  const own = (path: string) => {
    mkdirSync(path, { mode: 0o700 });
    if (user) chownSync(path, user.uid, user.gid);
    return path;
  };
  try {
    if (user) chownSync(folder, user.uid, user.gid);
    const data = own(keepIn === undefined ? join(folder, 'data') : partialOf(keepIn));
    const tablespaces = keepIn === undefined ? join(folder, 'ts') : tablespacesOf(keepIn);
    assertSpace(dirname(data), input.bytes);
    await restoreFiles(input, { folder, data, tablespaces, locks: own(join(folder, 'lock')) });
    signal?.throwIfAborted();
    const settings = own(join(folder, 'settings'));
    for (const [name, text] of [
      ['postgresql.conf', ''],
      ['pg_hba.conf', 'local all all trust\n'],
      ['pg_ident.conf', ''],
    ] as const) {
      writeFileSync(join(settings, name), text, { mode: 0o600 });
      if (user) chownSync(join(settings, name), user.uid, user.gid);
    }
    const sockets = own(join(folder, 's'));
    const server = superviseServer({
      ...{ folder, user, postgres: join(bin, 'postgres'), keepsData: keepIn !== undefined },
      args: [
        ...['-D', data, '-p', '5432'],
        ...settingArguments({
          config_file: join(settings, 'postgresql.conf'),
          hba_file: join(settings, 'pg_hba.conf'),
          ident_file: join(settings, 'pg_ident.conf'),
          restore_command: archiveGet(program, join(folder, 'lock'), data),
          ...copySettings(major, sockets),
          ...(keepIn === undefined ? DISPOSABLE : {}),
        }),
      ],
    });
    const connection: ConnectionParameters = {
      ...{ host: sockets, port: 5432, user: live.user, database: live.database, ssl: false },
    };
    try {
      if (!(await server.answers(connection, RECOVERY_TIMEOUT_MS, signal))) {
        signal?.throwIfAborted();
        throw notRestorable(input.label, whyNot(server.log()));
      }
      const version = await makeScratch(connection, keepIn !== undefined);
      return { connection, version, stop: server.stop };
    } catch (error) {
      await server.stop();
      throw error;
    }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (keepIn !== undefined)
      for (const path of [partialOf(keepIn), tablespacesOf(keepIn)])
        rmSync(path, { recursive: true, force: true });
    throw error;
  }
}

/** The path of a socket in it must not be longer than the system allows. */
function newFolder({ restoreDirectory, keepIn }: RestoreInput, user: RunAs | undefined): string {
  if (restoreDirectory === undefined || keepIn !== undefined) return temporaryFolder(user);
  makeFolder(restoreDirectory);
  return mkdtempSync(join(restoreDirectory, 'safe-migrate-'));
}

function assertSpace(folder: string, bytes: number): void {
  const stat = statfsSync(folder);
  const free = stat.bavail * stat.bsize;
  if (free >= bytes) return;
  throw new SafeMigrateError({
    code: 'BACKUP_DISK_FULL',
    what: 'There is too little space to restore the backup.',
    why: `${folder} has ${bytesInWords(free)} free; the restored server has ${bytesInWords(bytes)}.`,
    next: `Free space, or name another place with --restore-directory (${tmpdir()} is used without it).`,
  });
}

async function restoreFiles(
  { program, label, target, bytes, signal, progress }: RestoreInput,
  { folder, data, tablespaces, locks }: Readonly<Record<'folder' | 'data' | 'tablespaces' | 'locks', string>>,
): Promise<void> {
  const percent = progressOf('restoring', 'bytes', new Map([[label, bytes]]), progress);
  const result = await program.run('restore', {
    args: [
      ...[`--set=${label}`, `--type=${target.type}`, `--target=${target.value}`, '--target-action=promote'],
      ...['--target-timeline=current', '--archive-mode=off', `--pg1-path=${data}`],
      ...[`--tablespace-map-all=${tablespaces}`, `--lock-path=${locks}`],
      ...['--log-level-file=off', '--process-max=2'],
    ],
    ofRepo: true,
    orphans: [folder, data, tablespaces],
    ...{ signal, onLine: (line) => percent.share(shareOf(line)) },
  });
  signal?.throwIfAborted();
  if (result.code !== 0) throw restoreError(label, result);
}

/** `P01 DETAIL: restore file /data/base/5/1259 (104KB, 43.2%)`: the part that is done, 0 to 1. */
export function shareOf(line: string): number | undefined {
  const percent = /(?:backup|restore|match) file .*\(\S+, (\d+(?:\.\d+)?)%\)/.exec(line)?.[1];
  return percent === undefined ? undefined : Number(percent) / 100;
}

/** As pgBackRest writes it, but never through the spool folder that the live server may use. */
function archiveGet({ path, options }: PgBackRest, lockFolder: string, data: string): string {
  const words = [
    path,
    ...options,
    ...['--no-archive-async', `--lock-path=${lockFolder}`, '--log-level-file=off', `--pg1-path=${data}`],
  ];
  // A % is PostgreSQL's; the rest is a shell's.
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`).replaceAll('%', '%%')}'`);
  return `${quoted.join(' ')} archive-get %f "%p"`;
}

function whyNot(log: string): string {
  const lines = log.trim().split('\n');
  const said = lines.filter((line) => /\b(FATAL|PANIC|ERROR):|HINT:/.test(line)).slice(-4);
  return (said.length > 0 ? said : lines.slice(-5)).join('\n') || 'The restored server did not start.';
}

/** On a scratch copy the live role may do everything, as on every scratch server, and the seal sleeps; one that is kept stays as it was. */
async function makeScratch(connection: ConnectionParameters, kept: boolean): Promise<string> {
  const { version, superuser } = await withSession(connection, { readOnly: true }, async (session) => {
    const [row] = await session.query<{ version: string; superuser: string }>(`
      SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
             (SELECT rolname::text FROM pg_catalog.pg_roles WHERE rolsuper AND rolcanlogin
               ORDER BY rolname = current_user DESC, oid LIMIT 1) AS superuser`);
    return row ?? { version: '', superuser: connection.user };
  });
  if (!kept)
    await withSession({ ...connection, user: superuser }, {}, async (session) => {
      if (superuser !== connection.user)
        await session.query(`ALTER ROLE ${quoteIdentifier(connection.user)} SUPERUSER`);
      await putSealToSleep(session);
    });
  return version;
}
