import { qualifiedName } from '../target/identifier';
import { USER_SCHEMA } from '../target/own-schemas';
import type { Session } from '../target/session';

/**
 * Indexes that exist and cannot be used: what a failed CREATE INDEX CONCURRENTLY leaves behind.
 * https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY
 */
export async function readInvalidIndexes(session: Session): Promise<ReadonlySet<string>> {
  const rows = await session.query<{ schema: string; name: string }>(`
    SELECT n.nspname::text AS schema, c.relname::text AS name
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND ${USER_SCHEMA}`);
  return new Set(rows.map(({ schema, name }) => qualifiedName(schema, name)));
}

/** Drops the invalid indexes that were not there before; those of other people stay. */
export async function dropInvalidIndexes(session: Session, before: ReadonlySet<string>): Promise<void> {
  for (const name of await readInvalidIndexes(session)) {
    if (!before.has(name)) await session.query(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
  }
}
