import { readFileSync, statSync } from 'node:fs';
import { createRequire, Module } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** Nx takes `require.resolve` for a package that is loaded late, and then forbids every other import of it. */
const find = createRequire(__filename);

/**
 * The one file that holds `@safe-migrate/hazards`, together with what V8 compiled of it when it was built
 * (`packages/hazards/tools/bundle.mjs`). V8 takes compiled code only under the flags that it was made with: to be called before any is
 * set. Another V8, or one with other flags, compiles anew.
 *
 * @returns runs it: whoever imports the package after that gets it. null where there is no such file, or it is older than the modules
 */
export function bundledHazards(): (() => void) | null {
  const entry = find.resolve('@safe-migrate/hazards');
  const files = find.cache[entry] === undefined ? bundleFiles(dirname(entry)) : null;
  if (files === null) return null;
  const [filename, code] = files;
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: readFileSync(code) });
  return () => {
    const run = script.runInThisContext() as (load: NodeJS.Require, folder: string) => unknown;
    const module = new Module(entry);
    module.exports = run(createRequire(filename), dirname(entry));
    module.loaded = true;
    find.cache[entry] = module;
  };
}

/**
 * The bundle and its code in the folder of the compiled modules. null where they are missing or stale: in a workspace the modules may
 * have been compiled since; what was published holds no record of that, and cannot be stale.
 */
export function bundleFiles(folder: string): readonly [bundle: string, code: string] | null {
  const modified = (path: string) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const [bundle, code] = [join(folder, 'bundle.js'), join(folder, 'bundle.code')] as const;
  const made = Math.min(modified(bundle), modified(code));
  return made > modified(join(folder, '.tsbuildinfo')) ? [bundle, code] : null;
}
