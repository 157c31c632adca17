import type { Emit, StepName } from '../events';
import { SafeMigrateError } from '../errors';
import { writeRecord, type RunRecord, type StepRecord } from './record';

/** Runs steps, tells about them and keeps the record up to date on disk (except for a plan, which writes nothing). */
export class StepRunner {
  constructor(
    private readonly record: RunRecord,
    private readonly directory: string,
    private readonly emit: Emit,
    private readonly signal: AbortSignal,
  ) {}

  /** Runs one step; `act` returns its result and one line about it. */
  async run<T>(step: StepName, act: () => Promise<{ result: T; summary: string }>): Promise<T> {
    this.signal.throwIfAborted();
    const startedAt = new Date();
    this.put({ step, state: 'started', startedAt: startedAt.toISOString() });
    this.emit({ kind: 'step-started', step });
    const since = performance.now();
    const finish = (state: 'done' | 'failed', summary: string) => {
      const durationMs = Math.round(performance.now() - since);
      this.put({ step, state, startedAt: startedAt.toISOString(), durationMs, summary });
      return durationMs;
    };
    try {
      const { result, summary } = await act();
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

  /** Writes the record as it stands; returns the file, or undefined for a plan. */
  save(): string | undefined {
    return this.record.command === 'run' ? writeRecord(this.directory, this.record) : undefined;
  }

  private put(entry: StepRecord): void {
    const index = this.record.steps.findIndex(({ step }) => step === entry.step);
    if (index < 0) this.record.steps.push(entry);
    else this.record.steps[index] = entry;
    this.save();
  }
}
