import type { Tree } from '@nx/devkit';
import { jsonTextAt, setJsonAt } from '../workspace/json-text';
import { readText } from '../workspace/walk';
import type { JSONPath } from '../workspace/json-text';
import type { Original } from './originals';

/** Sets values in a JSON file and returns what stood at `path` before, exactly as it was written. */
export function applyEdits(
  tree: Tree,
  file: string,
  path: JSONPath,
  edits: readonly { readonly path: JSONPath; readonly value: unknown }[],
): Original {
  const before = readText(tree, file);
  tree.write(
    file,
    edits.reduce((text, edit) => setJsonAt(text, edit.path, edit.value), before),
  );
  return { file, path, text: jsonTextAt(before, path) ?? null };
}
