import type { AppliedUnit } from '../apply/apply';
import { wholeDifferences, readWholeDatabase } from '../backup/database-content';
import { findClientTools } from '../backup/client-tools';
import { DEFAULT_PASSPHRASE_VARIABLE } from '../backup/encryption';
import { openPlace } from '../backup/open-place';
import type { StoredBackup } from '../backup/place';
import { progressInWords } from '../backup/progress';
import { SafeMigrateError } from '../errors';
import { laterRows, laterRowsInWords } from '../restore/later-rows';
import { openMaintenance, type Maintenance } from '../restore/maintenance';
import { besideName, restoreDatabase } from '../restore/restore-database';
import { swapDatabases } from '../restore/swap';
import { writtenSince } from '../restore/written-since';
import { holdRun } from '../scratch/dead-runs';
import type { ConnectionParameters } from '../target/connection';
import { quoteIdentifier } from '../target/identifier';
import { openSession } from '../target/session';
import type { LoadedDataSource } from '../typeorm/protocol';
import { RunEnded, type RunContext } from './context';
import { shellWord } from '../report/shell-word';

/** Lines of later rows that an error shows; the restore command lists all. */
const SHOWN = 20;

/** What the way back needs to know. */
export interface LastWayBack {
  readonly loaded: LoadedDataSource;
  /** `schema.table` of TypeORM's list. */
  readonly bookkeeping: string;
  /** What the run had committed. */
  readonly units: readonly AppliedUnit[];
}

/**
 * The third way back inside a run, when `down()` failed or did not bring everything back: the run's backup is restored into a new database of
 * the server and held to its manifest. It takes the live one's name only where nobody has written since, which is looked at with all writers
 * locked out until the moment of the swap; else it stays beside, ready, and what came after is listed.
 *
 * Only where `--way-back restore` says so: it takes the space and the load of a second copy on the live server, and a swap disconnects
 * everybody. Without it the run ends with the command that does the same by hand.
 *
 * @param ended how the run would end without
 * @returns how it ends; never throws
 */
export async function lastWayBack(context: RunContext, way: LastWayBack, ended: RunEnded): Promise<RunEnded> {
  const { settings, journal, record, emit } = context;
  const id = journal.current?.runId ?? record.id;
  if (settings.wayBack !== 'restore') return withNext(ended, id);
  const { connection } = way.loaded;
  emit({ kind: 'warning', message: `${ended.error.what} Restoring the backup beside the live database.` });
  let maintenance: Maintenance | undefined;
  try {
    const stored = (await (await openPlace(settings)).list()).find(({ manifest }) => manifest.id === id);
    if (!stored) return withNext(ended, id);
    maintenance = await openMaintenance(connection);
    const restored = await besideLive(context, stored, maintenance, connection);
    const why = await swapUnlessWritten(context, way, stored, maintenance, restored);
    if (why.length === 0) return new RunEnded('rolled-back', exchanged(ended.error, record));
    return stays(ended, stored, connection, restored, why);
  } catch (error) {
    const words =
      error instanceof SafeMigrateError ? `${error.what} ${error.why}` : String((error as Error).message);
    return withNext(ended, id, [`Restoring the backup beside it failed: ${words}`]);
  } finally {
    await maintenance?.session.close();
  }
}

/** Restored and equal to its manifest. An earlier process may have come as far: what it left is held to the manifest again. */
async function besideLive(
  { settings, record, emit, signal }: RunContext,
  backup: StoredBackup,
  maintenance: Maintenance,
  { database: live }: ConnectionParameters,
): Promise<ConnectionParameters> {
  const { manifest } = backup;
  const name = besideName(live, 'restored', manifest.id);
  if (maintenance.server.databases.includes(name)) {
    const there = { ...maintenance.connection, database: name };
    const { content } = await readWholeDatabase(there);
    if (wholeDifferences(manifest.content, content).length === 0) return there;
  }
  await holdRun(maintenance.session, record.id);
  const note = (message: string) => emit({ kind: 'note', message });
  return restoreDatabase({
    ...{ backup, maintenance, note, name, runId: record.id },
    tools: await findClientTools({ pgBin: settings.pgBin, serverMajor: manifest.database.major }),
    // What was asked to stop goes back all the same, as far as it can.
    signal: signal.aborted ? new AbortController().signal : signal,
    passphraseVariable: settings.passphraseVariable ?? DEFAULT_PASSPHRASE_VARIABLE,
    progress: (progress) => note(progressInWords(progress)),
  });
}

/** @returns why it was not swapped; empty where it was */
async function swapUnlessWritten(
  { record, emit }: RunContext,
  { loaded, bookkeeping, units }: LastWayBack,
  { manifest }: StoredBackup,
  maintenance: Maintenance,
  restored: ConnectionParameters,
): Promise<readonly string[]> {
  const { connection } = loaded;
  const guard = await openSession(connection, { applicationName: 'safe-migrate swap' });
  try {
    const why = await writtenSince(guard, { loaded, bookkeeping, units, content: manifest.content });
    if (why.length > 0) return why;
    const live = connection.database;
    const aside = besideName(live, 'before', record.id);
    await swapDatabases(maintenance, { live, restored: restored.database, aside, guard });
    record.beside = { database: live, aside, swapped: true };
    const message = `${live} is the backup of ${manifest.snapshotAt} now, nobody had written since; what was there is called ${aside}`;
    emit({ kind: 'warning', message });
    record.warnings.push(message);
    return [];
  } catch (error) {
    if (!(error instanceof SafeMigrateError)) throw error;
    return [`${error.what} ${error.why}`];
  } finally {
    await guard.close();
  }
}

function exchanged(
  { code, what, why }: SafeMigrateError,
  { beside }: RunContext['record'],
): SafeMigrateError {
  return new SafeMigrateError({
    ...{ code, what, why },
    next: `The backup has taken the place of the database. Correct the cause, and type: safe-migrate run\nWhat was there is kept as ${beside?.aside}; when nobody needs it any more: DROP DATABASE ${quoteIdentifier(beside?.aside ?? '')}`,
  });
}

/** The restored database is there and ready; a person decides. */
async function stays(
  ended: RunEnded,
  { manifest }: StoredBackup,
  connection: ConnectionParameters,
  restored: ConnectionParameters,
  why: readonly string[],
): Promise<RunEnded> {
  const words = await laterRows(connection, restored, manifest.content).then(laterRowsInWords, () => []);
  const more = words.length > SHOWN ? [`and ${words.length - SHOWN} more lines`] : [];
  const { error } = ended;
  return new RunEnded(
    'needs-attention',
    new SafeMigrateError({
      code: error.code,
      what: `${error.what} The backup is restored and verified as the database "${restored.database}" beside the live one, which was not replaced.`,
      why: [error.why, ...why, ...words.slice(0, SHOWN), ...more].join('\n'),
      next: `Look at both. To give the restored one the name ${connection.database}, which loses the rows listed above (--later-rows <folder> writes them to a file first; what is there now is kept under another name):\nsafe-migrate restore --backup ${manifest.id} --swap ${shellWord(restored.database)} --confirm ${shellWord(connection.database)}`,
    }),
  );
}

function withNext({ outcome, error }: RunEnded, id: string, more: readonly string[] = []): RunEnded {
  return new RunEnded(
    outcome,
    new SafeMigrateError({
      ...{ code: error.code, what: error.what, why: [error.why, ...more].join('\n') },
      next: `${error.next}\nTo have it beside the live database, verified, with the rows that came after it: safe-migrate restore --backup ${id}`,
    }),
  );
}
