import type { SqlType } from '../../sql/types';

const strings = new Set(['text', 'varchar', 'bpchar', 'name']);

/** Groups of types within which an assignment cast exists (pg_cast.castcontext `a` or `i`), as far as ALTER COLUMN TYPE meets them. */
const groups: readonly ReadonlySet<string>[] = [
  new Set(['int2', 'int4', 'int8', 'numeric', 'float4', 'float8']),
  new Set(['int2', 'int4', 'int8', 'oid', 'regclass', 'regproc', 'regtype']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['timestamp', 'timestamptz', 'time', 'timetz']),
  new Set(['time', 'interval']),
  new Set(['bit', 'varbit']),
  new Set(['inet', 'cidr']),
  new Set(['json', 'jsonb']),
  new Set(['money', 'numeric', 'int4', 'int8']),
  new Set(['macaddr', 'macaddr8']),
];

/**
 * Whether a value is cast from one built-in type to another without USING. Everything has an assignment cast to a string type; nothing
 * has one from a string. Types that are not PostgreSQL's own are not known: undefined.
 */
export function hasAssignmentCast(from: SqlType, to: SqlType): boolean | undefined {
  if (to.schema !== undefined) return from.schema === to.schema && from.name === to.name ? true : undefined;
  if (from.array !== to.array) return to.array ? false : strings.has(to.name);
  if (strings.has(to.name)) return true;
  if (from.schema !== undefined) return undefined;
  return from.name === to.name || groups.some((group) => group.has(from.name) && group.has(to.name));
}
