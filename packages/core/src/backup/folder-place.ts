import {
  createReadStream,
  createWriteStream,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SafeMigrateError } from '../errors';
import { MANIFEST_FILE, manifestText, parseManifest, type BackupFile } from './manifest';
import { measured } from './measured';
import { completePartial, createPartial, isPartial, sweepPartials } from './partial';
import { oldestFirst, type BackupPlace, type Draft, type StoredBackup } from './place';
import { makeFolder } from '../process/make-folder';

/** Backups in a folder: one folder each, closed to other users. */
export function folderPlace(directory: string): BackupPlace {
  const place: BackupPlace = {
    name: directory,
    folder: (id) => join(directory, id),
    freeBytes: () => {
      const stat = statfsSync(nearest(directory));
      return stat.bavail * stat.bsize;
    },
    list: async () =>
      foldersIn(directory)
        .flatMap((name): StoredBackup[] => {
          const manifest = isPartial(name) ? undefined : readManifest(join(directory, name));
          // A folder that somebody renamed is not the backup of that name any more.
          return manifest?.id === name ? [{ name: join(directory, name), manifest, place }] : [];
        })
        .sort(oldestFirst),
    begin: async (id) => {
      try {
        makeFolder(directory, 0o700);
        return draftIn(directory, id);
      } catch (error) {
        throw toDiskError(error, directory);
      }
    },
    sweep: async () => {
      try {
        return existsSync(directory) ? sweepPartials(directory) : [];
      } catch (error) {
        throw toDiskError(error, directory);
      }
    },
    remove: async ({ manifest: { id } }) => {
      rmSync(join(directory, id, MANIFEST_FILE), { force: true });
      rmSync(join(directory, id), { recursive: true, force: true });
    },
    read: async (id, { path }) => createReadStream(join(directory, id, path), { highWaterMark: 1 << 18 }),
  };
  return place;
}

function draftIn(directory: string, id: string): Draft {
  const folder = join(directory, id);
  const partial = createPartial(folder);
  return {
    name: folder,
    folder: partial,
    write: async (path, content) => {
      const meter = measured();
      try {
        await pipeline(content, meter.through, createWriteStream(join(partial, path), { mode: 0o600 }));
      } catch (error) {
        throw toDiskError(error, directory);
      }
      return { path, bytes: meter.bytes(), sha256: meter.sha256() } satisfies BackupFile;
    },
    read: async ({ path }): Promise<Readable> =>
      createReadStream(join(partial, path), { highWaterMark: 1 << 18 }),
    complete: async (manifest) => {
      try {
        writeFileSync(join(partial, MANIFEST_FILE), manifestText(manifest), { mode: 0o600 });
        completePartial(partial);
        renameSync(partial, folder);
      } catch (error) {
        throw toDiskError(error, directory);
      }
      return folder;
    },
    abandon: async () => rmSync(partial, { recursive: true, force: true }),
  };
}

function foldersIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  } catch {
    return [];
  }
}

function readManifest(folder: string) {
  try {
    return parseManifest(readFileSync(join(folder, MANIFEST_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

function nearest(path: string): string {
  return existsSync(path) ? path : nearest(join(path, '..'));
}

/** What the file system said, as an error that a user can act on. */
export function toDiskError(error: unknown, directory: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (['EACCES', 'EPERM', 'EROFS', 'EEXIST', 'ENOTDIR', 'ENOENT'].includes(code ?? '')) {
    return new SafeMigrateError({
      code: 'BACKUP_DIRECTORY',
      what: `No backup can be written to ${directory}.`,
      why: message,
      next: 'Name a folder that can be written with --backup-directory.',
    });
  }
  if (!['ENOSPC', 'EDQUOT', 'EFBIG'].includes(code ?? '')) return error;
  return new SafeMigrateError({
    code: 'BACKUP_DISK_FULL',
    what: 'The disk is full: the backup could not be written.',
    why: message,
    next: `Free space for ${directory}, or name another place with --backup-directory.`,
  });
}
