/** What is known of a backup that an engine other than ours took: enough to find it there and to bring it back. */
export type EngineFacts = PgBackRestFacts | CommandFacts | RailwayFacts;

/** A place to which pgBackRest can restore. */
export interface TargetFacts {
  /** Of the restore point. */
  readonly name: string;
  readonly lsn: string;
  readonly wal: string;
  readonly at: string;
}

export interface PgBackRestFacts {
  readonly name: 'pgbackrest';
  readonly version: string;
  readonly stanza: string;
  readonly label: string;
  readonly type: 'full' | 'diff' | 'incr';
  readonly repo: number;
  /** Start and end of the backup in the WAL. */
  readonly lsn: { readonly start: string; readonly stop: string };
  readonly wal: { readonly start: string; readonly stop: string };
  readonly startedAt: string;
  readonly stoppedAt: string;
  /** Bytes: of the restored server, and what this backup took in the repository. */
  readonly serverBytes: number;
  readonly repositoryBytes: number;
  /** Where the copy was compared: restored up to here, it holds exactly what the manifest says. */
  readonly restorePoint: TargetFacts;
  /** Longest time that writers were kept waiting for it, in ms. */
  readonly pausedMs: number;
  /** Tables and sequences that come back empty, because no WAL is written for them. */
  readonly unlogged: readonly string[];
}

export interface CommandFacts {
  readonly name: 'command';
  /** As the command printed it. */
  readonly id: string;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly checked: boolean;
  /** Tables that clients wrote to while the backup was taken, and that the copy holds as of some moment in between: not compared. */
  readonly notCompared: readonly string[];
}

export interface RailwayFacts {
  readonly name: 'railway';
  readonly id: string;
  readonly volumeInstance: string;
  readonly backupName: string | null;
  readonly createdAt: string;
  /** Megabytes, as Railway counts them. */
  readonly usedMB: number | null;
  readonly startedAt: string;
  readonly stoppedAt: string;
  readonly checked: boolean;
  readonly notCompared: readonly string[];
}

/** Says of a backup what it is not; everywhere the same words. */
export const NEVER_RESTORED =
  'NOT CERTIFIED: it was never restored, so nobody knows whether it can be; it does not count as a good backup';

/** One line that names the backup where it is. */
export function engineInWords(engine: EngineFacts): string {
  switch (engine.name) {
    case 'pgbackrest':
      return `pgBackRest ${engine.type} backup ${engine.label}, stanza ${engine.stanza}, WAL ${engine.lsn.start} to ${engine.lsn.stop}; restore point ${engine.restorePoint.name} at ${engine.restorePoint.lsn}`;
    case 'command':
      return `backup ${engine.id} of the backup command`;
    case 'railway':
      return `Railway volume backup ${engine.id}${engine.backupName ? ` (${engine.backupName})` : ''} of the volume instance ${engine.volumeInstance}`;
  }
}
