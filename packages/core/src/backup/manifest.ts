import type { EngineFacts } from '../engines/engine';
import type { DatabaseProperties } from './database-properties';
import type { NamedFingerprint } from './named-fingerprint';
import type { Inventory } from './inventory';
import type { SequenceRange } from './sequences';
import type { LargeObjects } from './large-objects';

/** One file of a backup, as it is stored: encrypted where the backup is. */
export interface BackupFile {
  /** Path inside the backup. */
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

/**
 * How the dump is stored. `directory`: `pg_dump -Fd`, one file per table, written and read by several jobs. `stream`: `pg_dump -Fc`, one
 * file that is written and read from beginning to end, which is what can be encrypted and sent to a bucket without a copy on disk.
 * `elsewhere`: another engine took the backup and keeps it; there are no files here.
 */
export type ArchiveKind = 'directory' | 'stream' | 'elsewhere';

/**
 * What was done to a backup before it was given its name. `checksum` and `unrestored` are the weaker ones: nobody knows whether it can be
 * restored; of the latter not even its bytes were looked at, because another engine keeps it.
 */
export type Verification = 'restored' | 'checksum' | 'unrestored';

/** What a database held at the snapshot of its backup. */
export interface BackupContent {
  /** `schema.table` to the fingerprint of its rows. */
  readonly tables: Readonly<Record<string, NamedFingerprint>>;
  readonly sequences: Readonly<Record<string, SequenceRange>>;
  readonly largeObjects: LargeObjects;
  readonly objects: Inventory;
}

/** What `manifest.json` beside the archive says. Only what has a manifest is a backup. */
export interface BackupManifest {
  readonly format: 2;
  readonly id: string;
  readonly snapshotAt: string;
  readonly database: {
    readonly name: string;
    readonly oid: string;
    readonly systemIdentifier: string | null;
    readonly host: string;
    readonly port: number;
    readonly encoding: string;
    readonly major: number;
    /** Size on the server in bytes, indexes and dead rows included. */
    readonly bytes: number;
    readonly properties: DatabaseProperties;
  };
  readonly serverVersion: string;
  /** Of our own backups. */
  readonly pgDumpVersion?: string;
  /** Who took it, where it was not pg_dump. */
  readonly engine?: EngineFacts;
  readonly durationMs: number;
  readonly bytes: number;
  readonly archive: { readonly kind: ArchiveKind; readonly encryption: 'none' | 'age' };
  readonly files: readonly BackupFile[];
  readonly content: BackupContent;
  readonly verification: Verification;
  /** Only where it was restored and compared. */
  readonly certificate?: Certificate;
  /** What the manifest and the certificate do not speak of. */
  readonly notCovered: readonly string[];
}

/** Name of a manifest, in a folder and in a bucket. */
export const MANIFEST_FILE = 'manifest.json';
/** Folder of a directory archive inside its backup. */
export const DIRECTORY_ARCHIVE = 'archive';
/** File of a stream archive inside its backup. */
export const streamArchiveName = (encrypted: boolean): string => `archive.dump${encrypted ? '.age' : ''}`;
/** `pg_dumpall --globals-only`, without passwords. */
export const globalsName = (encrypted: boolean): string => `globals.sql${encrypted ? '.age' : ''}`;

/** A manifest as text. */
export const manifestText = (manifest: BackupManifest): string => `${JSON.stringify(manifest, null, 2)}\n`;

/** Reads a manifest; undefined where the text is none, or one of another format. */
export function parseManifest(text: string): BackupManifest | undefined {
  try {
    const manifest = JSON.parse(text) as BackupManifest;
    const whole =
      manifest.format === 2 &&
      typeof manifest.id === 'string' &&
      typeof manifest.snapshotAt === 'string' &&
      Array.isArray(manifest.files) &&
      typeof manifest.content?.tables === 'object' &&
      (manifest.verification !== 'restored' || manifest.certificate !== undefined);
    return whole ? manifest : undefined;
  } catch {
    return undefined;
  }
}
