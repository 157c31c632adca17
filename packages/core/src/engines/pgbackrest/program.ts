import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { startProgram } from '../../backup/client-program';
import { reasonOf } from '../../backup/dump-error';
import { SafeMigrateError } from '../../errors';
import type { RunResult } from '../../process/run';
import { serverUser, type RunAs } from '../../scratch/run-as';
import type { Settings } from '../../settings/settings';

/** The oldest release that this was tried with: that of Debian 12. */
export const OLDEST = '2.45';

/** What of the settings is about pgBackRest. */
export type PgBackRestSettings = Pick<
  Settings,
  'pgbackrestStanza' | 'pgbackrestConfig' | 'pgbackrestBin' | 'pgbackrestRepo'
>;

/** How one command of pgBackRest is run. */
export interface CommandOptions {
  readonly args?: readonly string[];
  /** The command takes `--repo`. */
  readonly ofRepo?: boolean;
  readonly signal?: AbortSignal;
  readonly onLine?: (line: string) => void;
  /** Folders that go where we are killed while it runs. */
  readonly orphans?: readonly string[];
}

/** pgBackRest as it is installed here, for one stanza. */
export interface PgBackRest {
  readonly path: string;
  readonly version: string;
  readonly stanza: string;
  /** Who it runs as, where that is not ourselves: the owner of the data directory. */
  readonly user: RunAs | undefined;
  /** Options that every command line needs. */
  readonly options: readonly string[];
  /** Runs a command; never throws. What it logs is in `stderr`. */
  readonly run: (command: string, options?: CommandOptions) => Promise<RunResult>;
}

/**
 * Finds pgBackRest and whom to run it as: it must be the owner of the data directory, who alone may read it.
 *
 * @param dataDirectory of the live server, where it is known and on this machine.
 * @throws SafeMigrateError PGBACKREST_NOT_FOUND, PGBACKREST_TOO_OLD
 */
export async function openPgBackRest(
  { pgbackrestStanza: stanza = '', pgbackrestConfig, pgbackrestBin, pgbackrestRepo }: PgBackRestSettings,
  dataDirectory?: string,
): Promise<PgBackRest> {
  const path = pgbackrestBin ?? onPath('pgbackrest');
  const user = ownerOf(dataDirectory) ?? serverUser();
  const start = (args: readonly string[], { signal, onLine, orphans }: CommandOptions = {}) =>
    startProgram(path ?? '', args, {
      ...{ env: { ...process.env, LC_ALL: 'C' }, signal, onLine, orphans, user },
    }).done;
  if (path === undefined || !existsSync(path)) throw notFound(path);
  const printed = await start(['version']);
  const version = /pgBackRest (\d+\.\d+(?:\.\d+)?)/.exec(printed.stdout)?.[1];
  if (version === undefined) throw notFound(path, reasonOf(printed));
  if (isOlder(version, OLDEST)) throw tooOld(path, version);
  const options = [
    `--stanza=${stanza}`,
    ...(pgbackrestConfig === undefined ? [] : [`--config=${pgbackrestConfig}`]),
  ];
  return {
    ...{ path, version, stanza, user, options },
    run: (command, given = {}) =>
      start(
        [
          ...options,
          ...(given.ofRepo && pgbackrestRepo !== undefined ? [`--repo=${pgbackrestRepo}`] : []),
          // One stream for what it says, the other for what it prints.
          ...['--log-level-console=off', '--log-level-stderr=detail'],
          ...(given.args ?? []),
          command,
        ],
        given,
      ),
  };
}

function onPath(name: string): string | undefined {
  return (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}

/** Only root can be somebody else. */
function ownerOf(folder: string | undefined): RunAs | undefined {
  if (process.getuid?.() !== 0 || folder === undefined) return undefined;
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined || stat.uid === 0) return undefined;
  return { uid: stat.uid, gid: stat.gid, name: nameOf(stat.uid) };
}

function nameOf(uid: number): string {
  try {
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    return lines.map((line) => line.split(':')).find((user) => user[2] === String(uid))?.[0] ?? String(uid);
  } catch {
    return String(uid);
  }
}

/** Whether one version comes before another. */
export function isOlder(version: string, than: string): boolean {
  const [a, b] = [version, than].map((text) => text.split('.').map(Number));
  for (let part = 0; part < 3; part++) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

function notFound(path: string | undefined, why?: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'PGBACKREST_NOT_FOUND',
    what: path === undefined ? 'pgbackrest was not found.' : `${path} is no usable pgbackrest.`,
    why:
      why ??
      'The engine pgbackrest drives the program on this machine, which must be the database server (or reach its files and its repository).',
    next: 'Debian, Ubuntu: sudo apt-get install pgbackrest\nOr give the program as --pgbackrest-bin, or take the backup with --backup-engine dump.',
  });
}

function tooOld(path: string, version: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'PGBACKREST_TOO_OLD',
    what: `${path} is pgBackRest ${version}.`,
    why: `Older than ${OLDEST} was never tried with safe-migrate, and lacks what it asks for (annotations of backups).`,
    next: `Install ${OLDEST} or newer (Debian 12 has it; newer: https://apt.postgresql.org), or give another program as --pgbackrest-bin.`,
  });
}
