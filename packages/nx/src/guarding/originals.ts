import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import type { JSONPath } from '../workspace/json-text';
import { joinPath } from '../workspace/paths';
import { readText } from '../workspace/walk';

/** What stood somewhere before `init` changed it. */
export interface Original {
  /** From the workspace root. */
  readonly file: string;
  readonly path: JSONPath;
  /** The exact JSON text that stood there, or null where there was nothing. */
  readonly text: string | null;
}

interface OriginalsFile {
  readonly about: string;
  readonly version: 1;
  readonly originals: readonly Original[];
}

const ABOUT =
  'What safe-migrate replaced: the exact JSON text that stood at each path. Put a text back to undo it. Commit this file.';

/** Committed, so that it is there for everyone; not in `.safe-migrate/`, which git ignores. */
export const ORIGINALS_FILE = '.safe-migrate.originals.json';

/**
 * Keeps originals on record, in the project whose files were changed. A place that is recorded already keeps one entry: the text
 * that was replaced last.
 */
export function recordOriginals(tree: Tree, projectRoot: string, originals: readonly Original[]): string {
  const path = joinPath(projectRoot, ORIGINALS_FILE);
  const known = tree.isFile(path)
    ? parseJson<Partial<OriginalsFile>>(readText(tree, path)).originals
    : undefined;
  const keyOf = (original: Original): string => JSON.stringify([original.file, original.path]);
  const merged = new Map([...(known ?? []), ...originals].map((original) => [keyOf(original), original]));
  const content: OriginalsFile = { about: ABOUT, version: 1, originals: [...merged.values()] };
  tree.write(path, `${JSON.stringify(content, null, 2)}\n`);
  return path;
}
