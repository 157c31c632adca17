import { mismatch } from '../backup/certify';
import { readWholeDatabase } from '../backup/database-content';
import { readDatabaseProperties } from '../backup/database-properties';
import { SafeMigrateError, refusal } from '../errors';
import { describeConnection } from '../target/connection';
import { withSession } from '../target/session';
import { compareCopy } from './command/compare';
import { assertIsCopy } from './command/copy';
import { printedCopy } from './command/printed';
import { runBackupCommand } from './command/run-command';
import type { CommandFacts, RailwayFacts } from './engine';
import { engineManifest } from './engine-manifest';
import { readPhysicalFacts } from './pgbackrest/physical-content';
import type { BackupCopy, EngineInput, TakenByEngine } from './take';

/** What is known of a backup that somebody else took, when it is taken. */
export type Made = Omit<CommandFacts, Known> | Omit<RailwayFacts, Known>;
type Known = 'startedAt' | 'stoppedAt' | 'checked' | 'notCompared';

/** Who takes the backup, and what becomes of it without a certificate. */
export interface Elsewhere {
  readonly act: () => Promise<Made & { readonly bytes?: number }>;
  /** How it is restored by hand, where it is never restored here. */
  readonly byHand: string;
}

/**
 * Has somebody else take the backup, looks at it with the user's check command, and restores it with the user's restore command for
 * the certificate. Without the latter it is never restored, and is taken only where somebody accepts that.
 *
 * @throws SafeMigrateError BACKUP_NOT_CERTIFIED, what `act` and the commands throw, BACKUP_MISMATCH, BACKUP_COPY_IS_LIVE, BACKUP_COPY_UNFIT
 */
export async function takeElsewhere(input: EngineInput, { act, byHand }: Elsewhere): Promise<TakenByEngine> {
  const { settings, connection, facts, place, id, note, signal } = input;
  const { backupRestoreCommand: restore, backupCheckCommand: check } = settings;
  if (restore === undefined && !settings.acceptUnrestored) throw notCertified(settings.backupEngine);
  const started = Date.now();
  const draft = await place.begin(id);
  try {
    const before = restore === undefined ? undefined : await readWholeDatabase(connection);
    const startedAt = new Date().toISOString();
    const { bytes = 0, ...made } = await act();
    const stoppedAt = new Date().toISOString();
    note(`the backup ${made.id} is taken`);
    const common = { cwd: settings.projectRoot, timeout: settings.backupTimeout, signal, id: made.id };
    if (check !== undefined) await runBackupCommand({ ...common, what: 'check command', command: check });
    const after = await readWholeDatabase(connection);
    const live = await withSession(connection, { readOnly: true }, async (session) => ({
      properties: await readDatabaseProperties(session),
      facts: await readPhysicalFacts(session),
    }));
    signal?.throwIfAborted();
    const known = { startedAt, stoppedAt, checked: check !== undefined };
    const finished = {
      ...{ snapshotAt: stoppedAt, properties: live.properties, structure: after.structure, bytes },
    };
    if (restore === undefined || before === undefined) {
      const manifest = engineManifest(input, {
        ...{ ...finished, content: after.content, durationMs: Date.now() - started },
        engine: { ...made, ...known, notCompared: [] },
        notCovered: [`to restore it: ${byHand.replaceAll('{id}', made.id)}`],
      });
      return { folder: await draft.complete(manifest), manifest };
    }
    const restoring = Date.now();
    const printed = await runBackupCommand({ ...common, what: 'restore command', command: restore });
    const restored = printedCopy(printed);
    const copyFacts = await assertIsCopy(connection, facts, restored);
    note(`the restored copy is ${describeConnection(restored)}; it stays there when this ends`);
    const restoredContent = await readWholeDatabase(restored);
    const compared = compareCopy({ before, after, facts: live.facts }, restoredContent.content);
    if (compared.differences.length > 0) throw otherContent(made.id, compared.differences);
    signal?.throwIfAborted();
    const { tables } = compared.expected;
    const manifest = engineManifest(input, {
      ...{ ...finished, content: compared.expected, durationMs: Date.now() - started },
      engine: { ...made, ...known, notCompared: compared.notCompared },
      certificate: {
        restoredAt: new Date().toISOString(),
        serverVersion: copyFacts.version,
        durationMs: Date.now() - restoring,
        tables: Object.keys(tables).length,
        rows: Object.values(tables)
          .reduce((sum, { rows }) => sum + BigInt(rows), 0n)
          .toString(),
      },
      notCovered: [
        ...(compared.notCompared.length > 0
          ? [
              `written to while the backup was taken, so that their rows could not be compared exactly: ${compared.notCompared.join(', ')}`,
            ]
          : []),
        ...(live.facts.unlogged.length > 0
          ? [`unlogged, a copy of the files brings them back empty: ${live.facts.unlogged.join(', ')}`]
          : []),
      ],
    });
    const copy: BackupCopy = { restored, restoredContent };
    return { folder: await draft.complete(manifest), manifest, copy };
  } catch (error) {
    await draft.abandon();
    throw error;
  }
}

function notCertified(engine: string): SafeMigrateError {
  return refusal({
    code: 'BACKUP_NOT_CERTIFIED',
    what: `A backup of the engine ${engine} would never be restored, so that nobody knows whether it can be.`,
    why: 'A backup counts when it was restored and compared. Without --backup-restore-command there is no copy to look at, and none to rehearse on.',
    next: 'Give --backup-restore-command with a command that restores {id} somewhere and prints the postgres:// URL of the copy; or take the backup with --backup-engine dump; or accept it as it is with --accept-unrestored.',
  });
}

function otherContent(id: string, differences: readonly string[]): SafeMigrateError {
  const { code, why } = mismatch(differences);
  return new SafeMigrateError({
    ...{ code, why },
    what: `The restored copy of the backup ${id} does not hold what the live database held while it was taken.`,
    next: 'The backup is where it was made and does not count; nothing was migrated. Look at how it is taken and restored.',
  });
}
