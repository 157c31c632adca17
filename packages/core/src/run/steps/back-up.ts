import { backUp } from '../../backup/back-up';
import { copySchema } from '../../backup/dump';
import { fingerprintDatabase, type DatabaseContent } from '../../backup/database-content';
import { encryptionBy } from '../../backup/encryption';
import { openPlace } from '../../backup/open-place';
import { progressInWords } from '../../backup/progress';
import { expired } from '../../backup/retention';
import type { BackupManifest } from '../../backup/manifest';
import { engineInWords, NEVER_RESTORED } from '../../engines/engine';
import { takeByEngine } from '../../engines/take';
import type { ConnectionParameters } from '../../target/connection';
import type { RunContext } from '../context';
import type { RunRecord } from '../record';
import type { Preflight } from './preflight';
import type { Trials } from './review';

/** A backup, and the copy that the migrations are rehearsed on. */
export interface RehearsalSource {
  /** Folder or address of the backup, or of its manifest. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly restored: ConnectionParameters;
  readonly restoredContent: DatabaseContent;
  /** The backup was never restored: the copy is one of the schema, without a row. */
  readonly withoutRows?: true;
}

/** Takes the backup, restores it and compares; or has another engine do so. */
export function takeBackup(context: RunContext, ready: Preflight, trials: Trials): Promise<RehearsalSource> {
  return context.settings.backupEngine === 'dump'
    ? takeDump(context, ready, trials)
    : takeElsewhere(context, ready, trials);
}

function takeDump(
  { settings, record, steps, signal, emit }: RunContext,
  ready: Preflight,
  { scratch }: Trials,
): Promise<RehearsalSource> {
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

function takeElsewhere(
  { settings, record, steps, signal, emit, atEnd }: RunContext,
  ready: Preflight,
  { scratch }: Trials,
): Promise<RehearsalSource> {
  return steps.run('back up', async () => {
    const { facts, tools, loaded } = ready;
    const { connection } = loaded;
    const note = (message: string) => emit({ kind: 'note', message });
    const { folder, manifest, copy } = await takeByEngine({
      ...{ id: record.id, settings, connection, facts, signal, note, atEnd },
      place: await openPlace(settings),
      progress: (progress) => note(progressInWords(progress)),
    });
    record.backup = backupRecord(folder, manifest);
    tellWhatIsMissing({ record, emit }, manifest);
    const words = manifest.engine ? engineInWords(manifest.engine) : '';
    if (copy)
      return { result: { folder, manifest, ...copy }, summary: `${certifiedInWords(manifest)}; ${words}` };
    const restored = await scratch.create('schema');
    await copySchema(tools, connection, restored, signal);
    const restoredContent = await fingerprintDatabase(restored);
    const result = { ...{ folder, manifest, restored, restoredContent }, withoutRows: true } as const;
    return { result, summary: `${words}; ${NEVER_RESTORED}` };
  });
}

/** What a certificate does not speak of, or that there is none, is told where everybody looks. */
function tellWhatIsMissing(
  { record, emit }: Pick<RunContext, 'record' | 'emit'>,
  { verification, engine, notCovered }: BackupManifest,
): void {
  const compared = engine && 'notCompared' in engine ? engine.notCompared : [];
  const messages = [
    ...(verification === 'restored'
      ? []
      : [
          `the backup is ${NEVER_RESTORED}. The migrations are rehearsed on an EMPTY copy of the schema: what they do to rows is not tried`,
        ]),
    ...(compared.length > 0 ? notCovered.filter((words) => words.startsWith('written to')) : []),
  ];
  for (const message of messages) {
    emit({ kind: 'warning', message });
    record.warnings.push(message);
  }
}

/** What a run's record says of a backup. */
export function backupRecord(folder: string, manifest: BackupManifest): NonNullable<RunRecord['backup']> {
  const { bytes, files, certificate, snapshotAt, verification, engine, notCovered } = manifest;
  const { tables = 0, rows = '0' } = certificate ?? {};
  return {
    ...{ folder, bytes, files: files.length, tables, rows, snapshotAt, verification },
    ...(engine ? { engine, notCovered } : {}),
  };
}

/** `3.2 MB, restored into PostgreSQL 15.18 and equal: 5 tables, 1521 rows` */
export function certifiedInWords({ bytes, certificate }: BackupManifest): string {
  const { serverVersion, tables, rows } = certificate ?? {};
  return `${(bytes / 1e6).toFixed(1)} MB, restored into PostgreSQL ${serverVersion} and equal: ${tables} tables, ${rows} rows`;
}
