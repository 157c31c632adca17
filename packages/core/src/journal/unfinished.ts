import type { ErrorFacts } from '../errors';
import { OWN_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';
import type { NamedFingerprint } from '../backup/named-fingerprint';
import type { RehearsedUnit } from '../rehearsal/rehearse';
import type { Settings } from '../settings/settings';
import type { AppliedFile } from '../typeorm/applied-files';
import type { StatementLimits } from '../typeorm/protocol';
import type { Samples } from '../verify/checks/check';
import type { Proof } from '../verify/proof';
import type { Structure } from '../verify/structure';
import type { TableFingerprint } from '../verify/fingerprint';
import { readJournalState } from './schema';

/** What a run means to apply, kept until it is settled. */
export interface JournaledPlan {
  readonly bookkeeping: string;
  /** The files of the migrations as they were reviewed and rehearsed. */
  readonly files: readonly AppliedFile[];
  readonly backup?: string;
  /** Content of every table at the backup. */
  readonly fingerprints?: Readonly<Record<string, NamedFingerprint>>;
  /** How long statements may take, by migration. */
  readonly limits?: Readonly<Record<string, StatementLimits>>;
  /** What follows the migrations: whoever resumes may not have been told of it. */
  readonly sync?: Settings['sync'];
  readonly syncTimeout?: number;
  readonly onSyncFailure?: Settings['onSyncFailure'];
  readonly onVerifyFailure?: Settings['onVerifyFailure'];
  readonly graphql?: Settings['graphql'];
  readonly verify?: Settings['verify'];
  /** What each check returned before. */
  readonly samples?: Samples;
}

/** The database before a unit. */
export interface UnitBefore {
  readonly structure: Structure;
  readonly definitions: readonly string[];
  readonly invalidIndexes: readonly string[];
}

/** What is written along with a unit's COMMIT. */
export interface UnitOutcome {
  readonly proof: Proof;
  /** By table OID. */
  readonly added: Readonly<Record<string, TableFingerprint>>;
}

/** One unit of an unfinished run. */
export interface JournaledUnit {
  readonly number: number;
  readonly migrations: readonly string[];
  readonly transactional: boolean;
  readonly state: 'planned' | 'started' | 'committed' | 'undoing' | 'undone';
  readonly touchedUp: RehearsedUnit['touchedUp'];
  readonly touchedDown: RehearsedUnit['touchedDown'];
  readonly before?: UnitBefore;
  readonly outcome?: UnitOutcome;
}

/** A run as the journal tells of it. */
export interface KnownRun {
  readonly id: string;
  readonly command: string;
  readonly project: { readonly root: string; readonly name?: string; readonly dataSource: string };
  readonly host: string;
  readonly pid: number;
  readonly state: 'running' | 'unsettled' | 'settled';
  readonly direction: 'up' | 'down';
  readonly step?: string;
  readonly plan?: JournaledPlan;
  /** Why it went back. */
  readonly cause?: ErrorFacts;
  readonly outcome?: string;
  readonly error?: ErrorFacts;
  readonly startedAt: string;
  readonly seenAt: string;
  readonly finishedAt?: string;
  readonly units: readonly JournaledUnit[];
  /** Statements outside a transaction that were begun, and whether they are known to be done. */
  readonly statements: readonly {
    readonly unit: number;
    readonly migration: string;
    readonly done: boolean;
    /** Its place among the statements of its migration that are written down, from 1. */
    readonly position: number;
    /** How it can be repeated: see `howToRepeat` of @safe-migrate/hazards. */
    readonly kind: string;
  }[];
}

/** Whether its migrations are on this list of TypeORM's, `schema.table`; one that has not begun to apply is of no list yet. */
export const isOnList = ({ plan }: KnownRun, bookkeeping: string): boolean =>
  plan === undefined || plan.bookkeeping === bookkeeping;

/** The newest run, and the oldest one that is not settled. None without a journal. */
export async function readKnownRuns(
  session: Session,
): Promise<{ readonly newest?: KnownRun; readonly unfinished?: KnownRun }> {
  if ((await readJournalState(session)).state !== 'ready') return {};
  const rows = await session.query<{ id: string; unfinished: boolean }>(`
    (SELECT id, true AS unfinished FROM ${OWN_SCHEMA}.run WHERE state <> 'settled' ORDER BY started_at LIMIT 1)
    UNION ALL (SELECT id, false FROM ${OWN_SCHEMA}.run ORDER BY started_at DESC LIMIT 1)`);
  const read = async (id: string | undefined) => (id === undefined ? undefined : readRun(session, id));
  return {
    unfinished: await read(rows.find(({ unfinished }) => unfinished)?.id),
    newest: await read(rows.find(({ unfinished }) => !unfinished)?.id),
  };
}

async function readRun(session: Session, id: string): Promise<KnownRun | undefined> {
  const [row] = await session.query<{ run: KnownRun }>(
    `SELECT jsonb_strip_nulls(jsonb_build_object('id', r.id, 'command', r.command, 'project', r.project, 'host', r.host, 'pid', r.pid,
              'state', r.state, 'direction', r.direction, 'step', r.step, 'cause', r.cause, 'outcome', r.outcome, 'error', r.error,
              'startedAt', r.started_at, 'seenAt', r.seen_at, 'finishedAt', r.finished_at)) || jsonb_build_object('plan', r.plan,
              'units', (SELECT coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object('number', u.number, 'migrations', u.migrations,
                          'transactional', u.transactional, 'state', u.state, 'touchedUp', u.touched_up, 'touchedDown', u.touched_down))
                          || jsonb_build_object('before', u.before, 'outcome', u.result) ORDER BY u.number), '[]')
                          FROM ${OWN_SCHEMA}.unit u WHERE u.run_id = r.id),
              'statements', (SELECT coalesce(jsonb_agg(jsonb_build_object('unit', s.unit, 'migration', s.migration, 'done', s.state = 'done',
                          'position', s.number, 'kind', s.kind)
                          ORDER BY s.unit, s.number), '[]') FROM ${OWN_SCHEMA}.statement s WHERE s.run_id = r.id)) AS run
       FROM ${OWN_SCHEMA}.run r WHERE r.id = $1`,
    [id],
  );
  return row && withoutNulls(row.run);
}

/** JSON says null where there is nothing; only at the top of a run and of its units: what lies deeper is kept as it was. */
function withoutNulls(run: KnownRun): KnownRun {
  const strip = <T extends object>(value: T): T =>
    Object.fromEntries(Object.entries(value).filter(([, part]) => part !== null)) as T;
  return { ...strip(run), units: run.units.map(strip) };
}
