import type { SentStatement } from '../typeorm/protocol';

/** What the statements of some migrations took by themselves, in ms: without what was measured and compared around them. */
export function tookMs(sent: ReadonlyMap<string, readonly SentStatement[]>): number {
  const durations = [...sent.values()].flatMap((list) => list.map(({ trace }) => trace?.durationMs ?? 0));
  return Math.round(durations.reduce((sum, each) => sum + each, 0));
}
