import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { jsonTextAt } from '../workspace/json-text';
import type { JSONPath } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';
import type { Files } from '../workspace/walk';

/** What stood somewhere before `init` changed it. */
export interface Original {
  /** From the workspace root. */
  readonly file: string;
  readonly path: JSONPath;
  /** The exact JSON text that stood there, or null where there was nothing. */
  readonly text: string | null;
  /** What was added at the end of a file that is not JSON. */
  readonly appended?: string;
}

/** What stands at a place. Where there is nothing, the place is that of the outermost thing that will be made for it. */
export function originalAt(text: string, file: string, path: JSONPath): Original {
  const found = jsonTextAt(text, path);
  if (found !== undefined) return { file, path, text: found };
  const missing = path.findIndex((_, index) => jsonTextAt(text, path.slice(0, index + 1)) === undefined);
  return { file, path: path.slice(0, missing + 1), text: null };
}

interface OriginalsFile {
  readonly about: string;
  readonly version: 1;
  readonly originals: readonly Original[];
}

const ABOUT =
  'What safe-migrate replaced: the exact JSON text that stood at each path. npx nx g @safe-migrate/nx:remove puts them back. Commit this file.';

/** Committed, so that it is there for everyone; not in `.safe-migrate/`, which git ignores. */
export const ORIGINALS_FILE = '.safe-migrate.originals.json';

/** The record of a folder; empty where there is none. */
export function readOriginals(files: Files, root: string): readonly Original[] {
  const path = joinPath(root, ORIGINALS_FILE);
  return (
    (files.isFile(path) ? parseJson<Partial<OriginalsFile>>(readText(files, path)).originals : undefined) ??
    []
  );
}

/**
 * Keeps originals on record, in the project whose files were changed. A place that is recorded already keeps one entry: the text
 * that was replaced last.
 */
export function recordOriginals(tree: Tree, projectRoot: string, originals: readonly Original[]): string {
  const path = joinPath(projectRoot, ORIGINALS_FILE);
  const known = readOriginals(tree, projectRoot);
  const keyOf = (original: Original): string => JSON.stringify([original.file, original.path]);
  const merged = new Map([...known, ...originals].map((original) => [keyOf(original), original]));
  const content: OriginalsFile = { about: ABOUT, version: 1, originals: [...merged.values()] };
  tree.write(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
