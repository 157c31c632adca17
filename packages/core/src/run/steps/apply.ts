import { ApplyFailed, applyUnits, type AppliedUnit, type ApplyInput } from '../../apply/apply';
import { assertRecordedOnce, migratedMeanwhile } from '../../apply/bookkeeping-fence';
import { SafeMigrateError } from '../../errors';
import { statementLimits } from '../../apply/statement-limits';
import { waitForQuiet } from '../../apply/quiet';
import { unitJournal } from '../../journal/unit-journal';
import type { JournaledPlan } from '../../journal/unfinished';
import type { Rehearsal } from '../../rehearsal/rehearse';
import { droppedBy, undoUnits } from '../../rollback/way-back';
import { serverError } from '../../target/server-error';
import { withSession, type Session } from '../../target/session';
import { appliedFiles } from '../../typeorm/applied-files';
import { listMigrations, migrationsTable } from '../../typeorm/migration-list';
import { readDefinitions } from '../../verify/definitions';
import { readStructure } from '../../verify/structure';
import {
  definitionDifferences,
  differencesShown,
  structureDifferences,
  withoutNewList,
} from '../../verify/structure-differences';
import { RunEnded, type RunContext } from '../context';
import { lastWayBack } from '../last-way-back';
import { isAway, whenReachable } from '../when-reachable';
import type { Preflight } from './preflight';

/** What undoing needs later, should sync or verify fail. */
export interface Applied {
  readonly input: ApplyInput;
  readonly units: readonly AppliedUnit[];
}

/** Changes the live database. On failure it is as it was, and that was looked at, or the run ends as needs-attention. */
export function apply(
  context: RunContext,
  ready: Preflight,
  rehearsal: Rehearsal,
  fingerprints: JournaledPlan['fingerprints'],
): Promise<Applied> {
  const { settings, record, steps, emit, signal } = context;
  return steps.run('apply', async () => {
    const { host, loaded, units, declared, bookkeeping, pending } = ready;
    const { lockTimeout, lockRetries, lockBudget, blockingLimit, endIdleBlockers } = settings;
    const limits = statementLimits(units, rehearsal, settings.statementTimeout);
    const input: ApplyInput = {
      ...{
        host,
        units,
        rehearsal,
        declared,
        bookkeeping,
        lockTimeout,
        lockRetries,
        lockBudget,
        escrow: { run: record.id, keepDays: settings.escrowDays },
        emit,
        signal,
      },
      ...{ blockingLimit, endIdleBlockers, connection: loaded.connection },
      onWaits: (waits) => {
        record.waits = waits;
      },
      fence: migrationsTable(loaded),
      limits,
      journalOf: await writePlan(context, ready, rehearsal, { fingerprints, limits }),
    };
    const files = appliedFiles(pending, settings.projectRoot);
    await quiet(context, ready, rehearsal);
    const before = await withSession(loaded.connection, { readOnly: true }, readState);
    try {
      const applied = await applyUnits({ ...input, looked: before });
      await withSession(loaded.connection, { readOnly: true }, (session) =>
        assertRecordedOnce(session, migrationsTable(loaded), record.pending),
      ).catch((error: unknown) => {
        throw error instanceof SafeMigrateError ? new RunEnded('needs-attention', error) : error;
      });
      record.applied = files;
      record.verdicts = applied.flatMap(({ proof }) => [...proof.verdicts]);
      const count = pending.length === 1 ? pending[0]?.name : `${pending.length} migrations`;
      return { result: { input, units: applied }, summary: `${count} committed` };
    } catch (error) {
      throw error instanceof ApplyFailed ? await afterFailure(context, input, ready, error, before) : error;
    }
  });
}

/** Where the settings ask for it. */
async function quiet(
  { settings: { waitForQuiet: wanted }, emit, signal }: RunContext,
  { loaded }: Preflight,
  { units, statements }: Rehearsal,
): Promise<void> {
  if (!wanted) return;
  const locked = [...statements.values()].flat().flatMap(({ trace }) => trace?.locks ?? []);
  const tables = [
    ...units.flatMap(({ touchedUp }) => touchedUp.map(({ table }) => table)),
    ...locked.map(({ relation }) => relation),
  ];
  await waitForQuiet(loaded.connection, wanted, tables, { emit, signal });
}

/** What another process needs to finish this run, or to take it back, should this one be killed. */
async function writePlan(
  { journal: { current: journal }, settings, record }: RunContext,
  { units, pending, bookkeeping, samples }: Preflight,
  rehearsal: Rehearsal,
  more: Pick<JournaledPlan, 'fingerprints' | 'limits'>,
): Promise<ApplyInput['journalOf']> {
  if (!journal) return undefined;
  const files = appliedFiles(pending, settings.projectRoot);
  const { sync, syncTimeout, onSyncFailure, onVerifyFailure, graphql, verify } = settings;
  const backup = record.backup?.folder;
  await journal.plan(
    {
      ...{ bookkeeping, files, backup, samples, ...more },
      ...{ sync, syncTimeout, onSyncFailure, onVerifyFailure, graphql, verify },
    },
    units.map(({ migrations, transactional }, number) => ({
      ...{ number, transactional, state: 'planned', migrations: migrations.map(({ name }) => name) },
      touchedUp: rehearsal.units[number]?.touchedUp ?? [],
      touchedDown: rehearsal.units[number]?.touchedDown ?? [],
    })),
  );
  return (unit, direction) => unitJournal(journal, units.indexOf(unit), direction);
}

/** Takes back what was committed, looks at the database, and says how the run ends. */
export async function afterFailure(
  context: RunContext,
  input: ApplyInput,
  ready: Pick<Preflight, 'loaded' | 'pending'>,
  { failure, committed, leftBehind, unit }: ApplyFailed,
  before: State,
): Promise<unknown> {
  const { journal } = context;
  // What the failing unit left outside a transaction is known to nobody: the backup is put beside then, and not in the place.
  const attention = (error: SafeMigrateError): Promise<RunEnded> | RunEnded => {
    const ended = new RunEnded('needs-attention', error);
    const { bookkeeping } = input;
    return committed.length === 0 && !leftBehind
      ? ended
      : lastWayBack(
          context,
          { loaded: ready.loaded, bookkeeping, units: leftBehind ? [] : committed },
          ended,
        );
  };
  const cause = failure instanceof SafeMigrateError ? failure : (serverError(failure) ?? unexpected(failure));
  const isInside = unit?.transactional === false;
  // Neither the migration nor the data is to blame. Without a session nothing can be taken back, and what was done outside a transaction has
  // no way back by itself: the rest can be applied later.
  const isLost = (committed.length > 0 || isInside) && (await isSessionGone(input.host));
  if (journal.current && (isLost || (isInside && input.signal?.aborted)))
    return leaveToResume({ journal }, cause);
  try {
    if (committed.length > 0) await journal.current?.goingBack(cause.facts());
    if (committed.length > 0) await undoUnits({ ...input, signal: undefined }, committed);
    const { recorded, differences } = await whenReachable(
      () => differencesNow(ready, input.bookkeeping, before, committed),
      input,
    );
    // What a transaction did is gone with it, unless the session that did not hear of its COMMIT is gone too.
    const isNothingOurs = committed.length === 0 && unit?.transactional === true && !leftBehind;
    if (recorded.length > 0 && isNothingOurs && !(await isSessionGone(input.host)))
      return migratedMeanwhile(input.bookkeeping, recorded, differences, cause);
    const problems = [...recorded.map((name) => `${name} is recorded as executed`), ...differences];
    if (leftBehind)
      problems.push('What it did outside the transaction is committed, and nothing is proven about it.');
    if (problems.length === 0)
      return committed.length > 0 && !input.signal?.aborted ? new RunEnded('rolled-back', cause) : failure;
    const resumable = isInside && !leftBehind && committed.length === 0 && journal.current !== undefined;
    return await attention(notAsBefore(cause, problems, resumable ? WAYS_ON : undefined));
  } catch (error) {
    // Nobody knows how it was left, and the journal in it does: whoever reaches it next finishes.
    if (isAway(error))
      return journal.current
        ? leaveToResume({ journal }, cause)
        : new RunEnded('needs-attention', unseen(cause));
    const words =
      error instanceof SafeMigrateError ? `${error.what}\n${error.why}` : String((error as Error).message);
    return attention(notAsBefore(cause, [words]));
  }
}

/** The server is away, and there is no journal. */
function unseen(cause: SafeMigrateError): SafeMigrateError {
  return new SafeMigrateError({
    code: cause.code,
    what: `${cause.what} The server does not answer any more, so that nobody has seen how it was left.`,
    why: cause.why,
    next: 'When it is back: safe-migrate status. A transaction that was open is rolled back by the server.',
  });
}

/** The run ends here, and `resume` goes on where it was. */
export function leaveToResume({ journal }: Pick<RunContext, 'journal'>, cause: SafeMigrateError): RunEnded {
  journal.resumable = true;
  return new RunEnded(
    'interrupted',
    new SafeMigrateError(
      {
        code: cause.code,
        what: `${cause.what} The run was interrupted in its middle.`,
        why: cause.why,
        next: 'safe-migrate resume    (finishes it; safe-migrate status tells what is done)',
      },
      'interrupted',
    ),
  );
}

/** Whether the session that migrates has ended: nothing of what was open in it is left. */
export function isSessionGone(session: Session): Promise<boolean> {
  return session.query('SELECT 1').then(
    () => false,
    () => true,
  );
}

/** The shape of the database, in numbers that PostgreSQL never gives twice and in words. */
export async function readState(session: Session) {
  return { structure: await readStructure(session), definitions: await readDefinitions(session) };
}
export type State = Awaited<ReturnType<typeof readState>>;

/**
 * From a new session: the one that failed may be gone.
 *
 * @returns pending migrations that are on TypeORM's list all the same, and what is not as it was
 */
function differencesNow(
  { loaded, pending }: Pick<Preflight, 'loaded' | 'pending'>,
  bookkeeping: string,
  before: State,
  undone: readonly AppliedUnit[],
): Promise<{ readonly recorded: readonly string[]; readonly differences: readonly string[] }> {
  return withSession(loaded.connection, { readOnly: true }, async (session) => {
    const { executed } = await listMigrations(session, loaded);
    const recorded = pending.map(({ name }) => name).filter((name) => executed.includes(name));
    const now = await readState(session);
    const shape = structureDifferences(
      before.structure,
      now.structure,
      new Set(undone.flatMap(({ proof }) => [...droppedBy(proof)])),
    );
    const all = [...shape, ...definitionDifferences(before.definitions, now.definitions)];
    return { recorded, differences: withoutNewList(all, bookkeeping, before.definitions) };
  });
}

/** After statements outside a transaction of which some are done. */
const WAYS_ON = [
  'Remove the cause in the database, and type: safe-migrate resume    (does the rest)',
  'Or undo the differences above by hand, correct the migration, and type: safe-migrate run',
].join('\n');

export function notAsBefore(
  cause: SafeMigrateError,
  problems: readonly string[],
  next = 'Look at the differences above. The backup named in the run record holds the state before.',
): SafeMigrateError {
  return new SafeMigrateError({
    code: 'NOT_AS_BEFORE',
    what: 'The migration failed and the database is not quite what it was.',
    why: `${cause.what} ${cause.why}\n${differencesShown(problems)}`,
    next,
  });
}

function unexpected(error: unknown): SafeMigrateError {
  return new SafeMigrateError({
    code: 'APPLY_FAILED',
    what: 'Applying the migrations failed.',
    why: error instanceof Error ? error.message : String(error),
    next: 'Correct the cause and run again.',
  });
}
