import { joinPathFragments } from '@nx/devkit';
import type { Tree } from '@nx/devkit';

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
    const path = joinPathFragments(folder, child);
    if (tree.isFile(path)) yield path;
    else if (!SKIPPED.has(child) && !child.startsWith('.') && !without.has(path)) {
      yield* filesBelow(tree, path, without);
    }
  }
}

export function readText(tree: Tree, path: string): string {
  return tree.read(path, 'utf-8') ?? '';
}
