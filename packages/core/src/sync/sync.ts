import type { Emit } from '../events';
import { SafeMigrateError } from '../errors';
import { inAttempts } from '../hooks/attempts';
import {
  asRunnable,
  commandLine,
  forRecord,
  howItEnded,
  runHook,
  type HookPlace,
  type HookResult,
} from '../hooks/command';
import type { SyncStep } from '../settings/hooks';

/** Lines of output that an error shows; the record holds more. */
const SHOWN_LINES = 8;

/** What the sync step needs. */
export interface SyncInput extends HookPlace {
  /** Run one after the other. */
  readonly steps: readonly SyncStep[];
  /** Milliseconds per attempt of a step that has no timeout of its own. */
  readonly timeout: number;
  readonly emit?: Emit;
  /** Told of every step when it has ended, well or not. */
  readonly onStep?: (step: SyncedStep) => void;
}

/** One step of the sync as it went. */
export interface SyncedStep {
  /** As it would be typed. */
  readonly command: string;
  readonly attempts: readonly HookResult[];
}

/**
 * Runs the commands and Nx targets that follow a schema change (for Twenty: `workspace:sync-metadata`), each as often as it may be tried; the
 * first that fails ends it.
 *
 * @throws SafeMigrateError SYNC_FAILED with the last lines it printed.
 */
export async function runSync({
  steps,
  timeout: standard,
  emit,
  onStep,
  ...place
}: SyncInput): Promise<void> {
  for (const step of steps.map(asRunnable)) {
    const command = commandLine(step);
    const timeout = step.timeout ?? standard;
    const ended: HookResult[] = [];
    const last = await inAttempts(
      step,
      async () => {
        const result = await runHook(step, timeout, place);
        ended.push(result);
        return result;
      },
      {
        failed: (result) => howItEnded(result, timeout),
        onRetry: (words) => emit?.({ kind: 'warning', message: `${command}: ${words}` }),
        signal: place.signal,
      },
    ).finally(() => onStep?.({ command, attempts: ended.map(forRecord) }));
    const how = howItEnded(last, timeout);
    if (how === undefined) continue;
    throw new SafeMigrateError({
      code: 'SYNC_FAILED',
      what: `The sync command ${how}${ended.length > 1 ? `, ${ended.length} times` : ''}: ${command}`,
      why: last.output.split('\n').slice(-SHOWN_LINES).join('\n') || 'It printed nothing.',
      next: 'Run the command by itself to see why, then run safe-migrate again.',
    });
  }
}
