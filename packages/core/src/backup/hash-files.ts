import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { BackupFile } from './manifest';

/** Size and SHA-256 of every file below a folder, in order of path; `known` are not read again. */
export async function hashFiles(
  folder: string,
  known: ReadonlyMap<string, BackupFile> = new Map(),
): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = [];
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths) {
    const name = relative(folder, path);
    files.push(known.get(name) ?? (await hashFile(path, name)));
  }
  return files;
}

/** Size and SHA-256 of one file, under the name it has inside its backup. */
export async function hashFile(path: string, name: string): Promise<BackupFile> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return { path: name, bytes: statSync(path).size, sha256: hash.digest('hex') };
}
