import { qualifiedName } from '../target/identifier';
import type { Session } from '../target/session';

/** A table that holds rows, or is partitioned into such. */
export interface Table {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
}

/**
 * Every table of the user's, in order of OID.
 *
 * @param also condition on `pg_class c` that takes in others
 */
export function listTables(session: Session, also = 'false'): Promise<readonly Table[]> {
  return session.query<Table & Record<string, unknown>>(
    `SELECT c.oid::text, n.nspname::text AS schema, c.relname::text AS name
       FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE (c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema') OR (${also})
      ORDER BY c.oid`,
  );
}

/** Locks them, each without its children, in the transaction that is open. LOCK takes no snapshot. */
export async function lockTables(
  session: Session,
  tables: readonly Table[],
  mode: 'SHARE' | 'ACCESS SHARE',
): Promise<void> {
  if (tables.length === 0) return;
  const names = tables.map(({ schema, name }) => `ONLY ${qualifiedName(schema, name)}`);
  await session.query(`LOCK TABLE ${names.join(', ')} IN ${mode} MODE`);
}
