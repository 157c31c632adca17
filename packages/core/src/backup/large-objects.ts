import type { Session } from '../target/session';

/** The large objects of a database as numbers: equal numbers, equal content. `sum` is null where they may not be read. */
export interface LargeObjects {
  readonly count: string;
  readonly sum: string | null;
}

/**
 * Counts and fingerprints the large objects that the session's snapshot shows: by their pages where the role may read
 * `pg_largeobject` (superusers), else one by one, which the server refuses for objects above 1 GB.
 * https://www.postgresql.org/docs/current/catalog-pg-largeobject.html
 */
export async function readLargeObjects(session: Session): Promise<LargeObjects> {
  const [row] = await session.query<{ count: string; pages: boolean }>(
    `SELECT count(*)::text AS count, pg_catalog.has_table_privilege('pg_catalog.pg_largeobject', 'SELECT') AS pages
       FROM pg_catalog.pg_largeobject_metadata`,
  );
  const count = row?.count ?? '0';
  if (count === '0') return { count, sum: '0' };
  const sql = row?.pages
    ? `SELECT sum(hashtextextended(md5(data), hashint8extended(loid::bigint, pageno)))::text AS sum FROM pg_catalog.pg_largeobject`
    : `SELECT sum(hashtextextended(md5(pg_catalog.lo_get(oid)), oid::bigint))::text AS sum FROM pg_catalog.pg_largeobject_metadata`;
  await session.query('SAVEPOINT safe_migrate_large_objects');
  try {
    const [total] = await session.query<{ sum: string | null }>(sql);
    return { count, sum: total?.sum === null ? 'none' : `${row?.pages ? 'pages' : 'objects'} ${total?.sum}` };
  } catch {
    return { count, sum: null };
  } finally {
    await session.query('ROLLBACK TO SAVEPOINT safe_migrate_large_objects');
    await session.query('RELEASE SAVEPOINT safe_migrate_large_objects');
  }
}

/** What differs; sums that were made in two ways, or not at all, are not compared. */
export function largeObjectDifferences(expected: LargeObjects, actual: LargeObjects): readonly string[] {
  if (expected.count !== actual.count)
    return [`there are ${actual.count} large objects instead of ${expected.count}`];
  const way = (sum: string | null) => sum?.split(' ')[0];
  const comparable = expected.sum !== null && way(expected.sum) === way(actual.sum);
  return comparable && expected.sum !== actual.sum ? ['large objects differ in their content'] : [];
}
