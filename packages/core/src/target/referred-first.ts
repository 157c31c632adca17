import type { Session } from './session';

/** Tables that others refer to come first; where they refer to each other in a circle, their order says nothing. */
export async function referredFirst(session: Session): Promise<(a: string, b: string) => number> {
  const rows = await session.query<{ child: string; parent: string }>(`
    SELECT cn.nspname || '.' || c.relname AS child, pn.nspname || '.' || p.relname AS parent
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
      JOIN pg_catalog.pg_class p ON p.oid = k.confrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
     WHERE k.contype = 'f' AND k.conrelid <> k.confrelid`);
  const parents = new Map<string, string[]>();
  for (const { child, parent } of rows) parents.set(child, [...(parents.get(child) ?? []), parent]);
  const depths = new Map<string, number>();
  const depth = (table: string, path: readonly string[] = []): number => {
    const known = depths.get(table);
    if (known !== undefined || path.includes(table)) return known ?? 0;
    const above = (parents.get(table) ?? []).map((parent) => depth(parent, [...path, table]) + 1);
    const found = Math.max(0, ...above);
    depths.set(table, found);
    return found;
  };
  return (a, b) => depth(a) - depth(b) || a.localeCompare(b);
}
