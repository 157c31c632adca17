import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../workspace/walk';

/** The files of a workspace on disk. A run asks for manifests and project files several times: each is looked up and read once. */
export function filesOnDisk(workspaceRoot: string): Files {
  const known = new Map<string, boolean>();
  const texts = new Map<string, string>();
  return {
    isFile: (path) => {
      const isFile =
        known.get(path) ?? statSync(join(workspaceRoot, path), { throwIfNoEntry: false })?.isFile() ?? false;
      known.set(path, isFile);
      return isFile;
    },
    read: (path) => {
      const text = texts.get(path) ?? readFileSync(join(workspaceRoot, path), 'utf-8');
      texts.set(path, text);
      return text;
    },
  };
}
