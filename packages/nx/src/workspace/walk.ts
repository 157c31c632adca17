import type { Tree } from '@nx/devkit';
import { joinPath } from './paths';

/** What is needed to read files by their paths from the workspace root: a generator's tree has it, and so has a folder on disk. */
export interface Files {
  isFile(path: string): boolean;
  /** The text of a file, or null where there is none. */
  read(path: string, encoding: 'utf-8'): string | null;
}

/** Folders that hold no source of their own. Hidden ones are skipped too. */
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'tmp']);

/**
 * Every file below a folder, as paths from the workspace root, in a stable order.
 *
 * @param without folders to leave out, e.g. the roots of nested projects.
 */
export function* filesBelow(
  tree: Tree,
  folder: string,
  without: ReadonlySet<string> = new Set(),
): Generator<string> {
  for (const child of [...tree.children(folder)].sort()) {
    const path = joinPath(folder, child);
    if (tree.isFile(path)) yield path;
    else if (!SKIPPED.has(child) && !child.startsWith('.') && !without.has(path)) {
      yield* filesBelow(tree, path, without);
    }
  }
}

export function readText(files: Files, path: string): string {
  return files.read(path, 'utf-8') ?? '';
}
