import type { Node } from 'libpg-query';
import { pathwayOf } from '../../catalog/casts';
import type { CastContext, Pathway } from '../../catalog/casts';
import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { columnsOf } from '../../catalog/typing/settled';
import type { TableAction } from '../../sql/actions';
import { walk } from '../../sql/nodes';
import { expressionType } from '../../sql/read/expression-type';
import type { SqlType } from '../../sql/types';
import { showType, typeOf } from '../../sql/types';
import type { PredictedError } from '../effect';
import { raise } from './raise';

type SetType = Extract<TableAction, { kind: 'set-type' }>;

/** The error of a change of type for which there is no cast: by itself (42804), or where USING writes one (42846). */
export function castError(
  table: Relation,
  action: SetType,
  catalog: Catalog,
  major: number,
): PredictedError | null {
  const { column, type, using } = action;
  if (!catalog.operatorsSeen) return null;
  const path = (from: SqlType, to: SqlType, context: CastContext): Pathway | undefined =>
    pathwayOf(below(from, catalog), below(to, catalog), context, major, (each) => ownText(each, catalog));
  for (const written of using === undefined ? [] : walk(using)) {
    if (written.kind !== 'TypeCast') continue;
    const { arg, typeName } = written.value as {
      readonly arg?: Node;
      readonly typeName: Parameters<typeof typeOf>[0];
    };
    const [from, to] = [typeIn(arg, table), typeOf(typeName)];
    if (from !== null && path(from, to, 'explicit') === 'none')
      return raise('42846', `cannot cast type ${showType(from)} to ${showType(to)}`);
  }
  const from = using === undefined ? (table.columns.get(column)?.type ?? null) : typeIn(using, table);
  if (from === null || path(from, type, 'assignment') !== 'none') return null;
  const what = using === undefined ? `column "${column}"` : `result of USING clause for column "${column}"`;
  return raise('42804', `${what} cannot be cast automatically to type ${showType(type)}`);
}

/** The type of an expression, where it says so itself: a column's, or the one that it is cast to. */
const typeIn = (node: Node | undefined, table: Relation): SqlType | null =>
  expressionType(node, columnsOf(table));

// Below a domain is its base; a type of the user's is told by where it is, however it was written.
function below(type: SqlType, catalog: Catalog): SqlType {
  const plain = catalog.baseType({ ...type, array: false });
  const array = type.array || plain.array;
  const found = catalog.findType(plain) ?? catalog.find(plain);
  return found === undefined ? { ...plain, array } : { ...plain, array, schema: found.schema };
}

// Enums, ranges and composite types are born without casts; a type that somebody wrote in C may have any.
function ownText(type: SqlType, catalog: Catalog): boolean {
  const found = catalog.findType(type);
  if (found !== undefined) return found.kind !== 'base' && found.kind !== 'domain';
  return catalog.find(type)?.known === true;
}
