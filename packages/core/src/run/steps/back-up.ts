import { backUp, type CertifiedBackup } from '../../backup/back-up';
import { encryptionBy } from '../../backup/encryption';
import { openPlace } from '../../backup/open-place';
import { progressInWords } from '../../backup/progress';
import { expired } from '../../backup/retention';
import type { BackupManifest } from '../../backup/manifest';
import type { RunContext } from '../context';
import type { RunRecord } from '../record';
import type { Preflight } from './preflight';
import type { Trials } from './review';

/** Takes the backup, restores it and compares. */
export function takeBackup(
  { settings, record, steps, signal, emit }: RunContext,
  ready: Preflight,
  { scratch }: Trials,
): Promise<CertifiedBackup> {
  return steps.run('back up', async () => {
    const { facts, tools, loaded } = ready;
    const { passphraseVariable } = settings;
    const place = await openPlace(settings);
    const note = (message: string) => emit({ kind: 'note', message });
    const backup = await backUp({
      ...{ id: record.id, place, facts, tools, scratch, signal, note },
      ...{ encryption: passphraseVariable === undefined ? undefined : encryptionBy(passphraseVariable) },
      ...{ connection: loaded.connection, scratchHere: settings.scratchUrl === undefined },
      progress: (progress) => note(progressInWords(progress)),
    });
    const { manifest, folder } = backup;
    record.backup = backupRecord(folder, manifest);
    for (const old of expired(await place.list(), facts, settings)) {
      await place.remove(old);
      note(`removed the backup ${old.name} of ${old.manifest.snapshotAt}: older than what is kept`);
    }
    return { result: backup, summary: `${certifiedInWords(manifest)}; ${folder}` };
  });
}

/** What a run's record says of a backup that was restored. */
export function backupRecord(folder: string, manifest: BackupManifest): NonNullable<RunRecord['backup']> {
  const { bytes, files, certificate, snapshotAt } = manifest;
  const { tables = 0, rows = '0' } = certificate ?? {};
  return { folder, bytes, files: files.length, tables, rows, snapshotAt };
}

/** `3.2 MB, restored into PostgreSQL 15.18 and equal: 5 tables, 1521 rows` */
export function certifiedInWords({ bytes, certificate }: BackupManifest): string {
  const { serverVersion, tables, rows } = certificate ?? {};
  return `${(bytes / 1e6).toFixed(1)} MB, restored into PostgreSQL ${serverVersion} and equal: ${tables} tables, ${rows} rows`;
}
