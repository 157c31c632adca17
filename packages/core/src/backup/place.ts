import type { Readable } from 'node:stream';
import type { BackupFile, BackupManifest } from './manifest';

/** A backup where it is kept. */
export interface StoredBackup {
  /** The folder, or the address in a bucket. */
  readonly name: string;
  readonly manifest: BackupManifest;
  readonly place: BackupPlace;
}

/** Where backups are kept: one folder, or one prefix of a bucket. */
export interface BackupPlace {
  /** As shown: never with a secret. */
  readonly name: string;
  /** Free bytes, where that can be known. */
  readonly freeBytes: () => number | undefined;
  /** Every backup, the oldest first; what is being written, or was left half written, is none. */
  readonly list: () => Promise<readonly StoredBackup[]>;
  /** Starts a backup, which is none before it is completed. */
  readonly begin: (id: string) => Promise<Draft>;
  /** Removes what dead runs left half written, and nothing else; returns the names. */
  readonly sweep: () => Promise<readonly string[]>;
  /** Removes one backup, the manifest first: what is left then is none. */
  readonly remove: (backup: StoredBackup) => Promise<void>;
  /** Opens one file of a backup as it is stored. */
  readonly read: (id: string, file: BackupFile) => Promise<Readable>;
  /** Folder of a backup on this machine; undefined where it is elsewhere. */
  readonly folder: (id: string) => string | undefined;
}

/** A backup that is being written. */
export interface Draft {
  /** As shown. */
  readonly name: string;
  /** The folder that a directory archive can be written to; undefined where there is none. */
  readonly folder: string | undefined;
  /** Writes one file as it comes; rejects where the source breaks or the place does not take it. */
  readonly write: (path: string, content: Readable, estimate?: number) => Promise<BackupFile>;
  /** Opens one file that was written. */
  readonly read: (file: BackupFile) => Promise<Readable>;
  /** Writes the manifest: from now on it is a backup. Returns its name. */
  readonly complete: (manifest: BackupManifest) => Promise<string>;
  /** Removes everything that was written. */
  readonly abandon: () => Promise<void>;
}

/** In order of their snapshots. */
export const oldestFirst = (a: StoredBackup, b: StoredBackup): number =>
  a.manifest.snapshotAt.localeCompare(b.manifest.snapshotAt) || a.manifest.id.localeCompare(b.manifest.id);
