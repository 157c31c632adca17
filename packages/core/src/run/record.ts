import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientWaits } from '../apply/watch';
import type { ReviewedMigration } from '../review/judge-trial';
import { jsonWithoutPasswords } from '../secrets';
import { SafeMigrateError, type ErrorFacts } from '../errors';
import type { StepName } from '../events';
import type { EngineFacts } from '../engines/engine';
import type { Verification } from '../backup/manifest';
import type { Withheld } from '../escrow/given-back';
import type { FreshComparison } from '../rehearsal/fresh-database';
import type { TableUnderLoad } from '../rehearsal/load';
import type { AppliedFile } from '../typeorm/applied-files';
import type { StatementTrace } from '../typeorm/protocol';
import type { SyncedStep } from '../sync/sync';
import type { CheckRecord } from '../verify/checks/check';
import type { TableVerdict } from '../verify/verdict';
import { makeFolder } from '../process/make-folder';

/** How a run ended. Every run ends with exactly one of these. */
export type Outcome =
  | 'applied'
  | 'nothing-pending'
  | 'nothing-to-resume'
  | 'planned'
  | 'rehearsed'
  | 'taken-back'
  | 'nothing-to-take-back'
  | 'failed-unchanged'
  | 'usage-error'
  | 'refused'
  | 'rolled-back'
  | 'needs-attention'
  | 'interrupted';

/** Exit code of the `safe-migrate` command per outcome. */
export const EXIT_CODES: Readonly<Record<Outcome, number>> = {
  applied: 0,
  'nothing-pending': 0,
  'nothing-to-resume': 0,
  planned: 0,
  rehearsed: 0,
  'taken-back': 0,
  'nothing-to-take-back': 0,
  'failed-unchanged': 1,
  'usage-error': 2,
  refused: 3,
  'rolled-back': 4,
  'needs-attention': 5,
  interrupted: 130,
};

/**
 * What can be done with pending migrations: all of it, up to the review, or up to the rehearsal; or what an interrupted run left; or with
 * executed ones: to take them back.
 */
export type Command = 'run' | 'plan' | 'rehearse' | 'resume' | 'rollback';

/** One step of a run: its intent is written before it acts, its end after. */
export interface StepRecord {
  readonly step: StepName;
  readonly state: 'started' | 'done' | 'failed' | 'skipped';
  readonly startedAt: string;
  readonly durationMs?: number;
  readonly summary?: string;
}

/** A moment, for a restore to a point in time. */
export interface PointInTime {
  readonly at: string;
  /** Null where the role may not know it. */
  readonly lsn: string | null;
  /** Of a restore point, where one was set. */
  readonly name?: string;
}

/** A statement of an `up()` and what it did to the restored backup; rows and sizes are those of the live database then. */
export interface RehearsedStatement extends Partial<StatementTrace> {
  readonly migration: string;
  readonly sql: string;
}

/** Migrations that are taken back, and what becomes of values. */
export interface TakenBack {
  /** In the order in which they are taken back. */
  readonly migrations: readonly string[];
  readonly statements: readonly { readonly migration: string; readonly sql: string }[];
  /** What comes back out of escrow, in words. */
  readonly returned: readonly string[];
  readonly withheld: readonly Withheld[];
  /** What `down()` drops and is put in escrow, in words. */
  readonly escrow: readonly string[];
}

/** The migrations applied to the restored copy while clients read and write. */
export interface LoadRecord {
  /** Of all migrations, in ms. */
  readonly durationMs: number;
  /** `scale`: how many times the size of the copy the live table is; times on it are estimated by it. */
  readonly tables: readonly (TableUnderLoad & { readonly scale: number })[];
  /** Touched tables that were not put under load. */
  readonly leftOut: readonly string[];
}

/** Everything that is known about one run. Reports are made from this and from nothing else. */
export interface RunRecord {
  readonly format: 1;
  readonly id: string;
  readonly command: Command;
  readonly startedAt: string;
  finishedAt?: string;
  outcome?: Outcome;
  error?: ErrorFacts;
  readonly project: { readonly root: string; readonly name?: string; readonly dataSource: string };
  target?: {
    readonly connection: string;
    readonly server: string;
    readonly systemIdentifier: string | null;
    readonly bytes: number;
  };
  readonly steps: StepRecord[];
  pending: string[];
  reviews: ReviewedMigration[];
  backup?: {
    readonly folder: string;
    readonly bytes: number;
    readonly files: number;
    readonly tables: number;
    readonly rows: string;
    readonly snapshotAt: string;
    /** `restored`: it was restored and compared. Anything else is no certified backup. */
    readonly verification: Verification;
    /** Where the backup is and how it is found there, where another engine than ours took it. */
    readonly engine?: EngineFacts;
    /** What the comparison does not speak of, where another engine took it. */
    readonly notCovered?: readonly string[];
    /** The moment just before the migrations were applied: where a restore to a point in time would go to. */
    readonly beforeApply?: PointInTime;
  };
  rehearsal?: {
    readonly durationMs: number;
    /** On a copy of the schema without a single row, because there was no restored backup. */
    readonly withoutRows?: true;
    readonly statements: readonly RehearsedStatement[];
    /** Where PostgreSQL did something else than the review had predicted, in words. */
    readonly mismatches: readonly string[];
  };
  /** What clients of the touched tables went through while the migrations were applied to the restored copy. */
  load?: LoadRecord;
  /** The rehearsed copy against a database that the migrations make from nothing. */
  fresh?: FreshComparison;
  /** What each command of the sync printed, and how it ended; the last characters of each attempt. */
  synced?: SyncedStep[];
  /** How each check after the migrations went. */
  checks?: CheckRecord[];
  /** Who had to wait for us while the migrations were applied. */
  waits?: ClientWaits;
  verdicts: TableVerdict[];
  /** What a rollback would do, or did. */
  takenBack?: TakenBack;
  /** The backup was restored in the place of the live database, which is kept under another name. */
  beside?: { readonly database: string; readonly aside: string; readonly swapped: boolean };
  /** The interrupted run that this one has finished, and how. */
  resumed?: { readonly run: string; readonly outcome: string; readonly words: string };
  /** The files of the migrations that were committed: a later run on the same database tells when one was changed since. */
  applied?: readonly AppliedFile[];
  readonly warnings: string[];
}

/** How something ended that threw before it had changed anything: by the kind of the error. */
export function failureOutcome(error: unknown): Outcome {
  if (!(error instanceof SafeMigrateError)) return 'failed-unchanged';
  const outcomes = {
    usage: 'usage-error',
    refused: 'refused',
    failed: 'failed-unchanged',
    interrupted: 'interrupted',
  } as const;
  return outcomes[error.kind];
}

/** Writes a record whole or not at all: readers never see half a file. */
export function writeRecord(directory: string, record: { readonly id: string }): string {
  makeFolder(directory, 0o700);
  const file = join(directory, `${record.id}.json`);
  writeFileSync(`${file}.tmp`, `${jsonWithoutPasswords(record)}\n`, { mode: 0o600 });
  renameSync(`${file}.tmp`, file);
  return file;
}

/** A run's id: its UTC start, readable and sortable, and four random characters: `20260126-120000-x7k2`. */
export function createRunId(now: Date, random: () => number = Math.random): string {
  const stamp = now.toISOString().replace(/[-:]/g, '').replace('T', '-').slice(0, 15);
  return `${stamp}-${random().toString(36).slice(2, 6).padEnd(4, '0')}`;
}
