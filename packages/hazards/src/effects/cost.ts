import { isNew, qualified } from '../catalog/model';
import type { Work } from './effect';

/** How long other sessions may be kept waiting, in seconds: the lock budget of a run. */
export const LOCK_BUDGET_SECONDS = 2;

/** Cautious rates in bytes of heap per second, on one core with a cold cache. */
const bytesPerSecond: Readonly<Record<Work['kind'], number>> = {
  scan: 200e6,
  build: 50e6,
  rewrite: 40e6,
  update: 40e6,
  empty: Infinity,
  read: Infinity,
};

/** Seconds that the work takes; null where the size of a table is not known, which counts as too long. */
export function estimateSeconds(work: readonly Work[]): number | null {
  let seconds = 0;
  for (const { kind, relation } of work) {
    if (kind === 'read' || isNew(relation)) continue;
    if (relation.bytes === null) return null;
    seconds += relation.bytes / bytesPerSecond[kind];
  }
  return seconds;
}

export const isTooLong = (seconds: number | null): boolean =>
  seconds === null || seconds >= LOCK_BUDGET_SECONDS;

/** `about 0.3 s`, or why there is no number. */
export const showSeconds = (seconds: number | null): string =>
  seconds === null
    ? 'for an unknown time (size not known)'
    : `for about ${seconds < 0.1 ? 'less than 0.1' : seconds.toFixed(1)} s`;

const verbs: Readonly<Record<Work['kind'], string>> = {
  rewrite: 'rewrites',
  scan: 'scans',
  build: 'builds an index on',
  update: 'updates rows of',
  empty: 'empties',
  read: 'reads',
};

/** One line for a person: `rewrites core.opportunity for about 1.2 s`. */
export function describeWork(work: readonly Work[]): string {
  const old = work.filter(({ kind, relation }) => kind !== 'read' && !isNew(relation));
  return [
    ...new Set(
      old.map(
        ({ kind, relation }) => `${verbs[kind]} ${qualified(relation)} ${showSeconds(estimateSeconds(old))}`,
      ),
    ),
  ].join('; ');
}
