import { qualifiedName, quoteIdentifier } from '../target/identifier';
import type { Session } from '../target/session';
import { tableName, type TableState } from '../verify/structure';

/** A foreign key of a table whose rows or values come back, to another table. */
export interface ForeignKey {
  readonly parent: { readonly schema: string; readonly name: string };
  /** Column of the table, and the one of the parent that it refers to. */
  readonly columns: readonly (readonly [child: string, parent: string])[];
}

/** Those to other tables: what a table refers to in itself comes back with it. */
export async function foreignKeysOf(session: Session, { oid }: TableState): Promise<readonly ForeignKey[]> {
  const rows = await session.query<{ schema: string; name: string; child: string[]; parent: string[] }>(
    `SELECT n.nspname::text AS schema, p.relname::text AS name,
            array_agg(a.attname::text ORDER BY k.at) AS child, array_agg(b.attname::text ORDER BY k.at) AS parent
       FROM pg_catalog.pg_constraint c JOIN pg_catalog.pg_class p ON p.oid = c.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = p.relnamespace
       CROSS JOIN LATERAL unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (child, parent, at)
       JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.child
       JOIN pg_catalog.pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = k.parent
      WHERE c.contype = 'f' AND c.conrelid = $1::oid AND c.confrelid <> c.conrelid AND c.conparentid = 0
      GROUP BY c.oid, 1, 2 ORDER BY c.oid`,
    [oid],
  );
  return rows.map(({ schema, name, child, parent }) => ({
    parent: { schema, name },
    columns: child.map((column, at) => [column, parent[at] ?? ''] as const),
  }));
}

/**
 * Condition that a row refers to one that is not there, as the foreign key would see it (MATCH SIMPLE: not where one of its columns is NULL).
 *
 * @param valueOf the value of a column of the table, as SQL
 */
export function refersToNothing(
  { parent, columns }: ForeignKey,
  valueOf: (column: string) => string,
): string {
  const values = columns.map(([child]) => `${valueOf(child)} IS NOT NULL`);
  const same = columns.map(([child, column]) => `p.${quoteIdentifier(column)} = ${valueOf(child)}`);
  return `(${values.join(' AND ')} AND NOT EXISTS (SELECT FROM ${qualifiedName(parent.schema, parent.name)} AS p WHERE ${same.join(' AND ')}))`;
}

/** `schema.table` that it refers to. */
export const parentName = ({ parent }: ForeignKey): string => tableName(parent);
