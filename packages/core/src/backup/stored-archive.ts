import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SafeMigrateError, usageError } from '../errors';
import { JOBS } from './dump';
import { decrypt, encryptionBy, type Encryption } from './encryption';
import { hashFiles } from './hash-files';
import { DIRECTORY_ARCHIVE, streamArchiveName, type BackupFile, type BackupManifest } from './manifest';
import { measured } from './measured';
import type { ArchiveSource } from './restore-archive';

/** An archive where it is stored. */
export interface StoredArchive {
  /** As shown. */
  readonly name: string;
  readonly archive: BackupManifest['archive'];
  /** Of the whole backup, as they were when it was written. */
  readonly files: readonly BackupFile[];
  /** Folder of the backup; undefined where it is not on this machine. */
  readonly folder: string | undefined;
  readonly read: (file: BackupFile) => Promise<Readable>;
  /** Name of the variable that holds the passphrase; only read where the archive is encrypted. */
  readonly passphraseVariable: string;
  readonly signal?: AbortSignal;
}

/**
 * Makes an archive readable. Files in a folder are held to their hashes first; a stream is held to its own while it is read.
 *
 * @throws SafeMigrateError BACKUP_DAMAGED, BACKUP_PASSPHRASE
 */
export async function openArchive(stored: StoredArchive): Promise<ArchiveSource> {
  if (stored.archive.kind === 'directory') {
    const { folder } = stored;
    if (folder === undefined) throw damaged(stored.name, 'a directory archive is only known in a folder');
    await assertFiles(folder, stored);
    return { path: join(folder, DIRECTORY_ARCHIVE), jobs: JOBS };
  }
  const encrypted = stored.archive.encryption === 'age';
  const name = streamArchiveName(encrypted);
  const file = stored.files.find(({ path }) => path === name);
  if (file === undefined) throw damaged(stored.name, `its manifest does not name ${name}`);
  const by = encrypted ? encryptionOf(stored) : undefined;
  return { open: () => openStream(stored, file, by) };
}

/** Reads one stored file to its end and holds it to size and hash. */
export async function assertStoredFile(stored: StoredArchive, file: BackupFile): Promise<void> {
  const { output, done } = await openStream(stored, file, undefined);
  output.resume();
  await done;
}

/** Every file of a folder is there as it was written, and no other. */
async function assertFiles(folder: string, { files, name }: StoredArchive): Promise<void> {
  const found = await hashFiles(join(folder, DIRECTORY_ARCHIVE));
  const expected = new Map(
    files
      .filter(({ path }) => path.startsWith(`${DIRECTORY_ARCHIVE}/`))
      .map((file) => [file.path.slice(DIRECTORY_ARCHIVE.length + 1), file]),
  );
  const changed = found.filter(({ path, sha256 }) => expected.get(path)?.sha256 !== sha256);
  const missing = [...expected.keys()].filter((path) => !found.some((file) => file.path === path));
  if (changed.length + missing.length === 0 && expected.size > 0) return;
  throw damaged(
    name,
    [
      ...(changed.length > 0 ? [`changed: ${changed.map(({ path }) => path).join(', ')}`] : []),
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
      ...(expected.size === 0 ? ['its manifest names no file of an archive'] : []),
    ].join('\n'),
  );
}

async function openStream(
  { read, name, signal }: StoredArchive,
  file: BackupFile,
  by: Encryption | undefined,
): Promise<{ readonly output: Readable; readonly done: Promise<void> }> {
  const source = await read(file);
  const meter = measured();
  // A broken source breaks what is made of it: pipeline() hands the error on.
  const read_ = pipeline(source, meter.through).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw damaged(name, `missing: ${file.path}`);
    throw error;
  });
  read_.catch(() => undefined);
  const decrypted = by ? decrypt(meter.through, by, signal) : undefined;
  const done = (async () => {
    const [read, opened] = await Promise.allSettled([read_, decrypted?.done]);
    // With another passphrase nothing is read to its end: that says more than what was left.
    if (opened.status === 'rejected' && isWrongPassphrase(opened.reason)) throw opened.reason;
    if (read.status === 'rejected') throw read.reason;
    if (meter.bytes() !== file.bytes || meter.sha256() !== file.sha256)
      throw damaged(name, `changed: ${file.path} (${meter.bytes()} of ${file.bytes} bytes)`);
    if (opened.status === 'rejected') throw opened.reason;
  })();
  done.catch(() => undefined);
  return { output: decrypted?.output ?? meter.through, done };
}

const isWrongPassphrase = (error: unknown): boolean =>
  error instanceof SafeMigrateError && error.code === 'BACKUP_PASSPHRASE';

function encryptionOf({ name, passphraseVariable }: StoredArchive): Encryption {
  if (process.env[passphraseVariable]) return encryptionBy(passphraseVariable);
  throw usageError({
    code: 'BACKUP_PASSPHRASE',
    what: `The backup ${name} is encrypted, and ${passphraseVariable} is not set.`,
    why: 'It can only be read with the passphrase that it was encrypted with.',
    next: `Set ${passphraseVariable}, or name another variable with --passphrase-variable.`,
  });
}

/** A stored backup is not what it was. */
export function damaged(name: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_DAMAGED',
    what: `The backup ${name} is not what it was when it was taken.`,
    why,
    next: 'Take a new one: safe-migrate backup (a rehearsal takes one with --fresh-backup). Do not rely on this one; find out who changed its files.',
  });
}
