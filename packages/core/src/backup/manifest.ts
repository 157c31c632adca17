import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { NamedFingerprint } from './named-fingerprint';

/** One file of a backup. */
export interface BackupFile {
  /** Path inside the backup's folder. */
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Proof that the archive was restored in full and gave the same content. */
export interface Certificate {
  readonly restoredAt: string;
  /** Version of the scratch server it was restored into. */
  readonly serverVersion: string;
  readonly durationMs: number;
  readonly tables: number;
  readonly rows: string;
}

/** What `manifest.json` beside the archive says. Only a folder with a manifest is a backup. */
export interface BackupManifest {
  readonly format: 1;
  readonly id: string;
  readonly snapshotAt: string;
  readonly database: {
    readonly name: string;
    readonly oid: string;
    readonly systemIdentifier: string | null;
    readonly host: string;
    readonly port: number;
    readonly encoding: string;
  };
  readonly serverVersion: string;
  readonly pgDumpVersion: string;
  readonly durationMs: number;
  readonly bytes: number;
  readonly files: readonly BackupFile[];
  /** `schema.table` to its content at the snapshot. */
  readonly fingerprints: Readonly<Record<string, NamedFingerprint>>;
  readonly certificate: Certificate;
  /** What the certificate does not speak of. */
  readonly notCovered: readonly string[];
}

/** Size and SHA-256 of every file below a folder, in order of path. */
export async function hashFiles(folder: string): Promise<readonly BackupFile[]> {
  const files: BackupFile[] = [];
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  for (const path of paths) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    files.push({ path: relative(folder, path), bytes: statSync(path).size, sha256: hash.digest('hex') });
  }
  return files;
}
