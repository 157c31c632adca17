import { largeObjectDifferences, readLargeObjects, type LargeObjects } from '../backup/large-objects';
import type { ConnectionParameters } from '../target/connection';
import { withSession } from '../target/session';

/** What a database holds that neither its schema nor the rows of its tables show. */
export interface BesideRows {
  readonly largeObjects: LargeObjects;
  /** Materialized views that can be read: one `WITH NO DATA` gives an error until it is refreshed. */
  readonly populated: readonly string[];
}

/** Reads it from a database that nobody else writes to. */
export const besideRows = (connection: ConnectionParameters): Promise<BesideRows> =>
  withSession(connection, { readOnly: true }, async (session) => {
    await session.query('BEGIN');
    const largeObjects = await readLargeObjects(session);
    const views = await session.query<{ name: string }>(
      `SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) AS name
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind = 'm' AND c.relispopulated ORDER BY 1`,
    );
    await session.query('ROLLBACK');
    return { largeObjects, populated: views.map(({ name }) => name) };
  });

/** What differs, in words. Materialized views that are gone or new are a matter of the schema. */
export function besideRowsDifferences(before: BesideRows, after: BesideRows): readonly string[] {
  const unreadable = before.populated.filter((name) => !after.populated.includes(name));
  return [
    ...largeObjectDifferences(before.largeObjects, after.largeObjects),
    ...unreadable.map(
      (name) => `the materialized view ${name} was left empty (WITH NO DATA): reading it fails`,
    ),
  ];
}
