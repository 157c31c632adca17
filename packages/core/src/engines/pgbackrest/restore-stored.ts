import { differencesInWords } from '../../backup/certify';
import { readWholeDatabase, wholeDifferences } from '../../backup/database-content';
import type { StoredBackup } from '../../backup/place';
import type { TellProgress } from '../../backup/progress';
import { damaged } from '../../backup/stored-archive';
import type { Settings } from '../../settings/settings';
import type { ConnectionParameters } from '../../target/connection';
import type { PgBackRestFacts } from '../engine';
import type { BackupCopy } from '../take';
import { openPgBackRest } from './program';
import { restoreServer, type RecoveryTarget, type RestoredCopy } from './restore';
import { withoutUnlogged } from './physical-content';

/** What a stored backup of pgBackRest is restored with. */
export interface StoredRestore {
  readonly settings: Settings;
  /** The role and the database to ask for. */
  readonly connection: ConnectionParameters;
  /** Of the live server, where it is known: who owns it. */
  readonly dataDirectory?: string;
  readonly signal?: AbortSignal;
  readonly progress?: TellProgress;
  readonly atEnd: (close: () => Promise<void> | void) => void;
}

/** Restores it into a server of its own, up to a target. */
export async function restoreEngineBackup(
  engine: PgBackRestFacts,
  major: number,
  target: RecoveryTarget,
  { settings, connection, dataDirectory, signal, progress }: Omit<StoredRestore, 'atEnd'>,
  keepIn?: string,
): Promise<RestoredCopy> {
  const program = await openPgBackRest(
    {
      ...settings,
      pgbackrestStanza: engine.stanza,
      // The one it was taken into; where there is one alone, its number says nothing.
      pgbackrestRepo: settings.pgbackrestRepo ?? (engine.repo > 1 ? engine.repo : undefined),
    },
    dataDirectory,
  );
  return restoreServer({
    ...{ program, connection, major, target, signal, progress, keepIn },
    ...{ label: engine.label, bytes: engine.serverBytes, restoreDirectory: settings.restoreDirectory },
  });
}

/** Where the manifest speaks of. */
export const pointTarget = ({ restorePoint }: PgBackRestFacts): RecoveryTarget => ({
  ...{ type: 'name', value: restorePoint.name },
});

/**
 * Restores a stored backup up to its restore point into a server that goes, and holds it to its manifest.
 *
 * @throws SafeMigrateError BACKUP_DAMAGED, BACKUP_NOT_RESTORABLE, PGBACKREST_NOT_FOUND
 */
export async function restoreAndCompare(
  { name, manifest }: StoredBackup,
  engine: PgBackRestFacts,
  input: StoredRestore,
): Promise<BackupCopy> {
  const connection = { ...input.connection, database: manifest.database.name };
  const copy = await restoreEngineBackup(engine, manifest.database.major, pointTarget(engine), {
    ...input,
    connection,
  });
  input.atEnd(copy.stop);
  const restoredContent = await readWholeDatabase(copy.connection);
  const found = withoutUnlogged(restoredContent.content, engine.unlogged);
  const differences = wholeDifferences(manifest.content, found);
  if (differences.length > 0) throw damaged(name, differencesInWords(differences));
  return { restored: copy.connection, restoredContent };
}
