import type { Emit } from '../events';
import type { Journal } from '../journal/journal';
import type { Settings } from '../settings/settings';
import type { ErrorFacts, SafeMigrateError } from '../errors';
import type { Outcome, RunRecord } from './record';
import type { Hosts } from './hosts';
import type { StepRunner } from './step-runner';

/** What every step of a run works with. */
export interface RunContext {
  readonly settings: Settings;
  /** The processes that hold the project. */
  readonly hosts: Hosts;
  readonly record: RunRecord;
  readonly steps: StepRunner;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  /** The record of this run in the database: from the moment at which something is to be applied, where the role may have one. */
  readonly journal: {
    current?: Journal;
    /** The run ends in the middle: whether another process can, and must, finish it; left out, the outcome tells. */
    resumable?: boolean;
  };
  /** Registers what must be closed when the run ends, however it ends; the last one registered closes first. */
  readonly atEnd: (close: () => Promise<void> | void) => void;
}

/** Ends a run with an outcome that the error's kind alone does not tell. */
export class RunEnded extends Error {
  constructor(
    readonly outcome: Outcome,
    readonly error: SafeMigrateError,
  ) {
    super(error.what);
  }

  facts(): ErrorFacts {
    return this.error.facts();
  }
}
