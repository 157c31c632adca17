import { SafeMigrateError } from '../errors';
import { differencesInWords } from '../backup/certify';
import type { ClientTools } from '../backup/client-tools';
import { readWholeDatabase, wholeDifferences } from '../backup/database-content';
import { creationOptions, propertyStatements } from '../backup/database-properties';
import { extensionsOf } from '../backup/inventory';
import type { BackupManifest } from '../backup/manifest';
import type { StoredBackup } from '../backup/place';
import { progressOf, type TellProgress } from '../backup/progress';
import { restoreArchive } from '../backup/restore-archive';
import { openArchive, damaged } from '../backup/stored-archive';
import { assertMajor } from '../backup/stored-backup';
import { dropDatabase, scratchName } from '../scratch/dead-runs';
import type { ConnectionParameters } from '../target/connection';
import { quoteIdentifier } from '../target/identifier';
import { tableName } from '../verify/structure';
import type { Maintenance } from './maintenance';

/** What is restored, where to, and as what. */
export interface RestoreDatabaseInput {
  readonly backup: StoredBackup;
  readonly maintenance: Maintenance;
  /** Name of the new database; one of this name must not exist. */
  readonly name: string;
  readonly runId: string;
  readonly tools: ClientTools;
  readonly passphraseVariable: string;
  readonly signal: AbortSignal;
  readonly note: (message: string) => void;
  readonly progress?: TellProgress;
}

/** Longest name of a database in bytes. */
const LONGEST = 63;

/**
 * Restores a backup into a new database of the server and holds it to the manifest. Until everything is equal it has the name of a scratch
 * database, which the next command removes where this one is killed; only then does it get its own.
 *
 * @throws SafeMigrateError RESTORE_NAME, RESTORE_RIGHTS, RESTORE_ROLES_MISSING, BACKUP_MAJOR, BACKUP_DAMAGED, BACKUP_NOT_RESTORABLE
 */
export async function restoreDatabase(input: RestoreDatabaseInput): Promise<ConnectionParameters> {
  const { backup, maintenance, name, tools, signal, note } = input;
  const { manifest } = backup;
  const { properties } = manifest.database;
  assertRestorable(input);
  const archive = await openArchive({
    ...{ name: backup.name, archive: manifest.archive, files: manifest.files, signal },
    ...{ folder: backup.place.folder(manifest.id), passphraseVariable: input.passphraseVariable },
    read: (file) => backup.place.read(manifest.id, file),
  });
  const unfinished = scratchName(input.runId, 'restoring');
  const connection = { ...maintenance.connection, database: unfinished };
  const { session } = maintenance;
  await session.query(
    `CREATE DATABASE ${quoteIdentifier(unfinished)} ${creationOptions(manifest.database.encoding, properties)}`,
  );
  try {
    const sizes = new Map(
      Object.entries(manifest.content.tables).map(([table, { rows }]) => [table, Number(rows)]),
    );
    const restoring = progressOf('restoring', 'rows', sizes, input.progress);
    const leftOut = await restoreArchive({
      tools,
      connection,
      archive,
      signal,
      onTable: restoring.begin,
      extensions: extensionsOf(manifest.content.objects),
    });
    if (leftOut.length > 0)
      note(`the server lacks the extension ${leftOut.join(', ')}, which nothing uses: left out`);
    signal.throwIfAborted();
    const comparing = progressOf('comparing', 'rows', sizes, input.progress);
    const whole = await readWholeDatabase(connection, (table) => comparing.end(tableName(table)));
    const differences = wholeDifferences(manifest.content, whole.content, {
      extensions: leftOut,
      rights: false,
    });
    if (differences.length > 0) throw damaged(backup.name, differencesInWords(differences));
    signal.throwIfAborted();
    for (const statement of propertyStatements(unfinished, properties, maintenance.server.user))
      await session.query(statement);
    await session.query(`ALTER DATABASE ${quoteIdentifier(unfinished)} RENAME TO ${quoteIdentifier(name)}`);
    return { ...connection, database: name };
  } catch (error) {
    await dropDatabase(session, unfinished).catch(() => undefined);
    throw error;
  }
}

function assertRestorable({ backup, maintenance: { server }, name }: RestoreDatabaseInput): void {
  const { manifest } = backup;
  assertMajor(backup.name, manifest.database.major, server.major);
  if (server.databases.includes(name) || Buffer.byteLength(name) > LONGEST) {
    throw new SafeMigrateError(
      {
        code: 'RESTORE_NAME',
        what: `The backup is not restored into "${name}".`,
        why: server.databases.includes(name)
          ? 'A database of this name exists, and a restore never goes over one.'
          : `The name has more than ${LONGEST} bytes.`,
        next: 'Give another name with --into.',
      },
      'refused',
    );
  }
  if (!server.mayCreate) {
    throw new SafeMigrateError({
      code: 'RESTORE_RIGHTS',
      what: `The role ${server.user} may not create a database.`,
      why: 'A backup is restored into a new database beside the live one, never over it.',
      next: `As a superuser: ALTER ROLE ${quoteIdentifier(server.user)} CREATEDB`,
    });
  }
  const missing = missingRoles(manifest, server.roles);
  if (missing.length === 0) return;
  throw new SafeMigrateError({
    code: 'RESTORE_ROLES_MISSING',
    what: `The server lacks roles that own something in the backup: ${missing.join(', ')}`,
    why: 'Owners and privileges would be lost without a word.',
    next: `Create them first: globals.sql in ${backup.name} has every role of that server, without passwords.`,
  });
}

const missingRoles = (manifest: BackupManifest, roles: readonly string[]): readonly string[] =>
  manifest.database.properties.roles.filter((role) => !roles.includes(role));

/** `twenty_restored_20260126_120000`, short enough for a name. */
export function besideName(live: string, purpose: 'restored' | 'before', runId: string): string {
  const ending = `_${purpose}_${runId.slice(0, 15).replace('-', '_')}`;
  // Character by character: half of one would be no name any more.
  let base = [...live];
  while (Buffer.byteLength(base.join('') + ending) > LONGEST) base = base.slice(0, -1);
  return base.join('') + ending;
}
