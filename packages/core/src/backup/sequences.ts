import type { Session } from '../target/session';
import type { SequenceState } from '../verify/structure';
import { readUncalled } from './uncalled-sequences';

/** Where a sequence stood before and after the dump; null: never used. Sequences are not part of a snapshot: clients advance them meanwhile. */
export interface SequenceRange {
  readonly from: string | null;
  readonly to: string | null;
}

/** Reads where sequences stand now. Those that may not be read are left out. */
export async function readSequences(
  session: Session,
  sequences: readonly SequenceState[],
): Promise<ReadonlyMap<string, string | null>> {
  if (sequences.length === 0) return new Map();
  const rows = await session.query<{ oid: string; value: string | null; readable: boolean }>(
    `SELECT oid::text, pg_catalog.has_sequence_privilege(oid, 'SELECT') AS readable, CASE WHEN pg_catalog.has_sequence_privilege(oid, 'SELECT,USAGE') THEN pg_catalog.pg_sequence_last_value(oid) END::text AS value
       FROM pg_catalog.pg_class WHERE oid = ANY ($1::oid[]) AND relkind = 'S'`,
    [sequences.map(({ oid }) => oid)],
  );
  const silent = new Set(
    rows.flatMap(({ oid, value, readable }) => (value === null && readable ? [oid] : [])),
  );
  const uncalled = await readUncalled(
    session,
    sequences.filter(({ oid }) => silent.has(oid)),
  );
  return new Map(rows.map(({ oid, value }) => [oid, value ?? uncalled.get(oid) ?? null]));
}

/**
 * Sequences that do not stand where they stood while the dump was taken.
 *
 * @param actual `schema.sequence` to where it stands in the restored database.
 */
export function sequenceDifferences(
  expected: Readonly<Record<string, SequenceRange>>,
  actual: Readonly<Record<string, SequenceRange>>,
): readonly string[] {
  return Object.entries(expected).flatMap(([name, range]) => {
    const found = actual[name];
    if (found === undefined) return [`the sequence ${name} is missing`];
    if (isWithin(found.to, range)) return [];
    const stood = range.from === range.to ? words(range.to) : `${words(range.from)} to ${words(range.to)}`;
    return [`the sequence ${name} stands at ${words(found.to)} instead of ${stood}`];
  });
}

const words = (value: string | null): string => value ?? 'its beginning';

function isWithin(value: string | null, { from, to }: SequenceRange): boolean {
  if (from === to) return value === to;
  if (value === null) return from === null || to === null;
  if (from === null || to === null) return true;
  const [low, high] = BigInt(from) < BigInt(to) ? [from, to] : [to, from];
  return BigInt(value) >= BigInt(low) && BigInt(value) <= BigInt(high);
}
