import { qualifiedName } from '../target/identifier';
import type { Session } from '../target/session';

/** A sequence that gave no number yet. */
interface Uncalled {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
}

/** Asked for together. */
const AT_ONCE = 200;

/**
 * Where sequences stand that gave no number yet but do not stand at their start (`setval(..., false)`, `RESTART WITH`): the number before the
 * one that they will give. `pg_sequence_last_value` does not tell; nobody but the sequence itself does.
 *
 * @param sequences that may be read, and whose last value is NULL
 * @returns by OID; those at their start are left out
 */
export async function readUncalled(
  session: Session,
  sequences: readonly Uncalled[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let from = 0; from < sequences.length; from += AT_ONCE) {
    const selects = sequences.slice(from, from + AT_ONCE).map(
      ({ oid, schema, name }) =>
        `SELECT '${oid}' AS oid, (s.last_value::numeric - q.seqincrement)::text AS value FROM ${qualifiedName(schema, name)} s, pg_catalog.pg_sequence q
          WHERE q.seqrelid = ${oid} AND NOT s.is_called AND s.last_value <> q.seqstart`,
    );
    const rows = await session.query<{ oid: string; value: string }>(selects.join(' UNION ALL '));
    for (const { oid, value } of rows) found.set(oid, value);
  }
  return found;
}
