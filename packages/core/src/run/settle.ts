import { refusal, SafeMigrateError } from '../errors';
import { isOnList, readKnownRuns, type KnownRun } from '../journal/unfinished';
import { withSession } from '../target/session';
import { RunEnded, type RunContext } from './context';
import { finishRollback } from './finish-rollback';
import { finishRun, type Settled } from './finish-run';
import { openJournal } from './hold-lease';
import type { Reached } from './reach';
import { writeSnapshot } from './steps/snapshot';

/**
 * Finishes the run that an earlier process left unfinished, with the lease held: applies the rest, or takes back what is to be taken back, or
 * finds that nothing was changed. Which of these is told by the journal and TypeORM's list, which were committed together.
 *
 * @throws SafeMigrateError OTHER_PROJECT; RunEnded with `rolled-back` or `needs-attention`
 */
export async function settle(context: RunContext, reached: Reached, run: KnownRun): Promise<Settled> {
  const settled = await settleInJournal(context, reached, run);
  if (settled.outcome !== 'as-before') await writeSnapshot(context, reached);
  return settled;
}

async function settleInJournal(context: RunContext, reached: Reached, run: KnownRun): Promise<Settled> {
  const { host, loaded, bookkeeping } = reached;
  assertSameProject(run, bookkeeping);
  const journal = await openJournal(context, host, loaded.connection, run.id);
  if (!journal) throw unusable(run);
  await journal.resume();
  try {
    const finish = run.command === 'rollback' ? finishRollback : finishRun;
    const settled = await finish(asBegun(context, run), reached, run, journal);
    context.record.resumed = { run: run.id, outcome: settled.outcome, words: settled.words };
    await journal.finish(settled.outcome === 'as-before' ? 'interrupted' : settled.outcome, true, undefined);
    return settled;
  } catch (error) {
    const { outcome, facts } = ended(error);
    context.record.resumed = { run: run.id, outcome, words: facts?.what ?? String(error) };
    const isDone = outcome === 'rolled-back' || context.journal.resumable === false;
    context.journal.resumable = undefined;
    await journal.finish(outcome, isDone, facts).catch(() => undefined);
    throw error;
  } finally {
    await journal.close();
    context.journal.current = undefined;
  }
}

/** What an earlier run was, and what has become of it now. */
export interface Earlier {
  readonly command: string;
  readonly outcome: Settled['outcome'] | 'rolled-back';
}

/**
 * Before a new run: the same, as far as there is something to settle. What was rolled back now is pending for the new run.
 *
 * @returns undefined where nothing was unfinished
 */
export async function settleEarlier(context: RunContext, reached: Reached): Promise<Earlier | undefined> {
  const { unfinished } = await withSession(reached.loaded.connection, { readOnly: true }, readKnownRuns);
  if (!unfinished) return undefined;
  const { command } = unfinished;
  const say = (message: string) => {
    context.emit({ kind: 'warning', message });
    context.record.warnings.push(message);
  };
  say(`run ${unfinished.id} of ${unfinished.startedAt} was not finished; that is done first`);
  try {
    const { words, outcome } = await settle(context, reached, unfinished);
    say(`run ${unfinished.id}: ${words}`);
    return { command, outcome };
  } catch (error) {
    // Where a backup has taken the place of the database, the session and the lease of this run went with the one that was there.
    const isExchanged = context.record.beside?.swapped === true;
    if (!(error instanceof RunEnded) || error.outcome !== 'rolled-back' || isExchanged) throw error;
    say(`run ${unfinished.id} was taken back: ${error.error.what}`);
    return { command, outcome: 'rolled-back' };
  }
}

/** What follows the migrations is what the run began with, unless commands are given now. */
function asBegun(context: RunContext, { plan }: KnownRun): RunContext {
  const { settings } = context;
  const isTold = settings.sync.length > 0 || plan?.sync === undefined;
  const sync = isTold ? settings.sync : plan.sync;
  const syncTimeout = isTold ? settings.syncTimeout : (plan.syncTimeout ?? settings.syncTimeout);
  return {
    ...context,
    settings: {
      ...{ ...settings, sync, syncTimeout },
      onSyncFailure: plan?.onSyncFailure ?? settings.onSyncFailure,
      onVerifyFailure: plan?.onVerifyFailure ?? settings.onVerifyFailure,
    },
  };
}

function ended(error: unknown): {
  readonly outcome: string;
  readonly facts: ReturnType<SafeMigrateError['facts']> | undefined;
} {
  if (error instanceof RunEnded) return { outcome: error.outcome, facts: error.facts() };
  return {
    outcome: 'needs-attention',
    facts: error instanceof SafeMigrateError ? error.facts() : undefined,
  };
}

/** Migrations of another data source are not known here; a run that has not begun to apply can be settled by anybody. */
function assertSameProject(run: KnownRun, bookkeeping: string): void {
  if (isOnList(run, bookkeeping)) return;
  const { id, plan, project } = run;
  throw refusal({
    code: 'OTHER_PROJECT',
    what: `The unfinished run ${id} is of another data source: ${project.dataSource} in ${project.root}.`,
    why: `It recorded its migrations in ${plan?.bookkeeping}, this one does so in ${bookkeeping}: its migrations are not known here.`,
    next: `Finish it first, in that project: safe-migrate resume -d ${project.dataSource}`,
  });
}

function unusable({ id }: KnownRun): SafeMigrateError {
  return refusal({
    code: 'JOURNAL_UNUSABLE',
    what: `The run ${id} was not finished, and this role may not use the journal.`,
    why: 'What it had done by then stands in the schema safe_migrate.',
    next: 'Use the role that began the run.',
  });
}
