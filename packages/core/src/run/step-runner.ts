import type { Emit, StepName } from '../events';
import { SafeMigrateError, usageError } from '../errors';
import { writeRecord, type RunRecord, type StepRecord } from './record';

/** Runs steps, tells about them and keeps the record up to date on disk (except for a plan, which writes nothing). */
export class StepRunner {
  private saved = false;
  private warned = false;

  constructor(
    private readonly record: RunRecord,
    private readonly directory: string,
    private readonly emit: Emit,
    private readonly signal: AbortSignal,
    /** Told of every step, in order; what becomes of it does not change the step. */
    private readonly tell: (step: StepName, state: StepRecord['state']) => Promise<void> = () =>
      Promise.resolve(),
  ) {}

  /** Runs one step; `act` returns its result and one line about it. */
  async run<T>(step: StepName, act: () => Promise<{ result: T; summary: string }>): Promise<T> {
    this.signal.throwIfAborted();
    const startedAt = new Date();
    this.put({ step, state: 'started', startedAt: startedAt.toISOString() });
    this.emit({ kind: 'step-started', step });
    await this.tell(step, 'started').catch(() => undefined);
    const since = performance.now();
    const finish = (state: 'done' | 'failed', summary: string) => {
      const durationMs = Math.round(performance.now() - since);
      this.put({ step, state, startedAt: startedAt.toISOString(), durationMs, summary });
      return durationMs;
    };
    try {
      const { result, summary } = await act();
      await this.tell(step, 'done').catch(() => undefined);
      this.emit({ kind: 'step-finished', step, durationMs: finish('done', summary), summary });
      return result;
    } catch (error) {
      finish('failed', error instanceof SafeMigrateError ? error.what : String((error as Error).message));
      throw error;
    }
  }

  /** Records that a step had nothing to do. */
  skip(step: StepName, why: string): void {
    this.put({ step, state: 'skipped', startedAt: new Date().toISOString(), summary: why });
    this.emit({ kind: 'step-skipped', step, why });
  }

  /**
   * Writes the record as it stands; returns the file, or undefined for a plan. A run does not start without a record,
   * but one that is under way is not turned round by it: a full disk after COMMIT must not pass for a failed migration.
   *
   * @throws SafeMigrateError RECORD_DIRECTORY where the first write fails.
   */
  save(): string | undefined {
    if (this.record.command === 'plan') return undefined;
    try {
      const file = writeRecord(this.directory, this.record);
      this.saved = true;
      return file;
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (!this.saved) throw recordError(this.directory, why);
      if (!this.warned)
        this.emit({ kind: 'warning', message: `the run record cannot be written any more: ${why}` });
      this.warned = true;
      return undefined;
    }
  }

  private put(entry: StepRecord): void {
    const index = this.record.steps.findIndex(({ step }) => step === entry.step);
    if (index < 0) this.record.steps.push(entry);
    else this.record.steps[index] = entry;
    this.save();
  }
}

function recordError(directory: string, why: string): SafeMigrateError {
  return usageError({
    code: 'RECORD_DIRECTORY',
    what: `The run record cannot be written to ${directory}.`,
    why,
    next: 'Name a folder that can be written with --record-directory, or free space.',
  });
}
