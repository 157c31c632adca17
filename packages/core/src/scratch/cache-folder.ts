import { existsSync, lstatSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { isReachable, type RunAs } from './run-as';
import { makeFolder } from '../process/make-folder';

/**
 * A folder of ours, kept between runs, that the server's user can reach: the user's cache folder, else (as root,
 * whose home is closed to others) `/var/cache/safe-migrate`, else one below the temporary folder.
 *
 * @throws SafeMigrateError CACHE_FOLDER where none fits or somebody else owns it (a planted folder in a shared
 *   temporary directory must never supply the programs we run).
 */
export function cacheFolder(user: RunAs | undefined): string {
  const xdg = process.env['XDG_CACHE_HOME'];
  const candidates = [
    xdg && join(xdg, 'safe-migrate'),
    join(homedir(), '.cache', 'safe-migrate'),
    process.getuid?.() === 0 && '/var/cache/safe-migrate',
    join(tmpdir(), `safe-migrate-cache-${process.getuid?.() ?? 'user'}`),
    `/tmp/safe-migrate-cache-${process.getuid?.() ?? 'user'}`,
  ].filter((candidate): candidate is string => Boolean(candidate));

  for (const candidate of candidates) {
    if (!isReachable(firstExisting(candidate), user)) continue;
    try {
      makeFolder(candidate, 0o755);
    } catch {
      continue;
    }
    if (isOurs(candidate) && isReachable(candidate, user)) return candidate;
  }
  throw new SafeMigrateError({
    code: 'CACHE_FOLDER',
    what: 'There is no folder to keep PostgreSQL server programs in for the scratch database.',
    why: `Tried ${candidates.join(', ')}: each is missing, owned by somebody else, or closed to the user ${user?.name ?? 'running this'}.`,
    next: 'Set XDG_CACHE_HOME to a folder that other users can enter (mode 0755), or give --scratch-url.',
  });
}

function firstExisting(path: string): string {
  return existsSync(path) ? path : firstExisting(dirname(path));
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder);
  const own = process.getuid === undefined || stat.uid === process.getuid();
  return stat.isDirectory() && own && (stat.mode & 0o022) === 0;
}
