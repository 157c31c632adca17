import { readFileSync } from 'node:fs';
import { usageError } from '../errors';
import { parseSnapshot, type SchemaSnapshot } from './schema-snapshot';

/**
 * Reads the file of a snapshot.
 *
 * @param path absolute
 * @param shown how it is named to the user
 * @throws SafeMigrateError SNAPSHOT_MISSING, SNAPSHOT_INVALID
 */
export function readSnapshot(path: string, shown: string): SchemaSnapshot {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw usageError({
      code: 'SNAPSHOT_MISSING',
      what: `There is no schema snapshot ${shown}.`,
      why: (error as Error).message,
      next: 'A run writes it: commit it then. Until there is one: --from zero',
    });
  }
  return parseSnapshot(text, shown);
}
