import type { WholeContent } from '../../backup/database-content';
import type { BackupContent } from '../../backup/manifest';
import type { SequenceRange } from '../../backup/sequences';
import type { Session } from '../../target/session';
import { tableName, type Structure } from '../../verify/structure';

/** What a copy of the files of a server cannot hold as the live server does. */
export interface PhysicalFacts {
  /** Tables and sequences without WAL, as `schema.name`: a recovery brings them back empty. */
  readonly unlogged: readonly string[];
  /** Where sequences stood before the restore point, by OID. */
  readonly before: ReadonlyMap<string, string | null>;
  /** By how much a sequence may stand ahead after a recovery, by OID: values that WAL holds in advance. Null: anywhere, it is cyclic. */
  readonly ahead: ReadonlyMap<string, bigint | null>;
}

/** SEQ_LOG_VALS of `sequence.c`: so many calls of nextval are written to the WAL in advance. */
const LOGGED_AHEAD = 32n;

/** Reads what does not come back as it is. */
export async function readPhysicalFacts(session: Session): Promise<Omit<PhysicalFacts, 'before'>> {
  const unlogged = await session.query<{ name: string }>(
    `SELECT n.nspname || '.' || c.relname AS name FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relpersistence = 'u' AND c.relkind IN ('r', 'S') ORDER BY 1`,
  );
  const steps = await session.query<{ oid: string; step: string; cache: string; cycle: boolean }>(
    `SELECT seqrelid::oid::text AS oid, seqincrement::text AS step, seqcache::text AS cache, seqcycle AS cycle FROM pg_catalog.pg_sequence`,
  );
  return {
    unlogged: unlogged.map(({ name }) => name),
    ahead: new Map(
      steps.map(({ oid, step, cache, cycle }) => [
        oid,
        cycle ? null : BigInt(step) * (LOGGED_AHEAD + BigInt(cache)),
      ]),
    ),
  };
}

/** What a recovered copy must hold: everything that the live database held, but for what {@link PhysicalFacts} names. */
export function physicalContent(
  { content, structure }: Pick<WholeContent, 'content' | 'structure'>,
  facts: PhysicalFacts,
): BackupContent {
  return {
    ...withoutUnlogged(content, facts.unlogged),
    sequences: Object.fromEntries(
      structure.sequences
        .filter((sequence) => !facts.unlogged.includes(tableName(sequence)))
        .map((sequence) => [
          tableName(sequence),
          rangeOf(content.sequences[tableName(sequence)]?.to ?? null, sequence, facts),
        ]),
    ),
  };
}

/** What both sides leave out. */
export function withoutUnlogged(content: BackupContent, unlogged: readonly string[]): BackupContent {
  const kept = <T>(all: Readonly<Record<string, T>>) =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !unlogged.includes(name)));
  return { ...content, tables: kept(content.tables), sequences: kept(content.sequences) };
}

function rangeOf(
  after: string | null,
  { oid }: Structure['sequences'][number],
  { before, ahead }: PhysicalFacts,
): SequenceRange {
  const from = before.get(oid) ?? null;
  const steps = ahead.get(oid);
  if (after === null) return { from, to: null };
  // From null to a value means anywhere.
  if (steps === null || steps === undefined) return { from: null, to: after };
  return { from, to: (BigInt(after) + steps).toString() };
}
