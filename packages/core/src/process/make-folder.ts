import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Makes a folder and those above it. Node's own `recursive` never returns where the file system says of a folder's child that the folder
 * is not there, as `/proc` does.
 *
 * @param mode of those that are made, from 0o777 less the umask
 * @throws the error of mkdir(2), EEXIST where something else than a folder stands in the place
 */
export function makeFolder(folder: string, mode?: number): void {
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const above = path.dirname(path.resolve(folder));
    if (code === 'ENOENT' && above !== path.resolve(folder) && !isFolder(above)) {
      makeFolder(above, mode);
      makeFolder(folder, mode);
    } else if (!isFolder(folder)) throw error;
  }
}

const isFolder = (place: string): boolean =>
  statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
