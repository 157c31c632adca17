import { join, resolve } from 'node:path';
import { runDatabaseCommand, type CommandContext } from '../backup/command';
import { findClientTools, type ClientTools } from '../backup/client-tools';
import { readWholeDatabase, wholeDifferences } from '../backup/database-content';
import { differencesInWords } from '../backup/certify';
import { DEFAULT_PASSPHRASE_VARIABLE } from '../backup/encryption';
import { openPlace } from '../backup/open-place';
import type { StoredBackup } from '../backup/place';
import { NEVER_RESTORED, type EngineFacts } from '../engines/engine';
import { RAILWAY_BY_HAND } from '../engines/railway/take';
import { restoreToFolder } from '../engines/pgbackrest/restore-to-folder';
import { bytesInWords, progressInWords } from '../backup/progress';
import { assertMajor, findBackup, restoreStored } from '../backup/stored-backup';
import { refusal, usageError } from '../errors';
import type { CommandIo, GivenOptions } from '../run/run-command';
import { bareServer, openScratch } from '../scratch/database';
import { holdRun, sweepDeadRuns } from '../scratch/dead-runs';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';
import { readStructure } from '../verify/structure';
import { exportRows } from './export-rows';
import { laterRows, laterRowsInWords, type LaterRows } from './later-rows';
import { openMaintenance, type Maintenance } from './maintenance';
import { besideName, restoreDatabase } from './restore-database';
import { readIdentity } from '../seal/state';
import { swapDatabases } from './swap';
import { shellWord } from '../report/shell-word';
import { makeFolder } from '../process/make-folder';

/** What `restore` is told beside the settings. */
interface RestoreOptions {
  /** Id of a backup, or `newest`. */
  readonly backup: string;
  readonly into?: string;
  /** Of pgBackRest: up to where. */
  readonly to?: string;
  readonly check: boolean;
  /** Name of a database that an earlier restore made: it is swapped in, nothing is restored. */
  readonly swap?: string;
  /** Name of the live database: swaps. */
  readonly confirm?: string;
  /** Folder for the file of later rows. */
  readonly laterRows?: string;
}

/**
 * `safe-migrate restore`: restores a backup into a new database beside the live one, holds it to the manifest, lists the rows that came
 * after, and swaps the two names where that is confirmed.
 *
 * @returns the exit code, as listed in docs/safe-migrate.md
 */
export function restoreCommand(options: GivenOptions, io: CommandIo): Promise<number> {
  const { backup = 'newest', into, to, check = false, swap, confirm, laterRows: folder, ...rest } = options;
  const given = { backup, into, to, check, swap, confirm, laterRows: folder } as RestoreOptions;
  return runDatabaseCommand('restore', rest as GivenOptions, io, async (context) => {
    const { connection, settings, record } = context;
    assertOptions(given, connection);
    if (settings.backupEngine === 'pgbackrest') return restoreToFolder(context, given);
    const maintenance = await openMaintenance(connection);
    context.atEnd(() => maintenance.session.close());
    const { server } = maintenance;
    const identity = { database: connection.database, systemIdentifier: server.systemIdentifier };
    const stored = await findBackup(await openPlace(settings), given.backup, identity);
    const { manifest } = stored;
    tellBackup(context, stored, identity);
    if (manifest.engine) throw notOurs(manifest.engine, manifest.id);
    const tools = await findClientTools({ pgBin: settings.pgBin, serverMajor: manifest.database.major });
    if (given.check) return checkStored(context, stored, tools);

    await holdRun(maintenance.session, record.id);
    for (const name of await sweepDeadRuns(maintenance.session))
      context.say(`      removed the database ${name}: a killed run had left it`);
    const isThere = server.databases.includes(connection.database);
    const restored = given.swap
      ? await unchanged(stored, maintenance, given.swap)
      : await restore(context, stored, maintenance, tools, given.into);
    Object.assign(record.result, { restored: restored.database });

    let later: readonly LaterRows[] = [];
    if (isThere && given.confirm === undefined) {
      later = await list(context, connection, restored, stored, given.laterRows);
      context.say(
        `next        look at ${restored.database}; to give it the name ${connection.database} (what is there now is kept under another name):\n            safe-migrate restore --backup ${manifest.id} --swap ${shellWord(restored.database)} --confirm ${shellWord(connection.database)}`,
      );
    }
    if (given.confirm === undefined) {
      if (!isThere)
        context.say(
          `next        there is no database ${connection.database} on the server; to give its name to the restored one:\n            safe-migrate restore --backup ${manifest.id} --swap ${shellWord(restored.database)} --confirm ${shellWord(connection.database)}`,
        );
      Object.assign(record.result, { later });
      return 'restored';
    }
    context.signal.throwIfAborted();
    const aside = isThere ? besideName(connection.database, 'before', record.id) : undefined;
    await swapDatabases(maintenance, { live: connection.database, restored: restored.database, aside });
    context.say(
      `swapped     ${connection.database} is the backup of ${manifest.snapshotAt} now${aside ? `; what was there is called ${aside}` : ''}`,
    );
    Object.assign(record.result, { swapped: true, aside: aside ?? null });
    const who = await withSession(connection, { readOnly: true }, readIdentity);
    if (who?.sealed === true)
      context.say(
        `next        the seal of ${who.name} came along and sleeps, as in every copy; to seal the database again: safe-migrate seal --environment ${shellWord(who.environment)} --name ${shellWord(who.name)}`,
      );
    // Only now can nobody write any more: the list is complete.
    if (aside !== undefined)
      later = await list(context, { ...connection, database: aside }, connection, stored, given.laterRows);
    Object.assign(record.result, { later });
    return 'swapped';
  });
}

function assertOptions(
  { confirm, swap, check, into, to }: RestoreOptions,
  connection: ConnectionParameters,
): void {
  if (confirm !== undefined && confirm !== connection.database) {
    throw refusal({
      code: 'CONFIRM_DATABASE',
      what: `--confirm names "${confirm}", the data source's database is "${connection.database}".`,
      why: 'A swap takes the name of the live database; it must be typed as it is.',
      next: `Type --confirm ${shellWord(connection.database)} where that is the one you mean.`,
    });
  }
  const why =
    swap !== undefined && confirm === undefined
      ? '--swap needs --confirm with the name of the live database'
      : check && (swap ?? confirm ?? into) !== undefined
        ? '--check restores into a scratch database only, so --into, --swap and --confirm say nothing'
        : check && to !== undefined
          ? '--check restores up to where the manifest speaks of, so --to says nothing'
          : swap !== undefined && into !== undefined
            ? '--swap restores nothing, so --into says nothing'
            : undefined;
  if (why === undefined) return;
  throw usageError({
    code: 'SETTINGS_INVALID',
    what: 'The options contradict each other.',
    why,
    next: 'safe-migrate restore --help lists every option.',
  });
}

/** A backup that another engine keeps is not restored into a database of the live server. */
function notOurs(engine: EngineFacts, id: string): Error {
  const next = {
    pgbackrest: `safe-migrate restore --backup-engine pgbackrest --pgbackrest-stanza ${engine.name === 'pgbackrest' ? engine.stanza : ''} --backup ${id}    (into a new data directory beside the live one)`,
    railway: `Restore it ${RAILWAY_BY_HAND.replaceAll('{id}', 'id' in engine ? engine.id : '')}.`,
    command: `Restore it with the tool that took it, by its id ${'id' in engine ? engine.id : ''}; never over the live database.`,
  }[engine.name];
  return usageError({
    code: 'BACKUP_ELSEWHERE',
    what: `The backup ${id} was taken by the engine ${engine.name}, which keeps it.`,
    why: 'There is nothing here that could be restored into a database.',
    next,
  });
}

function tellBackup(
  { say, record }: CommandContext,
  { name, manifest }: StoredBackup,
  identity: { readonly database: string; readonly systemIdentifier: string | null },
): void {
  const { database, verification } = manifest;
  say(
    `backup      ${name}\n            of ${database.name} at ${database.host}:${database.port}, as of ${manifest.snapshotAt}, ${bytesInWords(manifest.bytes)}`,
  );
  if (database.name !== identity.database || database.systemIdentifier !== identity.systemIdentifier)
    say('warn        it is of another database or server than the data source names');
  if (verification === 'checksum')
    say('warn        WEAKER: it was never restored before, only its checksums were verified');
  if (verification === 'unrestored') say(`warn        ${NEVER_RESTORED}`);
  Object.assign(record.result, { backup: name, snapshotAt: manifest.snapshotAt, verification });
}

async function checkStored(
  context: CommandContext,
  stored: StoredBackup,
  tools: ClientTools,
): Promise<string> {
  const { settings, record, signal, say, atEnd } = context;
  const { major, properties, encoding } = stored.manifest.database;
  const note = (message: string) => say(`      ${message}`);
  const scratch = await openScratch({
    runId: record.id,
    live: { ...bareServer(major), encoding, collate: properties.collate },
    ...{ scratchUrl: settings.scratchUrl, signal, roles: properties.roles },
    onFetch: (version) => note(`fetching the PostgreSQL ${version} server programs for the scratch database`),
  });
  atEnd(() => scratch.close());
  const started = performance.now();
  const { restoredContent } = await restoreStored(stored, {
    ...{ tools, scratch, signal, note, progress: (progress) => note(progressInWords(progress)) },
    passphraseVariable: settings.passphraseVariable ?? DEFAULT_PASSPHRASE_VARIABLE,
  });
  say(
    `certificate restored into PostgreSQL ${scratch.version} in ${((performance.now() - started) / 1000).toFixed(1)} s and equal to its manifest: ${Object.keys(restoredContent.named).length} tables`,
  );
  return 'checked';
}

async function restore(
  { settings, record, signal, say, connection: live }: CommandContext,
  backup: StoredBackup,
  maintenance: Maintenance,
  tools: ClientTools,
  into: string | undefined,
): Promise<ConnectionParameters> {
  const started = performance.now();
  const note = (message: string) => say(`      ${message}`);
  const restored = await restoreDatabase({
    ...{ backup, maintenance, tools, signal, note, runId: record.id },
    name: into ?? besideName(live.database, 'restored', record.id),
    passphraseVariable: settings.passphraseVariable ?? DEFAULT_PASSPHRASE_VARIABLE,
    progress: (progress) => note(progressInWords(progress)),
  });
  const { tables } = backup.manifest.content;
  const rows = Object.values(tables).reduce((sum, print) => sum + BigInt(print.rows), 0n);
  say(
    `restored    ${restored.database}, equal to the backup: ${Object.keys(tables).length} tables, ${rows} rows, ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return restored;
}

/** A database that an earlier restore made, as long as nobody wrote into it. */
async function unchanged(
  { manifest, name }: StoredBackup,
  { connection, server }: Maintenance,
  database: string,
): Promise<ConnectionParameters> {
  assertMajor(name, manifest.database.major, server.major);
  const restored = { ...connection, database };
  const whole = await readWholeDatabase(restored);
  const differences = wholeDifferences(manifest.content, whole.content);
  if (differences.length === 0) return restored;
  throw refusal({
    code: 'RESTORED_CHANGED',
    what: `"${database}" does not hold what the backup ${name} holds.`,
    why: differencesInWords(differences),
    next: 'Restore again without --swap, or rename it by hand where the difference is wanted (rows that you brought in).',
  });
}

/** Lists what came after the backup, and writes it to a file where a folder is named. */
async function list(
  { say, record, settings }: CommandContext,
  live: ConnectionParameters,
  restored: ConnectionParameters,
  { manifest }: StoredBackup,
  folder: string | undefined,
): Promise<readonly LaterRows[]> {
  const file =
    folder === undefined
      ? undefined
      : join(resolve(settings.projectRoot, folder), `later-rows-${record.id}.sql`);
  let sink;
  if (file !== undefined) {
    makeFolder(join(file, '..'), 0o700);
    const { sequences } = await withSession(live, { readOnly: true }, readStructure);
    sink = exportRows(
      file,
      `Rows of ${live.database} that the backup ${manifest.id} of ${manifest.snapshotAt} does not have.`,
      sequences,
    );
  }
  const later = await laterRows(live, restored, manifest.content, sink);
  await sink?.finish();
  const words = laterRowsInWords(later);
  if (words.length === 0) say(`later       no row of ${live.database} came after the backup`);
  for (const line of words) say(`later       ${line}`);
  if (words.length > 0 && file === undefined)
    say(
      '            --later-rows <folder> writes them to a file of SQL, to be brought into the restored database',
    );
  if (file !== undefined && words.length > 0) {
    say(`            written to ${file}`);
    Object.assign(record.result, { laterRowsFile: file });
  }
  return later;
}
