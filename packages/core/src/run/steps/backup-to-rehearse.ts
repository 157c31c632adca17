import { DEFAULT_PASSPHRASE_VARIABLE } from '../../backup/encryption';
import { nameFingerprints } from '../../backup/named-fingerprint';
import { openPlace } from '../../backup/open-place';
import type { StoredBackup } from '../../backup/place';
import { progressInWords, type Progress } from '../../backup/progress';
import { newestBackup, restoreStored } from '../../backup/stored-backup';
import { withSession } from '../../target/session';
import { compareFingerprints, fingerprintTables } from '../../verify/fingerprint';
import { readStructure, tableName } from '../../verify/structure';
import type { RunContext } from '../context';
import { restoreAndCompare } from '../../engines/pgbackrest/restore-stored';
import { backupRecord, takeBackup, type RehearsalSource } from './back-up';
import type { Preflight } from './preflight';
import type { Trials } from './review';

/**
 * The newest backup, restored, where the same migrations were pending when it was taken; else a new one. Restoring reads nothing from
 * the live database.
 */
export async function backupToRehearse(
  context: RunContext,
  ready: Preflight,
  trials: Trials,
): Promise<RehearsalSource> {
  const { settings, record, steps, emit, signal, atEnd } = context;
  const { backupEngine } = settings;
  // What a command restores somewhere is there once: it is asked for a new one.
  const isOnce = backupEngine === 'command' || backupEngine === 'railway';
  const newest =
    settings.freshBackup || isOnce
      ? undefined
      : await newestBackup(await openPlace(settings), ready.facts, backupEngine);
  if (newest === undefined) return takeBackup(context, ready, trials);
  if (!(await hasSameMigrations(newest, ready))) {
    emit({
      kind: 'note',
      message: `the newest backup (${newest.manifest.snapshotAt}) has other migrations: taking a new one`,
    });
    return takeBackup(context, ready, trials);
  }
  return steps.run('back up', async () => {
    const note = (message: string) => emit({ kind: 'note', message });
    const progress = (seen: Progress) => note(progressInWords(seen));
    const { manifest, name: folder } = newest;
    const backup =
      manifest.engine?.name === 'pgbackrest'
        ? {
            ...{ folder, manifest },
            ...(await restoreAndCompare(newest, manifest.engine, {
              ...{ settings, connection: ready.loaded.connection, signal, progress, atEnd },
            })),
          }
        : await restoreStored(newest, {
            ...{ tools: ready.tools, scratch: trials.scratch, signal, note, progress },
            passphraseVariable: settings.passphraseVariable ?? DEFAULT_PASSPHRASE_VARIABLE,
          });
    record.backup = backupRecord(newest.name, newest.manifest);
    const { tables, rows, snapshotAt } = record.backup;
    return {
      result: backup,
      summary: `the newest one, of ${snapshotAt}, restored and equal to its manifest: ${tables} tables, ${rows} rows; ${newest.name}`,
    };
  });
}

/** TypeORM's list of executed migrations was the same when the backup was taken. */
function hasSameMigrations({ manifest }: StoredBackup, { loaded, bookkeeping }: Preflight): Promise<boolean> {
  return withSession(loaded.connection, { readOnly: true }, async (session) => {
    await session.query('BEGIN TRANSACTION READ ONLY');
    const structure = await readStructure(session);
    const tables = structure.tables.filter((table) => tableName(table) === bookkeeping);
    const now = nameFingerprints(structure, await fingerprintTables(session, tables))[bookkeeping];
    await session.query('ROLLBACK');
    const then = manifest.content.tables[bookkeeping];
    if (now === undefined || then === undefined) return now === then;
    return compareFingerprints(then, now) === undefined;
  });
}
