import { isAscii } from 'node:buffer';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { arch, pid, versions } from 'node:process';
import { Script } from 'node:vm';
import { makeFolder } from '../../process/make-folder';

/**
 * Preloaded (`node -r`) before a loader that needs `typescript`: 9 MB, which V8 takes a fifth of a second to compile, every time, though the loader
 * only reads a tsconfig.json with them. What V8 made of them is kept beside what is installed, and taken from there the next time. Node 22.8 and later
 * have `module.enableCompileCache()` for this. Whatever goes wrong, the loader finds `typescript` as if this had not been.
 */
const DIGEST_BYTES = 32;

const digestOf = (code: Buffer): Buffer => createHash('sha256').update(code).digest();

/** Of one state of the file and one V8, which itself refuses what it has made under other flags. */
function placeOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  const installed = file.slice(0, file.lastIndexOf('node_modules') + 'node_modules'.length);
  const name = ['typescript', size, Math.floor(mtimeMs), versions.v8, arch].join('-');
  return join(installed, '.cache', 'safe-migrate', `${name}.code`);
}

/** Undefined where there is none, or not all of it. */
function kept(place: string): Buffer | undefined {
  try {
    const content = readFileSync(place);
    const code = content.subarray(DIGEST_BYTES);
    return digestOf(code).equals(content.subarray(0, DIGEST_BYTES)) ? code : undefined;
  } catch {
    return undefined;
  }
}

function keep(place: string, code: Buffer): void {
  makeFolder(dirname(place));
  const half = `${place}.${pid}`;
  writeFileSync(half, Buffer.concat([digestOf(code), code]));
  renameSync(half, place);
}

function load(file: string): void {
  const place = placeOf(file);
  const cachedData = kept(place);
  const text = readFileSync(file);
  // What is ASCII is the same in both, and read in a tenth of the time.
  const source = text.toString(isAscii(text) ? 'latin1' : 'utf8');
  const script = new Script(Module.wrap(source), { filename: file, cachedData });
  const module = new Module(file);
  Object.assign(module, { filename: file, paths: [] });
  const run = script.runInThisContext() as (this: unknown, ...given: unknown[]) => void;
  run.call(module.exports, module.exports, createRequire(file), module, file, dirname(file));
  module.loaded = true;
  createRequire(file).cache[file] = module;
  // With what it compiled while it was run.
  if (cachedData === undefined || script.cachedDataRejected === true) keep(place, script.createCachedData());
}

const file = process.env['SAFE_MIGRATE_TYPESCRIPT'];
delete process.env['SAFE_MIGRATE_TYPESCRIPT'];
try {
  if (file !== undefined) load(file);
} catch {
  // A folder that nobody may write to, or another TypeScript than we know.
}
