import type { Event } from '../events';
import { formatError } from '../errors';
import { renderSummary } from '../report/summary';
import type { Command } from '../run/record';
import { runOnce, type FinishedRun } from '../run/run-once';
import { parseSettings } from '../settings/settings';
import type { Project } from './project';

/** A run, and everything that a user would have read. */
export interface SeenRun extends FinishedRun {
  readonly events: readonly Event[];
  readonly code: string | undefined;
  /** Summary, error and record: what must never hold a secret. */
  readonly text: string;
}

/** Runs the pipeline in this process, as the command does. */
export async function runProject(
  project: Project,
  options: Readonly<Record<string, unknown>> = {},
  command: Command = 'run',
  signal: AbortSignal = new AbortController().signal,
  onEvent: (event: Event) => void = () => undefined,
): Promise<SeenRun> {
  const events: Event[] = [];
  const settings = parseSettings({
    dataSource: project.dataSource,
    lockTimeout: 300,
    lockRetries: 1,
    lockBudget: 2_000,
    ...options,
    projectRoot: project.root,
  });
  const finished = await runOnce(
    settings,
    command,
    (event) => {
      events.push(event);
      onEvent(event);
    },
    signal,
  );
  const text = [
    renderSummary(finished.record),
    finished.error === undefined ? '' : formatError(finished.error),
    JSON.stringify([finished.record, events]),
  ].join('\n');
  return { ...finished, events, code: finished.record.error?.code, text };
}
