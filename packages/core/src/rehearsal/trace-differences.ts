import { lockModes, type StatementEffect } from '@safe-migrate/hazards';
import { oneLine } from '../report/one-line';
import type { StatementTrace } from '../typeorm/protocol';

/** Longest statement shown, in characters. */
const LONGEST = 100;
/** As pg_locks writes them, weakest first. */
const modes: readonly string[] = lockModes;
/** Whatever was made is locked so until the transaction ends. */
const MADE = modes.indexOf('AccessExclusiveLock');

/** One statement of a transaction: what was predicted and what was seen. */
export interface Compared {
  readonly sql: string;
  readonly effect: StatementEffect;
  readonly trace: StatementTrace | undefined;
}

/**
 * Where PostgreSQL did something else than was predicted, in words, statement by statement of one transaction. Only locks
 * that were not held yet can be seen; AccessShareLock is not looked at, because reading the tables for the proof takes it everywhere. A
 * statement of which nothing is known was not predicted, so it is passed over.
 */
export function traceDifferences(statements: readonly Compared[]): readonly string[] {
  const held = new Map<string, number>();
  return statements.flatMap(({ sql, effect, trace }) => {
    if (!trace) return [];
    const taken = strongest(trace.locks);
    for (const [relation, rank] of taken) held.set(relation, Math.max(rank, held.get(relation) ?? 0));
    const words = effect.knowledge === 'unknown' ? [] : differences(effect, trace, taken, held);
    const names = trace.named.map(({ relation, was }): [string, number] => [
      relation,
      was === null ? MADE : (held.get(was) ?? 0),
    ]);
    for (const [relation, rank] of names) held.set(relation, rank);
    return words.map((text) => `${oneLine(sql, LONGEST)}: ${text}`);
  });
}

/** @param held what is locked once the statement has run, by the names from before it */
function differences(
  effect: StatementEffect,
  trace: StatementTrace,
  taken: ReadonlyMap<string, number>,
  held: ReadonlyMap<string, number>,
): string[] {
  const predicted = strongest(effect.locks);
  return [
    ...[...taken].flatMap(([relation, rank]) =>
      rank > (predicted.get(relation) ?? 0) ? [locked(relation, rank, predicted.get(relation))] : [],
    ),
    ...[...predicted].flatMap(([relation, rank]) =>
      trace.locks.length > 0 && rank > (held.get(relation) ?? 0)
        ? [locked(relation, held.get(relation), rank)]
        : [],
    ),
    ...unequal('rewrote', trace.rewrites, effect.rewrites),
    ...unequal('built', trace.builds, effect.builds),
  ];
}

function strongest(
  locks: readonly { readonly relation: string; readonly mode: string }[],
): Map<string, number> {
  const found = new Map<string, number>();
  for (const { relation, mode } of locks) {
    const rank = modes.indexOf(mode);
    if (rank > 0) found.set(relation, Math.max(rank, found.get(relation) ?? 0));
  }
  return found;
}

function locked(relation: string, seen: number | undefined, predicted: number | undefined): string {
  const name = (rank: number | undefined): string => (rank === undefined ? 'no lock' : (modes[rank] ?? ''));
  return `${name(seen)} on ${relation}, predicted ${name(predicted)}`;
}

function unequal(did: string, seen: readonly string[], predicted: readonly string[]): string[] {
  return [
    ...seen.filter((name) => !predicted.includes(name)).map((name) => `${did} ${name}, not predicted`),
    ...predicted.filter((name) => !seen.includes(name)).map((name) => `predicted that it ${did} ${name}`),
  ];
}
