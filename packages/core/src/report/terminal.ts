import pc from 'picocolors';
import type { Event } from '../events';

/** Turns events into lines, one per event: it must read well in a CI log too. */
export function renderEvent(event: Event): string | undefined {
  switch (event.kind) {
    case 'step-started':
      return undefined;
    case 'step-finished':
      return `${pc.green('ok')}    ${event.step.padEnd(10)} ${event.summary} ${pc.dim(`(${seconds(event.durationMs)})`)}`;
    case 'step-skipped':
      return `${pc.dim('skip')}  ${event.step.padEnd(10)} ${event.why}`;
    case 'note':
      return `      ${event.message}`;
    case 'warning':
      return `${pc.yellow('warn')}  ${event.message}`;
  }
}

/** Milliseconds as `0.4 s`. */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
