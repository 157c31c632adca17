import { accessSync, constants, existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { run } from '../process/run';

/** The PostgreSQL client programs of one installation. */
export interface ClientTools {
  readonly pgDump: string;
  readonly pgRestore: string;
  readonly major: number;
  readonly version: string;
}

const SUFFIX = process.platform === 'win32' ? '.exe' : '';
const PG_DUMP = `pg_dump${SUFFIX}`;
const PG_RESTORE = `pg_restore${SUFFIX}`;

/** Folders where installers put client programs, newest major first where there are several. */
function usualFolders(): string[] {
  const versioned = (base: string, tail: string) =>
    existsSync(base)
      ? readdirSync(base)
          .sort((a, b) => parseFloat(b.replace(/\D*/, '')) - parseFloat(a.replace(/\D*/, '')))
          .map((name) => join(base, name, tail))
      : [];
  return [
    ...versioned('/usr/lib/postgresql', 'bin'),
    ...versioned('/Library/PostgreSQL', 'bin'),
    ...versioned('/opt/homebrew/opt', 'bin').filter((folder) => /postgresql|libpq/.test(folder)),
    ...versioned('/usr/local/opt', 'bin').filter((folder) => /postgresql|libpq/.test(folder)),
    ...[
      '/usr/pgsql-18/bin',
      '/usr/pgsql-17/bin',
      '/usr/pgsql-16/bin',
      '/usr/pgsql-15/bin',
      '/usr/local/pgsql/bin',
    ],
    ...['/usr/local/bin', '/usr/bin'],
  ];
}

/** Options of {@link findClientTools}. */
export interface FindOptions {
  /** The folder named by the user (`--pg-bin`); no other is looked at then. */
  readonly pgBin?: string;
  /** The server's major; undefined accepts any. */
  readonly serverMajor?: number;
  /** Folders to look in instead of PATH and the usual ones; for tests. */
  readonly folders?: readonly string[];
}

/**
 * Finds `pg_dump` and `pg_restore`: in the folder that the user names, else on PATH and in the usual folders. Of
 * several, the server's own major wins, then the nearest newer one; an older one cannot dump the server at all
 * ("server version mismatch", https://www.postgresql.org/docs/current/app-pgdump.html).
 *
 * @throws SafeMigrateError PG_DUMP_NOT_FOUND, PG_DUMP_TOO_OLD
 */
export async function findClientTools({
  pgBin,
  serverMajor,
  folders,
}: FindOptions = {}): Promise<ClientTools> {
  const looked = pgBin
    ? [pgBin]
    : [
        ...new Set(
          folders ?? [...(process.env['PATH'] ?? '').split(delimiter).filter(Boolean), ...usualFolders()],
        ),
      ];
  const found = (await Promise.all(withoutRepeats(looked).map(toolsIn))).filter(
    (tools) => tools !== undefined,
  );
  if (found.length === 0) throw notFound(looked, serverMajor, pgBin);
  const fitting = found
    .filter((tools) => serverMajor === undefined || tools.major >= serverMajor)
    .sort((a, b) => a.major - b.major);
  const best = serverMajor === undefined ? found[0] : fitting[0];
  if (!best) {
    const newest = found.reduce((a, b) => (b.major > a.major ? b : a));
    throw new SafeMigrateError({
      code: 'PG_DUMP_TOO_OLD',
      what: `pg_dump is version ${newest.version} (${newest.pgDump}), the server is PostgreSQL ${serverMajor}.`,
      why: 'pg_dump refuses to dump a server that is newer than itself.',
      next: installHint(serverMajor),
    });
  }
  return best;
}

/**
 * Of folders that lead to the same programs, the first. Debian's `/usr/bin/pg_dump` is a script that starts the one of a version that it
 * chooses at each call: where that one can be had itself, it is asked for directly.
 */
function withoutRepeats(folders: readonly string[]): readonly string[] {
  const programs = new Map<string, string>();
  for (const folder of folders) {
    const [dump, restore] = [realPath(join(folder, PG_DUMP)), realPath(join(folder, PG_RESTORE))];
    const both = `${dump}\n${restore}`;
    if (dump && restore && !programs.has(both)) programs.set(both, folder);
  }
  const own = [...programs].filter(
    ([both]) => !both.split('\n').some((file) => basename(file) === 'pg_wrapper'),
  );
  return (own.length > 0 ? own : [...programs]).map(([, folder]) => folder);
}

function realPath(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

async function toolsIn(folder: string): Promise<ClientTools | undefined> {
  const pgDump = join(folder, PG_DUMP);
  const pgRestore = join(folder, PG_RESTORE);
  if (!isExecutable(pgDump) || !isExecutable(pgRestore)) return undefined;
  // "pg_dump (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
  const printed = await run(pgDump, ['--version'], { timeout: 10_000 });
  const version = /\(PostgreSQL\) (\d+(?:\.\d+)*)/.exec(printed.stdout)?.[1];
  if (printed.code !== 0 || !version) return undefined;
  return { pgDump, pgRestore, version, major: parseInt(version, 10) };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The command that installs the client programs of a major on this operating system. */
export function installHint(major?: number, platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return `Type: brew install postgresql@${major ?? 17}    (then run again)`;
  if (platform === 'win32')
    return 'Install the PostgreSQL command line tools, then give their folder as --pg-bin.';
  const pack = major ? `postgresql-client-${major}` : 'postgresql-client';
  return `Debian, Ubuntu: sudo apt-get install ${pack}   (majors newer than the distribution's: https://apt.postgresql.org)\nAlpine: apk add postgresql${major ?? ''}-client\nOr give the folder of another installation as --pg-bin.`;
}

function notFound(
  looked: readonly string[],
  major: number | undefined,
  pgBin: string | undefined,
): SafeMigrateError {
  return new SafeMigrateError({
    code: 'PG_DUMP_NOT_FOUND',
    what: pgBin
      ? `There is no usable pg_dump and pg_restore in ${pgBin}.`
      : 'pg_dump and pg_restore were not found.',
    why: `Nothing else is trusted with a backup. Looked in: ${looked.join(', ') || 'nowhere'}.`,
    next: installHint(major),
  });
}
