import type { Catalog } from '../../catalog/catalog';
import { referencesTo } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import type { SqlType } from '../../sql/types';
import { isPlainType, showType } from '../../sql/types';
import type { PredictedError } from '../effect';
import { raise } from './raise';

/** Types between which the index of a key can be searched (pg_amop of btree, and implicit casts); other pairs must be the same type. */
const groups: readonly ReadonlySet<string>[] = [
  new Set(['int2', 'int4', 'int8']),
  new Set(['float4', 'float8']),
  new Set(['date', 'timestamp', 'timestamptz']),
  new Set(['text', 'varchar', 'name']),
  new Set(['text', 'varchar', 'bpchar']),
  new Set(['inet', 'cidr']),
  new Set(['bit', 'varbit']),
  new Set(['oid', 'regclass', 'regtype', 'regproc', 'int2', 'int4', 'int8']),
  new Set(['time', 'timetz']),
  new Set(['time', 'interval']),
  new Set(['macaddr', 'macaddr8']),
];

/** What the child's type is cast to by itself. */
const upwards: Readonly<Record<string, ReadonlySet<string>>> = {
  int2: new Set(['numeric', 'float4', 'float8']),
  int4: new Set(['numeric', 'float4', 'float8']),
  int8: new Set(['numeric', 'float4', 'float8']),
  numeric: new Set(['float4', 'float8']),
};

/** Whether a foreign key from one type to another cannot be; undefined where that is not known. */
function cannotRefer(child: SqlType, parent: SqlType, catalog: Catalog): boolean | undefined {
  const [from, to] = [catalog.baseType(child), catalog.baseType(parent)];
  if (from.array !== to.array) return true;
  if (!isPlainType(from) || !isPlainType(to)) {
    const [own, other] = [catalog.findType(from), catalog.findType(to)];
    if (own !== undefined && other !== undefined) return own !== other;
    const known = (own ?? other)?.kind;
    const builtin = own === undefined ? from : to;
    return known === 'enum' && isPlainType(builtin) ? true : undefined;
  }
  if (from.name === to.name || groups.some((group) => group.has(from.name) && group.has(to.name)))
    return false;
  return upwards[from.name]?.has(to.name) !== true;
}

/** The error of a foreign key whose columns are of other types than those it refers to. */
export function foreignTypesError(
  name: string,
  columns: readonly (SqlType | null | undefined)[],
  parent: Relation,
  referred: readonly string[],
  catalog: Catalog,
  parentType = (column: string): SqlType | null | undefined => parent.columns.get(column)?.type,
): PredictedError | null {
  const keys = referred.length > 0 ? referred : primaryOf(parent);
  if (keys.length !== columns.length) return null;
  for (const [at, child] of columns.entries()) {
    const type = parentType(keys[at] ?? '');
    if (!child || !type || cannotRefer(child, type, catalog) !== true) continue;
    return raise(
      '42804',
      `foreign key constraint "${name}" cannot be implemented: ${showType(child)} and ${showType(type)} are incompatible`,
    );
  }
  return null;
}

export const primaryOf = (table: Relation): readonly string[] =>
  [...table.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];

/**
 * The foreign keys on either side of a column that gets another type are added again, and may not fit any more.
 *
 * @param typeAfter the type of a column of the table once the statement has changed it
 * @param isDropped whether the statement drops a constraint of the table
 */
export function retypedKeyError(
  table: Relation,
  column: string,
  catalog: Catalog,
  typeAfter: (column: string) => SqlType | null,
  isDropped: (constraint: string) => boolean,
): PredictedError | null {
  const typeIn =
    (of: Relation) =>
    (name: string): SqlType | null | undefined =>
      of === table ? typeAfter(name) : of.columns.get(name)?.type;
  const own = [...table.constraints.values()].flatMap((each) =>
    each.kind === 'foreign' && each.parent !== undefined && each.columns.includes(column)
      ? [{ ...each, child: table, parent: each.parent }]
      : [],
  );
  const others = referencesTo(catalog.relations.values(), table).filter(({ parentColumns }) =>
    parentColumns.includes(column),
  );
  for (const { name, child, parent, columns, parentColumns } of [...own, ...others]) {
    if (child === table && isDropped(name)) continue;
    const problem = foreignTypesError(
      name,
      columns.map(typeIn(child)),
      parent,
      parentColumns,
      catalog,
      typeIn(parent),
    );
    if (problem !== null) return problem;
  }
  return null;
}
