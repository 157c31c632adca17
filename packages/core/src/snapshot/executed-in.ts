import { refusal } from '../errors';
import type { Session } from '../target/session';
import { migrationsTable, readList } from '../typeorm/migration-list';
import type { LoadedDataSource } from '../typeorm/protocol';
import { readSnapshot } from './read-snapshot';
import type { SchemaSnapshot } from './schema-snapshot';

/** The lists of executed migrations that a snapshot holds, by what SQL calls them. */
type Lists = Readonly<Record<string, readonly string[]>>;

/**
 * The migrations of a data source that had been executed when the snapshot was taken. Data sources of one database share its snapshot; one
 * whose list goes by another name here (its schema comes from the environment) is known by its migrations.
 *
 * @param file how the snapshot is named to the user
 * @throws SafeMigrateError SNAPSHOT_OF_ANOTHER
 */
export function executedIn(
  { list, executed, others = {} }: SchemaSnapshot,
  loaded: LoadedDataSource,
  file: string,
): readonly string[] {
  const own = migrationsTable(loaded);
  const found = list === undefined || list === own ? executed : others[own];
  if (found) return found;
  const known = new Set(loaded.migrations.map(({ name }) => name));
  if (executed.every((name) => known.has(name))) return executed;
  throw refusal({
    code: 'SNAPSHOT_OF_ANOTHER',
    what: `The schema snapshot ${file} says nothing of the migrations in ${own}.`,
    why: `It was taken for another data source, which records its migrations in ${list}.`,
    next: 'Data sources of one database share a snapshot once each of them was run; give those of several databases a file each: --snapshot-file',
  });
}

/** What an earlier snapshot in this place told of other lists, as far as they are in this database. */
export async function otherLists(session: Session, path: string, own: string): Promise<Lists> {
  const earlier = earlierLists(path);
  const found: Record<string, readonly string[]> = {};
  for (const [list, names] of Object.entries(earlier)) {
    if (list === own) continue;
    // A role that may not read it leaves it as it was.
    const now = await readList(session, list).catch(() => names);
    if (now.length > 0) found[list] = now;
  }
  return found;
}

/** None where there is no such file, or none that can be read: it is about to be written anew. */
function earlierLists(path: string): Lists {
  try {
    const { list, executed, others = {} } = readSnapshot(path, path);
    return { ...others, ...(list === undefined ? {} : { [list]: executed }) };
  } catch {
    return {};
  }
}
