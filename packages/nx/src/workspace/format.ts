import { formatFiles } from '@nx/devkit';
import type { FileChange, Tree } from '@nx/devkit';

/**
 * Formats files with the user's own Prettier, and only those that it had formatted before: an edit in a file that nobody formats
 * changes nothing but what it is for. Files that are new are formatted.
 *
 * @param before what each file held, by path from the workspace root; null where there was none.
 */
export async function formatLikeBefore(
  tree: Tree,
  before: ReadonlyMap<string, string | null>,
): Promise<void> {
  const wanted: string[] = [];
  for (const [path, text] of before) {
    if (text === null || (await formatted(tree, path, text)) === text) wanted.push(path);
  }
  const changes = tree.listChanges().filter(({ path }) => wanted.includes(path));
  if (changes.length > 0) await formatFiles(viewOf(tree, changes, (path, text) => tree.write(path, text)));
}

/** The text as Prettier would write it; the text itself where there is no Prettier. */
async function formatted(tree: Tree, path: string, text: string): Promise<string> {
  let result = text;
  const change: FileChange = { path, type: 'UPDATE', content: Buffer.from(text), options: undefined };
  await formatFiles(viewOf(tree, [change], (_, content) => (result = content.toString())));
  return result;
}

function viewOf(
  tree: Tree,
  changes: readonly FileChange[],
  write: (path: string, text: string | Buffer) => void,
): Tree {
  return Object.create(tree, { listChanges: { value: () => changes }, write: { value: write } }) as Tree;
}
