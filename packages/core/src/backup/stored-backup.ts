import { SafeMigrateError, usageError } from '../errors';
import type { Scratch } from '../scratch/database';
import type { EngineName } from '../settings/engine-settings';
import type { ServerFacts } from '../target/facts';
import type { CertifiedBackup } from './back-up';
import { differencesInWords, tryArchive } from './certify';
import type { ClientTools } from './client-tools';
import type { BackupPlace, StoredBackup } from './place';
import type { TellProgress } from './progress';
import { damaged, openArchive } from './stored-archive';

/** Which database a backup is of. */
export type DatabaseIdentity = Pick<ServerFacts, 'database' | 'systemIdentifier'>;

/** Whether a backup is of this database. One of a copy on another server is not; nor is any, where the server does not say which it is. */
export const isOf =
  ({ database, systemIdentifier }: DatabaseIdentity) =>
  ({ manifest }: StoredBackup): boolean =>
    systemIdentifier !== null &&
    manifest.database.name === database &&
    manifest.database.systemIdentifier === systemIdentifier;

/** A backup counts where it was restored. */
export const isCertified = ({ manifest }: StoredBackup): boolean => manifest.verification === 'restored';

/** Whether an engine took it: `dump` is ours. */
export const isBy =
  (engine: EngineName) =>
  ({ manifest }: StoredBackup): boolean =>
    (manifest.engine?.name ?? 'dump') === engine;

/** The newest certified backup of a database that an engine took. */
export async function newestBackup(
  place: BackupPlace,
  identity: DatabaseIdentity,
  engine: EngineName = 'dump',
): Promise<StoredBackup | undefined> {
  return (await place.list()).filter(isOf(identity)).filter(isBy(engine)).filter(isCertified).at(-1);
}

/**
 * The backup that the user names, or the newest certified one of the database.
 *
 * @param id `newest`, or the id of a backup.
 * @throws SafeMigrateError BACKUP_NOT_FOUND
 */
export async function findBackup(
  place: BackupPlace,
  id: string,
  identity: DatabaseIdentity,
): Promise<StoredBackup> {
  const all = await place.list();
  const found = id === 'newest' ? all.filter(isOf(identity)).filter(isCertified).at(-1) : undefined;
  const named = all.find(({ manifest }) => manifest.id === id);
  const backup = found ?? named;
  if (backup) return backup;
  const others = all.map(
    ({ manifest: { id: other, snapshotAt, database, verification } }) =>
      `${other} of ${database.name} at ${database.host}:${database.port}, ${snapshotAt}${verification === 'restored' ? '' : ', never restored'}`,
  );
  throw usageError({
    code: 'BACKUP_NOT_FOUND',
    what:
      id === 'newest'
        ? `There is no certified backup of the database ${identity.database} of this server in ${place.name}.`
        : `There is no backup ${id} in ${place.name}.`,
    why: others.length === 0 ? 'There is no backup at all.' : `There are: ${others.slice(-10).join('\n')}`,
    next:
      others.length === 0
        ? 'Take one: safe-migrate backup. Or name the place of the backups with --backup-directory.'
        : 'Name one with --backup, also to take one of another server on purpose.',
  });
}

/** What {@link restoreStored} needs. */
export interface StoredTrial {
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly passphraseVariable: string;
  readonly signal?: AbortSignal;
  readonly note?: (message: string) => void;
  readonly progress?: TellProgress;
}

/**
 * Restores a backup into a scratch database and holds it to its manifest: every file's hash, and everything that is in it.
 *
 * @throws SafeMigrateError BACKUP_DAMAGED, BACKUP_NOT_RESTORABLE, BACKUP_PASSPHRASE
 */
export async function restoreStored(
  { name, manifest, place }: StoredBackup,
  trial: StoredTrial,
): Promise<CertifiedBackup> {
  assertMajor(name, manifest.database.major, Number.parseInt(trial.scratch.version, 10));
  const archive = await openArchive({
    ...{ name, archive: manifest.archive, files: manifest.files, folder: place.folder(manifest.id) },
    ...{ read: (file) => place.read(manifest.id, file), signal: trial.signal },
    passphraseVariable: trial.passphraseVariable,
  });
  const { restored, restoredContent, differences } = await tryArchive({
    ...{ ...trial, archive, expected: manifest.content, roles: manifest.database.properties.roles },
  });
  if (differences.length > 0) throw damaged(name, differencesInWords(differences));
  return { folder: name, manifest, restored, restoredContent };
}

/** @throws SafeMigrateError BACKUP_MAJOR where a backup would be restored into a server of another major. */
export function assertMajor(name: string, of: number, server: number): void {
  if (of === server) return;
  throw new SafeMigrateError({
    code: 'BACKUP_MAJOR',
    what: `The backup ${name} is of PostgreSQL ${of}, the server is PostgreSQL ${server}.`,
    why: 'What it held cannot be compared across majors, and settings of a newer one fail in an older one.',
    next: `Give a server of PostgreSQL ${of}. To move to another major on purpose, restore by hand with pg_restore of that major.`,
  });
}
