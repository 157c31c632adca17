import { join } from 'node:path';
import { pipeline, Readable, Transform } from 'node:stream';
import { SafeMigrateError } from '../errors';
import type { Scratch } from '../scratch/database';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { tableName } from '../verify/structure';
import { mismatch, tryArchive, type TrialResult } from './certify';
import type { ClientTools } from './client-tools';
import { readWhole, type DatabaseContent, type WholeContent } from './database-content';
import { readDatabaseProperties } from './database-properties';
import { dumpDatabase, streamDatabase, type DumpInput } from './dump';
import { rightsError } from './dump-error';
import { encrypt, type Encryption } from './encryption';
import { toDiskError } from './folder-place';
import { dumpGlobals } from './globals';
import {
  DIRECTORY_ARCHIVE,
  globalsName,
  streamArchiveName,
  type BackupFile,
  type BackupManifest,
} from './manifest';
import type { BackupPlace, Draft } from './place';
import { progressOf, type TellProgress } from './progress';
import { assertReady, type Readiness } from './readiness';
import { withSnapshot } from './snapshot';
import { assertStoredFile, openArchive, type StoredArchive } from './stored-archive';
import { hashWhileDumping } from './hash-while-dumping';

/** What a backup needs. */
export interface BackupInput {
  readonly id: string;
  readonly place: BackupPlace;
  readonly connection: ConnectionParameters;
  readonly facts: ServerFacts;
  readonly tools: ClientTools;
  /** Encrypts everything but the manifest before it is written anywhere. */
  readonly encryption?: Encryption;
  /** The scratch server is booted on this machine. */
  readonly scratchHere?: boolean;
  readonly signal?: AbortSignal;
  readonly note?: (message: string) => void;
  readonly progress?: TellProgress;
}

/** A backup that was restored, and the restored copy, which the rehearsal goes on with. */
export interface CertifiedBackup {
  /** Folder or address. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly restored: ConnectionParameters;
  readonly restoredContent: DatabaseContent;
}

/**
 * Takes a full backup, restores it into a scratch database and compares everything in it with the live database at the same snapshot.
 * It gets its name only when they are equal: an interrupted or unverified dump is never called a backup, and is removed.
 *
 * @throws SafeMigrateError BACKUP_DIRECTORY, BACKUP_BUCKET, BACKUP_DISK_FULL, BACKUP_RIGHTS, BACKUP_FAILED, BACKUP_NOT_RESTORABLE, BACKUP_MISMATCH
 */
export async function backUp(input: BackupInput & { readonly scratch: Scratch }): Promise<CertifiedBackup> {
  const { result, folder, manifest } = await write(input, async (stored, dumped) => {
    const tried = await tryArchive({
      ...input,
      archive: await openArchive(stored),
      expected: dumped.whole.content,
      roles: dumped.properties.roles,
    });
    if (tried.differences.length > 0) throw mismatch(tried.differences);
    return tried;
  });
  return { folder, manifest, restored: result.restored, restoredContent: result.restoredContent };
}

/**
 * The weaker backup: every file is read back and held to its SHA-256, but nothing is restored. Nobody knows whether it can be.
 *
 * @throws SafeMigrateError as {@link backUp}
 */
export async function backUpUnrestored(
  input: BackupInput,
): Promise<Pick<CertifiedBackup, 'folder' | 'manifest'>> {
  const { folder, manifest } = await write(input, async (stored) => {
    if (stored.archive.kind === 'directory') await openArchive(stored);
    for (const file of stored.files)
      if (stored.archive.kind === 'stream' || !file.path.startsWith(`${DIRECTORY_ARCHIVE}/`))
        await assertStoredFile(stored, file);
    return undefined;
  });
  return { folder, manifest };
}

/** What was read of the live database at the snapshot. */
interface Dumped {
  readonly snapshotAt: Date;
  readonly whole: WholeContent;
  readonly properties: BackupManifest['database']['properties'];
  readonly archive: BackupManifest['archive'];
  readonly files: readonly BackupFile[];
}

async function write<R extends TrialResult | undefined>(
  input: BackupInput,
  check: (stored: StoredArchive, dumped: Dumped) => Promise<R>,
): Promise<{ readonly result: R; readonly folder: string; readonly manifest: BackupManifest }> {
  const { place, facts, connection, encryption, note, signal } = input;
  const started = Date.now();
  for (const name of await place.sweep()) note?.(`removed ${name}: a killed run had left it half written`);
  const ready = await assertReady({ connection, facts, place, scratchHere: input.scratchHere ?? false });
  for (const words of ready.notes) note?.(words);
  const draft = await place.begin(input.id);
  try {
    const dumped = await dumpAndFingerprint(input, draft, ready);
    const globals = await writeGlobals(input, draft);
    const files = [...dumped.files, ...globals.files];
    const durationMs = Date.now() - started;
    signal?.throwIfAborted();
    const stored: StoredArchive = {
      ...{ name: draft.name, archive: dumped.archive, files, folder: draft.folder, read: draft.read, signal },
      passphraseVariable: encryption?.variable ?? '',
    };
    const result = await check(stored, dumped);
    signal?.throwIfAborted();
    const manifest = manifestOf(input, { ...dumped, files }, durationMs, [...globals.notCovered], result);
    const folder = await draft.complete(manifest);
    return { result, folder, manifest };
  } catch (error) {
    await draft.abandon();
    throw toDiskError(error, place.name);
  }
}

async function dumpAndFingerprint(input: BackupInput, draft: Draft, ready: Readiness): Promise<Dumped> {
  const { connection, tools, encryption } = input;
  return withSnapshot(connection, async ({ id: snapshotId, takenAt, session }) => {
    const abort = new AbortController();
    const signal = input.signal ? AbortSignal.any([input.signal, abort.signal]) : abort.signal;
    const counter = progressOf('dumping', 'bytes', ready.sizes, input.progress);
    const dump: DumpInput = { ...{ tools, connection, snapshotId, signal }, onTable: counter.begin };
    const inFolder = draft.folder !== undefined && encryption === undefined ? draft.folder : undefined;
    const dumping =
      inFolder === undefined
        ? streamInto(draft, dump, encryption, ready.estimate, counter.written)
        : dumpInto(inFolder, dump, counter.written);
    // It may fail while the fingerprint is still read; awaiting it below reports it.
    dumping.catch(() => undefined);
    try {
      const properties = await readDatabaseProperties(session);
      let files: readonly BackupFile[] = [];
      const whole = await readWhole({ connection, session, snapshotId }, async (finish) => {
        files = await dumping;
        return finish();
      });
      return {
        ...{ snapshotAt: takenAt, whole, properties, files },
        archive: {
          kind: inFolder === undefined ? 'stream' : 'directory',
          encryption: encryption === undefined ? 'none' : 'age',
        },
      };
    } catch (error) {
      abort.abort();
      // Of two failures the dump's own says more than the lost fingerprint; a dump that we aborted says nothing.
      await dumping.catch(() => undefined);
      throw (error as { code?: string }).code === '42501' ? rightsError((error as Error).message) : error;
    }
  });
}

/** Every file is hashed as soon as pg_dump is done with it. */
async function dumpInto(
  folder: string,
  dump: DumpInput,
  onBytes: (bytes: number) => void,
): Promise<readonly BackupFile[]> {
  const archive = join(folder, DIRECTORY_ARCHIVE);
  const hashing = hashWhileDumping(archive, onBytes);
  try {
    await dumpDatabase({ ...dump, onAgain: hashing.forget }, archive);
  } finally {
    hashing.stop();
  }
  const files = await hashing.finish();
  return files.map((file) => ({ ...file, path: `${DIRECTORY_ARCHIVE}/${file.path}` }));
}

/** Nothing of it is ever on this machine's disk, unless the place is a folder; and there, not in the clear where it is to be encrypted. */
async function streamInto(
  draft: Draft,
  dump: DumpInput,
  encryption: Encryption | undefined,
  estimate: number,
  onBytes: (bytes: number) => void,
): Promise<readonly BackupFile[]> {
  const { output, done } = await streamDatabase(dump);
  const sealed = encryption ? encrypt(output, encryption, dump.signal) : { output, done };
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      onBytes((bytes += chunk.length));
      next(null, chunk);
    },
  });
  // An error of either side ends the other; it is told by the promises below.
  pipeline(sealed.output, counted, () => undefined);
  const name = streamArchiveName(encryption !== undefined);
  const writing = draft.write(name, counted, estimate);
  writing.catch(() => undefined);
  // The end of a stream does not say whether it is whole; how its programs ended does. Theirs is the first cause, too.
  const [dumped, encrypted, written] = await Promise.allSettled([done, sealed.done, writing]);
  if (written.status === 'rejected' && written.reason instanceof SafeMigrateError) throw written.reason;
  for (const end of [dumped, encrypted, written]) if (end.status === 'rejected') throw end.reason;
  return written.status === 'fulfilled' ? [written.value] : [];
}

async function writeGlobals(
  { tools, connection, encryption, signal }: BackupInput,
  draft: Draft,
): Promise<{ readonly files: readonly BackupFile[]; readonly notCovered: readonly string[] }> {
  const globals = await dumpGlobals(tools, connection, signal);
  signal?.throwIfAborted();
  if ('why' in globals)
    return { files: [], notCovered: [`roles and tablespaces of the server (pg_dumpall: ${globals.why})`] };
  const name = globalsName(encryption !== undefined);
  const plain = Readable.from([Buffer.from(globals.text)]);
  const sealed = encryption ? encrypt(plain, encryption, signal) : { output: plain, done: Promise.resolve() };
  const file = await draft.write(name, sealed.output);
  await sealed.done;
  return { files: [file], notCovered: ['passwords of roles'] };
}

function manifestOf(
  { id, facts, connection, tools }: BackupInput,
  { snapshotAt, whole, properties, archive, files }: Dumped,
  durationMs: number,
  notCovered: readonly string[],
  result: TrialResult | undefined,
): BackupManifest {
  const foreign = whole.structure.tables.filter(({ kind }) => kind === 'f').map(tableName);
  const { largeObjects } = whole.content;
  return {
    format: 2,
    id,
    snapshotAt: snapshotAt.toISOString(),
    database: {
      ...{ name: facts.database, oid: facts.databaseOid, systemIdentifier: facts.systemIdentifier },
      ...{ host: connection.host, port: connection.port, encoding: facts.encoding, major: facts.major },
      ...{ bytes: facts.bytes, properties },
    },
    serverVersion: facts.version,
    pgDumpVersion: tools.version,
    durationMs,
    bytes: files.reduce((sum, file) => sum + file.bytes, 0),
    archive,
    files,
    content: whole.content,
    verification: result ? 'restored' : 'checksum',
    ...(result ? { certificate: result.certificate } : {}),
    notCovered: [
      ...(result ? [] : ['whether it can be restored: only its checksums were verified']),
      ...(foreign.length > 0 ? [`foreign tables (their rows are elsewhere): ${foreign.join(', ')}`] : []),
      ...(largeObjects.sum === null
        ? [`${largeObjects.count} large objects: counted, their content is not compared`]
        : []),
      ...notCovered,
      ...(result?.notCompared ?? []),
    ],
  };
}
