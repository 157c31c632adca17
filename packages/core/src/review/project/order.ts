import { basename, extname, resolve } from 'node:path';
import { usageError } from '../../errors';
import type { LoadedMigration } from '../../typeorm/protocol';

/**
 * The migrations behind one, which is named as it is recorded, or by its file (path, or name with or without extension).
 *
 * @param ordered as TypeORM runs them
 * @throws SafeMigrateError AFTER_UNKNOWN
 */
export function migrationsAfter(
  ordered: readonly LoadedMigration[],
  after: string,
  projectRoot: string,
): readonly LoadedMigration[] {
  const index = ordered.findIndex((migration) => namesOf(migration, projectRoot, after));
  if (index !== -1) return ordered.slice(index + 1);
  throw usageError({
    code: 'AFTER_UNKNOWN',
    what: `There is no migration ${after}.`,
    why: `The data source has ${ordered.length}; the newest is ${ordered.at(-1)?.name ?? 'none'}. What comes after an unknown one is unknown.`,
    next: `Give the name or the file of the last migration that is in production, for example --after ${ordered.at(-1)?.name ?? '<name>'}`,
  });
}

function namesOf({ name, className, file }: LoadedMigration, projectRoot: string, given: string): boolean {
  if (given === name || given === className) return true;
  if (file === undefined) return false;
  const files = [file, basename(file), basename(file, extname(file))];
  return files.includes(given) || file === resolve(projectRoot, given);
}
