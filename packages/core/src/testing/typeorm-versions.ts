import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { run } from '../process/run';
import { cacheFolder } from '../scratch/cache-folder';

/** Every TypeORM that the recording is held to. */
export const TYPEORM_VERSIONS = ['0.3.17', '0.3.20', '0.3.31', '1.1.1'] as const;
export type TypeOrmVersion = (typeof TYPEORM_VERSIONS)[number];

const PINNED = resolve(__dirname, '../typeorm/fixtures/installed');
/** The packages of this repository. */
const OWN = resolve(__dirname, '../../../../node_modules');
/** What of them a project may have besides: compilers, which are large and the same for all. */
const COMPILERS = ['typescript', '@swc', '@swc-node'] as const;
export type Compiler = (typeof COMPILERS)[number];

/**
 * The folder with the pinned packages, installed once (versions and checksums as `installed/package-lock.json` has them, no script of
 * theirs is run) into our cache folder.
 *
 * @throws Error where the registry cannot be reached
 */
export async function installedTypeOrms(): Promise<string> {
  const lock = readFileSync(join(PINNED, 'package-lock.json'));
  const name = `typeorm-${createHash('sha256').update(lock).digest('hex').slice(0, 16)}`;
  const home = join(cacheFolder(undefined), name);
  if (existsSync(home)) return join(home, 'node_modules');
  const work = mkdtempSync(`${home}-fetch-`);
  for (const file of ['package.json', 'package-lock.json'])
    copyFileSync(join(PINNED, file), join(work, file));
  const flags = ['--ignore-scripts', '--legacy-peer-deps', '--no-audit', '--no-fund'];
  const { code, stderr, spawnError } = await run('npm', ['ci', ...flags], { cwd: work });
  if (code !== 0) {
    rmSync(work, { recursive: true, force: true });
    const why = (stderr || spawnError?.message || 'no reason given').trim().split('\n').slice(-8).join('\n');
    throw new Error(
      `The pinned TypeORM versions could not be installed from the npm registry; these specs need them once:\n${why}`,
    );
  }
  try {
    renameSync(work, home);
  } catch (error) {
    // Another process was faster.
    rmSync(work, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
  return join(home, 'node_modules');
}

/** Gives a project a `node_modules` of its own: one TypeORM, what goes with it, and the compilers that it is to have. */
export function linkPackages(
  root: string,
  installed: string,
  version: TypeOrmVersion,
  ...more: readonly (Compiler | 'ts-node' | 'tsx' | 'tsconfig-paths')[]
): void {
  const link = (from: string, name: string): void => {
    const path = join(root, 'node_modules', name);
    mkdirSync(dirname(path), { recursive: true });
    symlinkSync(from, path);
  };
  link(join(installed, `typeorm-${version}`), 'typeorm');
  for (const name of ['pg', 'pg-query-stream', 'reflect-metadata', 'dotenv'])
    link(join(installed, name), name);
  for (const name of more) {
    const own = (COMPILERS as readonly string[]).includes(name);
    link(join(own ? OWN : installed, name), name);
  }
}
