import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SafeMigrateError } from '../errors';
import type { ServerFacts } from '../target/facts';
import type { Scratch } from '../scratch/database';
import type { CertifiedBackup } from './back-up';
import type { ClientTools } from './client-tools';
import { fingerprintDatabase } from './database-content';
import { restoreDatabase } from './dump';
import { hashFiles, type BackupManifest } from './manifest';
import { contentDifferences } from './named-fingerprint';
import { isPartial } from './partial';

/** A backup on disk. */
export interface StoredBackup {
  readonly folder: string;
  readonly manifest: BackupManifest;
}

/**
 * The newest certified backup of a database in a folder of backups. One of another database, or of a copy of this one on
 * another server, is none of it.
 */
export function newestBackup(
  directory: string,
  { database, systemIdentifier }: Pick<ServerFacts, 'database' | 'systemIdentifier'>,
): StoredBackup | undefined {
  if (systemIdentifier === null || !existsSync(directory)) return undefined;
  const stored = readdirSync(directory).flatMap((name) => {
    const manifest = isPartial(name) ? undefined : readManifest(join(directory, name));
    return manifest === undefined ? [] : [{ folder: join(directory, name), manifest }];
  });
  return stored
    .filter(({ manifest }) => manifest.database.name === database)
    .filter(({ manifest }) => manifest.database.systemIdentifier === systemIdentifier)
    .sort((a, b) => a.manifest.snapshotAt.localeCompare(b.manifest.snapshotAt))
    .at(-1);
}

function readManifest(folder: string): BackupManifest | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as BackupManifest;
    return manifest.format === 1 ? manifest : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Restores a backup into a scratch database and holds it to its manifest: every file's hash, every table's content.
 *
 * @throws SafeMigrateError BACKUP_DAMAGED, BACKUP_NOT_RESTORABLE
 */
export async function restoreStored(
  { folder, manifest }: StoredBackup,
  tools: ClientTools,
  scratch: Scratch,
  signal?: AbortSignal,
): Promise<CertifiedBackup> {
  const archive = join(folder, 'archive');
  const files = await hashFiles(archive);
  const written = new Map(manifest.files.map(({ path, sha256 }) => [path, sha256]));
  const changed = files.filter(({ path, sha256 }) => written.get(path) !== sha256).map(({ path }) => path);
  const missing = manifest.files
    .map(({ path }) => path)
    .filter((path) => !files.some((file) => file.path === path));
  if (changed.length + missing.length > 0) {
    const words = [
      ...(changed.length > 0 ? [`changed: ${changed.join(', ')}`] : []),
      ...(missing.length > 0 ? [`missing: ${missing.join(', ')}`] : []),
    ];
    throw damaged(folder, words.join('\n'));
  }
  const restored = await scratch.create('restored');
  await restoreDatabase(tools, restored, archive, signal);
  const restoredContent = await fingerprintDatabase(restored);
  const differences = contentDifferences(manifest.fingerprints, restoredContent.named);
  if (differences.length > 0) throw damaged(folder, differences.map(({ words }) => words).join('\n'));
  return { folder, manifest, restored, restoredContent };
}

function damaged(folder: string, why: string): SafeMigrateError {
  return new SafeMigrateError({
    code: 'BACKUP_DAMAGED',
    what: `The backup ${folder} is not what it was when it was taken.`,
    why,
    next: 'Take a new one: safe-migrate rehearse --fresh-backup. Do not rely on this one; find out who changed its files.',
  });
}
