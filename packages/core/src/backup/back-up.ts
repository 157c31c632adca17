import { mkdirSync, renameSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SafeMigrateError } from '../errors';
import { describeConnection, type ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { fingerprintTables } from '../verify/fingerprint';
import { tablesWithRows } from '../verify/proof';
import { readStructure, tableName } from '../verify/structure';
import type { Scratch } from '../scratch/database';
import type { ClientTools } from './client-tools';
import { dumpDatabase, restoreDatabase } from './dump';
import { hashFiles, type BackupManifest } from './manifest';
import { fingerprintDatabase, type DatabaseContent } from './database-content';
import { contentDifferences, nameFingerprints, type NamedFingerprint } from './named-fingerprint';
import { completePartial, createPartial, sweepPartials } from './partial';
import { withSnapshot } from './snapshot';

/** What a backup needs. */
export interface BackupInput {
  readonly id: string;
  /** Folder that holds one folder per backup. */
  readonly directory: string;
  readonly connection: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  readonly scratch: Scratch;
  readonly signal?: AbortSignal;
  readonly note?: (message: string) => void;
}

/** A backup that was restored, and the restored copy, which the rehearsal goes on with. */
export interface CertifiedBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly restored: ConnectionParameters;
  readonly restoredContent: DatabaseContent;
}

/**
 * Takes a full backup, restores it into a scratch database and compares every table's content with the live one at
 * the same snapshot. The folder gets its name only when they are equal: an interrupted or unverified dump is never
 * called a backup, and is removed.
 *
 * @throws SafeMigrateError BACKUP_DIRECTORY, BACKUP_DISK_FULL, BACKUP_RIGHTS, BACKUP_FAILED, BACKUP_NOT_RESTORABLE, BACKUP_MISMATCH
 */
export async function backUp(input: BackupInput): Promise<CertifiedBackup> {
  const folder = join(input.directory, input.id);
  const started = Date.now();
  prepareDirectory(input.directory);
  for (const name of sweepPartials(input.directory))
    input.note?.(`removed ${name}: a killed run had left it half written`);
  assertSpace(input);
  const partial = makePartial(folder, input.directory);
  try {
    const archive = join(partial, 'archive');
    const { snapshotAt, prints, notCovered } = await dumpAndFingerprint(input, archive);
    const files = await hashFiles(archive);
    const durationMs = Date.now() - started;
    const { restored, restoredContent, certificate } = await certify(input, archive, prints);
    const manifest: BackupManifest = {
      format: 1,
      id: input.id,
      snapshotAt,
      database: {
        name: input.facts.database,
        oid: input.facts.databaseOid,
        systemIdentifier: input.facts.systemIdentifier,
        host: input.connection.host,
        port: input.connection.port,
        encoding: input.facts.encoding,
      },
      serverVersion: input.facts.version,
      pgDumpVersion: input.tools.version,
      durationMs,
      bytes: files.reduce((sum, file) => sum + file.bytes, 0),
      files,
      fingerprints: prints,
      certificate,
      notCovered,
    };
    writeFileSync(join(partial, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { mode: 0o600 });
    completePartial(partial);
    renameSync(partial, folder);
    return { folder, manifest, restored, restoredContent };
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    throw toDiskError(error, input.directory);
  }
}

async function dumpAndFingerprint(input: BackupInput, archive: string) {
  return withSnapshot(input.connection, async ({ id, takenAt, session }) => {
    const abort = new AbortController();
    const signal = input.signal ? AbortSignal.any([input.signal, abort.signal]) : abort.signal;
    const dump = dumpDatabase(input.tools, input.connection, id, archive, signal);
    // It may fail while the fingerprint is still read; `await dump` below reports it.
    dump.catch(() => undefined);
    try {
      const structure = await readStructure(session);
      const prints = await fingerprintTables(session, tablesWithRows(structure));
      await dump;
      const foreign = structure.tables.filter(({ kind }) => kind === 'f').map(tableName);
      const [objects] = await session.query<{ n: string }>(
        'SELECT count(*)::text AS n FROM pg_catalog.pg_largeobject_metadata',
      );
      return {
        snapshotAt: takenAt.toISOString(),
        prints: nameFingerprints(structure, prints),
        notCovered: [
          ...(foreign.length > 0 ? [`foreign tables (their rows are elsewhere): ${foreign.join(', ')}`] : []),
          ...(objects && objects.n !== '0'
            ? [`${objects.n} large objects: in the archive, not in the comparison`]
            : []),
          'roles, their passwords and tablespaces (they belong to the server, not to the database)',
        ],
      };
    } catch (error) {
      abort.abort();
      // Of two failures the dump's own says more than the lost fingerprint; a dump that we aborted says nothing.
      await dump.catch(() => undefined);
      throw (error as { code?: string }).code === '42501' ? rightsError(error as Error) : error;
    }
  });
}

/** SQLSTATE 42501: the fingerprint met what the role may not read, or row-level security that would hide rows. */
function rightsError(error: Error): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_RIGHTS',
    what: 'The role of the data source may not read everything, so a full backup is impossible.',
    why: error.message,
    next: 'Run with a role that may read every table (owner, superuser or pg_read_all_data with BYPASSRLS).',
  });
}

async function certify(
  input: BackupInput,
  archive: string,
  expected: Readonly<Record<string, NamedFingerprint>>,
) {
  const started = Date.now();
  const restored = await input.scratch.create('restored');
  await restoreDatabase(input.tools, restored, archive, input.signal);
  const restoredContent = await fingerprintDatabase(restored);
  const actual = restoredContent.named;
  const differences = contentDifferences(expected, actual).map(({ words }) => words);
  if (differences.length > 0) {
    throw new SafeMigrateError({
      code: 'BACKUP_MISMATCH',
      what: 'The restored backup does not hold the same rows as the live database at the same instant.',
      why: differences.slice(0, 10).join('\n'),
      next: 'It is not called a backup and nothing was migrated. Look for tables that pg_dump cannot dump whole (row-level security, extension-owned tables).',
    });
  }
  const rows = Object.values(actual).reduce((sum, print) => sum + BigInt(print.rows), 0n);
  return {
    restored,
    restoredContent,
    certificate: {
      restoredAt: new Date().toISOString(),
      serverVersion: input.scratch.version,
      durationMs: Date.now() - started,
      tables: Object.keys(actual).length,
      rows: rows.toString(),
    },
  };
}

function makePartial(folder: string, directory: string): string {
  try {
    return createPartial(folder);
  } catch (error) {
    throw toDiskError(error, directory);
  }
}

function prepareDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw directoryError(directory, error instanceof Error ? error.message : String(error));
  }
}

function directoryError(directory: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_DIRECTORY',
    what: `No backup can be written to ${directory}.`,
    why,
    next: 'Name a folder that can be written with --backup-directory.',
  });
}

/** A compressed dump is smaller than the database in all but odd cases; less than a tenth of it free cannot work. */
const LEAST_SHARE = 0.1;

function assertSpace({ directory, facts, connection }: BackupInput): void {
  const stat = statfsSync(directory);
  const free = stat.bavail * stat.bsize;
  if (free >= facts.bytes * LEAST_SHARE) return;
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  throw new SafeMigrateError({
    code: 'BACKUP_DISK_FULL',
    what: `There is too little space for a backup of ${describeConnection(connection)}.`,
    why: `The database has ${megabytes(facts.bytes)}, ${dirname(join(directory, 'x'))} has ${megabytes(free)} free; a compressed dump needs at least ${megabytes(facts.bytes * LEAST_SHARE)}.`,
    next: 'Free space, or name another place with --backup-directory.',
  });
}

function toDiskError(error: unknown, directory: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT'].includes(code ?? '')) {
    return directoryError(directory, message);
  }
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code ?? '')) return error;
  return new SafeMigrateError({
    code: 'BACKUP_DISK_FULL',
    what: 'The disk is full: the backup could not be written.',
    why: message,
    next: `Free space for ${directory}, or name another place with --backup-directory.`,
  });
}
