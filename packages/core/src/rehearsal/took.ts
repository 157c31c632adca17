import type { SentStatement } from '../typeorm/protocol';

/** What the statements of some migrations took by themselves, in whole ms and one at least: without what was measured and compared around them. */
export function tookMs(sent: ReadonlyMap<string, readonly SentStatement[]>): number {
  const durations = [...sent.values()].flatMap((list) => list.map(({ trace }) => trace?.durationMs ?? 0));
  const sum = durations.reduce((all, each) => all + each, 0);
  return durations.length === 0 ? 0 : Math.max(1, Math.round(sum));
}
