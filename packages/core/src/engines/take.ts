import type { DatabaseContent } from '../backup/database-content';
import type { BackupManifest } from '../backup/manifest';
import type { BackupPlace } from '../backup/place';
import type { TellProgress } from '../backup/progress';
import { assertReadable } from '../backup/readiness';
import type { Settings } from '../settings/settings';
import type { ConnectionParameters } from '../target/connection';
import type { ServerFacts } from '../target/facts';
import { withSession } from '../target/session';
import { takeWithCommand } from './command/take';
import { takeWithPgBackRest } from './pgbackrest/take';
import { takeWithRailway } from './railway/take';

/** What an engine needs. */
export interface EngineInput {
  /** Of the backup: that of the run. */
  readonly id: string;
  readonly settings: Settings;
  readonly connection: ConnectionParameters;
  readonly facts: ServerFacts;
  /** Where the manifest is kept. */
  readonly place: BackupPlace;
  readonly signal?: AbortSignal;
  readonly note: (message: string) => void;
  readonly progress?: TellProgress;
  /** A restored copy lives until the command ends. */
  readonly atEnd: (close: () => Promise<void> | void) => void;
}

/** A restored copy of a backup, and what it holds. */
export interface BackupCopy {
  readonly restored: ConnectionParameters;
  readonly restoredContent: DatabaseContent;
}

/** A backup that an engine took. */
export interface TakenByEngine {
  /** Where the manifest is. */
  readonly folder: string;
  readonly manifest: BackupManifest;
  /** Missing where it was not restored. */
  readonly copy?: BackupCopy;
}

/** Has the chosen engine take a backup. */
export async function takeByEngine(input: EngineInput): Promise<TakenByEngine> {
  for (const words of await withSession(input.connection, { readOnly: true }, assertReadable))
    input.note(words);
  switch (input.settings.backupEngine) {
    case 'pgbackrest':
      return takeWithPgBackRest(input);
    case 'railway':
      return takeWithRailway(input);
    case 'command':
      return takeWithCommand(input);
    case 'dump':
      throw new Error('our own backup is taken by backUp');
  }
}
