import { resolve } from 'node:path';
import { SafeMigrateError } from '../errors';
import { displayPath } from '../report/display-path';
import { serverError } from '../target/server-error';
import { withoutPasswords } from '../secrets';
import type { Emit, Event } from '../events';
import type { Settings } from '../settings/settings';
import { Closers } from './closers';
import { RunEnded, type RunContext } from './context';
import { Hosts } from './hosts';
import { pipeline } from './pipeline';
import { createRunId, failureOutcome, type Command, type Outcome, type RunRecord } from './record';
import { StepRunner } from './step-runner';

/** One execution of the pipeline, and where its record is. */
export interface FinishedRun {
  readonly record: RunRecord;
  readonly outcome: Outcome;
  readonly recordFile?: string;
  /** What ended the run, where it did not end well; a bug where it is no SafeMigrateError. */
  readonly error?: unknown;
}

/**
 * Runs the pipeline once (or plans it), closes everything it opened and returns how it ended. Never throws.
 *
 * @param signal aborting it ends the run as `interrupted`.
 * @param hosts processes that were started ahead of it; they are closed with it
 */
export async function runOnce(
  settings: Settings,
  command: Command,
  tell: Emit,
  signal: AbortSignal,
  now: () => Date = () => new Date(),
  hosts: Hosts = new Hosts(settings, command),
): Promise<FinishedRun> {
  const record: RunRecord = {
    format: 1,
    id: createRunId(now()),
    command,
    startedAt: now().toISOString(),
    project: {
      root: settings.projectRoot,
      name: settings.projectName,
      dataSource: displayPath(resolve(settings.projectRoot, settings.dataSource), settings.projectRoot),
    },
    steps: [],
    pending: [],
    reviews: [],
    verdicts: [],
    warnings: [],
  };
  // Messages quote what others wrote: statements, errors of the server, output of programs.
  const emit: Emit = (event) => tell(withoutSecrets(event));
  const journal: RunContext['journal'] = {};
  const steps = new StepRunner(record, settings.recordDirectory, emit, signal, async (step, state) =>
    journal.current?.step(step, state),
  );
  const closers = new Closers();
  closers.atEnd(() => hosts.close());
  signal.addEventListener('abort', hosts.abandon, { once: true });
  const context: RunContext = {
    settings,
    hosts,
    record,
    steps,
    emit,
    signal,
    journal,
    atEnd: closers.atEnd,
  };

  let error: unknown;
  try {
    record.outcome = await pipeline(context);
  } catch (thrown) {
    error = thrown instanceof RunEnded ? thrown.error : thrown;
    record.outcome = outcomeOf(thrown, signal, record);
    if (!(error instanceof SafeMigrateError)) error = serverError(error) ?? error;
    if (signal.aborted && !(thrown instanceof RunEnded)) error = interrupted(record);
    record.error =
      error instanceof SafeMigrateError
        ? error.facts()
        : {
            code: 'BUG',
            what: String((error as Error).message),
            why: String((error as Error).stack),
            next: 'Report it.',
          };
  }
  await closeJournal(context, record.outcome, error);
  await closers.close();
  record.finishedAt = now().toISOString();
  return { record, outcome: record.outcome, recordFile: lastSave(steps), error };
}

/** Before the session that holds the lease ends: nobody may find the run unfinished that is only not closed yet. */
async function closeJournal(
  { journal, record, emit }: RunContext,
  outcome: Outcome,
  error: unknown,
): Promise<void> {
  const { current } = journal;
  if (!current) return;
  const facts = error instanceof SafeMigrateError ? error.facts() : record.error;
  const isDone = journal.resumable === undefined ? isSettled(outcome, record) : !journal.resumable;
  await current.finish(outcome, isDone, facts).catch((failure: unknown) => {
    const why = failure instanceof Error ? failure.message : String(failure);
    emit({ kind: 'warning', message: `the end of the run could not be written to the journal: ${why}` });
  });
  await current.close();
}

/** Whether nothing is left to be done, by this process or another. */
function isSettled(outcome: Outcome, record: RunRecord): boolean {
  if (outcome === 'needs-attention') return false;
  return outcome !== 'interrupted' || !isApplied(record);
}

function withoutSecrets(event: Event): Event {
  if ('message' in event) return { ...event, message: withoutPasswords(event.message) };
  if ('summary' in event) return { ...event, summary: withoutPasswords(event.summary) };
  return event;
}

/** A run that never had a record has said so already. */
function lastSave(steps: StepRunner): string | undefined {
  try {
    return steps.save();
  } catch {
    return undefined;
  }
}

function outcomeOf(error: unknown, signal: AbortSignal, record: RunRecord): Outcome {
  if (error instanceof RunEnded) return error.outcome;
  if (signal.aborted) return 'interrupted';
  if (error instanceof SafeMigrateError) return failureOutcome(error);
  return isApplied(record) ? 'needs-attention' : 'failed-unchanged';
}

function isApplied({ steps }: RunRecord): boolean {
  return steps.some(({ step, state }) => step === 'apply' && state === 'done');
}

function interrupted(record: RunRecord): SafeMigrateError {
  const applied = isApplied(record);
  return new SafeMigrateError(
    {
      code: 'INTERRUPTED',
      what: applied
        ? 'The run was interrupted after the migrations were committed.'
        : 'The run was interrupted; the database is as it was.',
      why: applied ? 'Sync and verify were not finished.' : 'What was open in the database was rolled back.',
      next: applied
        ? 'Run the sync commands by themselves and look at the API: another run has nothing pending and would not sync.'
        : 'Run safe-migrate again.',
    },
    'interrupted',
  );
}
