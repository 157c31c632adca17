import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Files } from '../workspace/walk';

/** The files of a workspace on disk. */
export function filesOnDisk(workspaceRoot: string): Files {
  return {
    isFile: (path) => statSync(join(workspaceRoot, path), { throwIfNoEntry: false })?.isFile() ?? false,
    read: (path) => readFileSync(join(workspaceRoot, path), 'utf-8'),
  };
}
