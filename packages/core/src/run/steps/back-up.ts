import { backUp, type CertifiedBackup } from '../../backup/back-up';
import type { RunContext } from '../context';
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
    const backup = await backUp({
      ...{ id: record.id, directory: settings.backupDirectory, facts, tools, scratch, signal },
      connection: loaded.connection,
      note: (message) => emit({ kind: 'note', message }),
    });
    const { manifest, folder } = backup;
    const { tables, rows } = manifest.certificate;
    record.backup = {
      folder,
      bytes: manifest.bytes,
      files: manifest.files.length,
      tables,
      rows,
      snapshotAt: manifest.snapshotAt,
    };
    return {
      result: backup,
      summary: `${(manifest.bytes / 1e6).toFixed(1)} MB, restored into PostgreSQL ${manifest.certificate.serverVersion} and equal: ${tables} tables, ${rows} rows; ${folder}`,
    };
  });
}
