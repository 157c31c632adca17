import { readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { matchesGlob } from './glob';
import { isInstalled } from './load-failure';

/** The file that exports a class, where it is known. */
export type FileOf = (wanted: unknown) => string | undefined;

/**
 * Finds the files that migrations were loaded from. Node tells it of CommonJS; an ES module is asked once more, which loads nothing anew,
 * file by file of those that the globs name.
 */
export async function filesOfClasses(
  instances: readonly object[],
  globs: readonly string[],
): Promise<FileOf> {
  const wanted = new Set<unknown>(instances.map(({ constructor }) => constructor));
  const known = new Map<unknown, string>();
  const modules = Object.values(require.cache).flatMap((module) => module ?? []);
  // What is installed exports thousands of values: they are looked at where the project's own files do not have all.
  const look = (installed: boolean): void => {
    for (const module of modules.filter(({ filename }) => isInstalled(filename) === installed)) {
      for (const value of exportsOf(module.exports)) {
        if (!wanted.has(value)) continue;
        // A barrel passes on what one of its children exports.
        const own = module.children.every((child) => !exportsOf(child.exports).includes(value));
        if (own || !known.has(value)) known.set(value, module.filename);
      }
    }
  };
  look(false);
  if (known.size < wanted.size) look(true);
  if (known.size < wanted.size) {
    for (const file of globs.flatMap(filesMatching)) {
      const exported: unknown = await import(pathToFileURL(file).href).catch(() => undefined);
      for (const value of exportsOf(exported)) if (!known.has(value)) known.set(value, file);
    }
  }
  return (value) => known.get(value);
}

function exportsOf(exported: unknown): readonly unknown[] {
  return entriesOf(exported).map(([, value]) => value);
}

/** What a module exports, by name. It may have getters that throw; nothing of it is ours then. */
export function entriesOf(exported: unknown): readonly (readonly [string, unknown])[] {
  if (exported === null || typeof exported !== 'object') return [];
  try {
    return Object.entries(exported);
  } catch {
    return [];
  }
}

const MODULE = /(?<!\.d)\.[cm]?[jt]s$/;

/** The modules that a glob of the data source names. */
export function filesMatching(glob: string): readonly string[] {
  const folder = dirname(resolve(glob).replace(/[*?{[(!].*$/s, 'x'));
  return filesBelow(folder).filter((file) => MODULE.test(file) && matchesGlob(file, glob));
}

function filesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path);
      return entry.isFile() ? [path] : [];
    });
  } catch {
    return [];
  }
}
