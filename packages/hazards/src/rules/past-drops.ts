import type { Step } from './rule';

const known = new WeakMap<readonly Step[], { looked: number; readonly drops: Step[] }>();

/** The DROP COLUMN steps among the past ones. A recording only grows, so that each step is looked at once, however often this is asked. */
export function pastDrops(past: readonly Step[]): readonly Step[] {
  const found = known.get(past) ?? { looked: 0, drops: [] };
  for (; found.looked < past.length; found.looked += 1) {
    const step = past[found.looked];
    if (step?.action.kind === 'drop-column') found.drops.push(step);
  }
  known.set(past, found);
  return found.drops;
}
