import { writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { usageError } from '../errors';
import { makeFolder } from '../process/make-folder';

/**
 * Writes the result of a review, line end included; missing folders are made.
 *
 * @param given the path as it was given, relative to `root`
 * @throws SafeMigrateError OUTPUT_FILE
 */
export function writeResult(root: string, given: string, text: string): void {
  try {
    const path = resolve(root, given);
    makeFolder(dirname(path));
    writeFileSync(path, `${text}\n`);
  } catch (error) {
    throw usageError({
      code: 'OUTPUT_FILE',
      what: `The result cannot be written to ${given}.`,
      why: error instanceof Error ? error.message : String(error),
      next: 'Give --output-file with a file in a folder that can be written.',
    });
  }
}
