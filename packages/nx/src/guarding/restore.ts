import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import type { JSONPath } from '../workspace/json-text';
import { jsonTextAt, removeJsonAt, setJsonTextAt } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import { ORIGINALS_FILE, readOriginals } from './originals';
import type { Original } from './originals';

/** What was put back, and what was left as it is, line by line. */
export interface RestoreReport {
  readonly done: readonly string[];
  readonly left: readonly string[];
  /** The files that were changed, with what they held before. */
  readonly before: ReadonlyMap<string, string>;
}

/**
 * Puts back what `init` replaced, as the records say, and takes the records away. What somebody has changed since into something
 * else is left.
 *
 * @param roots folders that may hold a record, from the workspace root.
 */
export function restoreOriginals(tree: Tree, roots: readonly string[]): RestoreReport {
  const done: string[] = [];
  const left: string[] = [];
  const before = new Map<string, string>();
  for (const root of new Set(roots)) {
    // The other way round: what was made inside something that was made goes first.
    for (const original of [...readOriginals(tree, root)].reverse()) {
      const { file } = original;
      const label = `${file}: ${original.path.join('.')}`;
      const text = tree.isFile(file) ? readText(tree, file) : undefined;
      const restored = text === undefined ? 'the file is gone' : restore(tree, text, original);
      if (typeof restored === 'string' || text === undefined) {
        left.push(`${label}: ${String(restored)}`);
        continue;
      }
      if (!before.has(file)) before.set(file, text);
      if (restored.text === '' && original.appended !== undefined) tree.delete(file);
      else tree.write(file, restored.text);
      done.push(`${label}: ${original.text === null ? 'removed' : 'put back'}`);
    }
    const record = joinPath(root, ORIGINALS_FILE);
    if (tree.isFile(record)) tree.delete(record);
  }
  return { done, left, before };
}

/** The restored text of the file, or why it stays as it is. */
function restore(tree: Tree, text: string, original: Original): { readonly text: string } | string {
  if (original.appended !== undefined) return withoutAppended(tree, text, original.appended);
  const path = placeOf(text, original.path);
  const now = path && jsonTextAt(text, path);
  if (path === undefined || now === undefined) {
    return original.text === null
      ? 'it is gone already'
      : { text: setJsonTextAt(text, original.path, original.text) };
  }
  if (!isOurs(now)) return 'it is not what safe-migrate wrote';
  return {
    text: original.text === null ? withoutOurs(text, path) : setJsonTextAt(text, path, original.text),
  };
}

/** Takes away what `init` made at a place, and leaves what others have put beside it since. */
function withoutOurs(text: string, path: JSONPath): string {
  const value: unknown = parseJson(jsonTextAt(text, path) ?? 'null');
  if (typeof value !== 'object' || value === null || namesUs(value)) return removeJsonAt(text, path);
  const keys = Array.isArray(value) ? [...value.keys()].reverse() : Object.keys(value);
  const left = keys.reduce<string>((rest, key) => {
    const child = jsonTextAt(rest, [...path, key]) ?? '';
    if (typeof key === 'string' && isOurs(key)) return removeJsonAt(rest, [...path, key]);
    return isOurs(child) ? withoutOurs(rest, [...path, key]) : rest;
  }, text);
  return /^[[{]\s*[\]}]$/.test(jsonTextAt(left, path) ?? '') ? removeJsonAt(left, path) : left;
}

/** An object that says by itself that it is ours: a target with our executor, an entry with our plugin. */
const namesUs = (value: object): boolean =>
  !Array.isArray(value) && Object.values(value).some((each) => typeof each === 'string' && isOurs(each));

/** Items of a list may have moved: ours is found by what it is. */
function placeOf(text: string, path: JSONPath): JSONPath | undefined {
  const last = path.at(-1);
  if (typeof last !== 'number') return path;
  const list = path.slice(0, -1);
  for (let index = 0; ; index += 1) {
    const item = jsonTextAt(text, [...list, index]);
    if (item === undefined || isOurs(item)) return item === undefined ? undefined : [...list, index];
  }
}

/** Everything that `init` writes runs or names this product. */
function isOurs(text: string): boolean {
  return /@safe-migrate\/nx|\bsafe-migrate\b/.test(text);
}

/** Backups hold customer data: while there are any, git must go on ignoring them. */
function withoutAppended(tree: Tree, text: string, appended: string): { readonly text: string } | string {
  if (hasRuns(tree, '.')) return 'a folder .safe-migrate is still there: it may hold backups';
  const at = text.lastIndexOf(appended);
  return at === -1 ? 'it is gone already' : { text: text.slice(0, at) + text.slice(at + appended.length) };
}

function hasRuns(tree: Tree, folder: string): boolean {
  return tree.children(folder).some((child) => {
    const path = joinPath(folder, child);
    if (child === '.safe-migrate') return !tree.isFile(path);
    return child !== 'node_modules' && !child.startsWith('.') && !tree.isFile(path) && hasRuns(tree, path);
  });
}
