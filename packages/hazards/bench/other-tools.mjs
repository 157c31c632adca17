import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const pinned = path.join(path.dirname(fileURLToPath(import.meta.url)), 'tools');
const lock = path.join(pinned, 'package-lock.json');

/**
 * The folder of the other tools, installed once as `tools/package-lock.json` pins them (versions and checksums), into
 * `$SAFE_MIGRATE_CACHE` or the temporary folder. No script of theirs is run. (`npm ci` would want the program of every platform in the
 * lock; those that it does not hold are pinned by version alone.)
 */
export function otherTools() {
  const name = createHash('sha256').update(readFileSync(lock)).digest('hex').slice(0, 16);
  const cache = path.join(process.env.SAFE_MIGRATE_CACHE ?? tmpdir(), 'safe-migrate-other-tools');
  const home = path.join(cache, name);
  if (existsSync(home)) return toolsIn(home);
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(path.join(cache, 'fetch-'));
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(path.join(pinned, file), path.join(work, file));
  execFileSync('npm', ['install', '--ignore-scripts', '--silent', '--no-audit', '--no-fund'], {
    cwd: work,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  try {
    renameSync(work, home);
  } catch {
    rmSync(work, { recursive: true });
  }
  return toolsIn(home);
}

/** Where each tool's program lies; null where it was not installed on this platform. */
function toolsIn(home) {
  const { dependencies } = JSON.parse(readFileSync(path.join(pinned, 'package.json'), 'utf8'));
  const modules = path.join(home, 'node_modules');
  const extension = process.platform === 'win32' ? '.exe' : '';
  const binary = path.join(modules, `@squawk-cli/${process.platform}-${process.arch}/bin/squawk${extension}`);
  const pgfence = path.join(modules, '@flvmnt/pgfence/dist/index.js');
  return {
    versions: { squawk: dependencies['squawk-cli'], pgfence: dependencies['@flvmnt/pgfence'] },
    /** The native program itself, without the wrapper that npm puts around it. */
    squawk: existsSync(binary) ? binary : null,
    pgfence: existsSync(pgfence) ? pgfence : null,
  };
}
