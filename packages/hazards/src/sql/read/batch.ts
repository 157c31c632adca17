import type { Node, RangeVar, SelectStmt, UpdateStmt } from 'libpg-query';
import type { Batch } from '../actions';
import { rangeName, textOf } from '../nodes';
import { showName } from '../names';
import { columnOf, conjuncts, nullTests } from './conditions';

/** The queries of a statement's WITH, by name. */
export type Queries = ReadonlyMap<string, SelectStmt>;

/**
 * The batch that an UPDATE works on: `FROM batch WHERE t.id = batch.id`, where `batch` is a query on the updated table alone, or
 * `WHERE id IN (SELECT id ...)` and `WHERE ctid = ANY (ARRAY(SELECT ctid ...))`. null for any other shape.
 */
export function readBatch(node: UpdateStmt, queries: Queries): Batch | null {
  const { relation, whereClause, fromClause = [] } = node;
  if (relation === undefined || whereClause === undefined) return null;
  const demands = conjuncts(whereClause);
  if (fromClause.length === 0) {
    for (const demand of demands) {
      const picked = pickedBy(demand);
      const batch = picked === null ? null : toBatch(picked.query, relation, [picked.column]);
      if (batch !== null) return batch;
    }
    return null;
  }
  const [only, ...more] = fromClause;
  const source = only === undefined || more.length > 0 ? null : sourceOf(only, queries);
  if (source === null) return null;
  const own = relation.alias?.aliasname ?? relation.relname ?? '';
  const by = demands.flatMap((demand) => joinColumn(demand, own, source.name) ?? []);
  return by.length === 0 ? null : toBatch(source.query, relation, by);
}

function sourceOf(
  node: Node,
  queries: Queries,
): { readonly name: string; readonly query: SelectStmt } | null {
  if ('RangeSubselect' in node) {
    const { subquery, alias } = node.RangeSubselect;
    return subquery && 'SelectStmt' in subquery
      ? { name: alias?.aliasname ?? '', query: subquery.SelectStmt }
      : null;
  }
  if (!('RangeVar' in node) || node.RangeVar.schemaname !== undefined) return null;
  const { relname = '', alias } = node.RangeVar;
  const query = queries.get(relname);
  return query === undefined ? null : { name: alias?.aliasname ?? relname, query };
}

const isEqual = (node: Node): node is Extract<Node, { A_Expr: unknown }> =>
  'A_Expr' in node && textOf(node.A_Expr.name?.[0]) === '=';

/** `t.id = batch.id`: the column, where both sides name the same one. */
function joinColumn(node: Node, own: string, source: string): string | null {
  if (!isEqual(node) || node.A_Expr.kind !== 'AEXPR_OP') return null;
  const sides = [columnOf(node.A_Expr.lexpr), columnOf(node.A_Expr.rexpr)];
  const mine = sides.find((side) => side?.of === own);
  const picked = sides.find((side) => side?.of === source);
  return mine && picked && mine.name === picked.name ? mine.name : null;
}

/** `id IN (SELECT id ...)` and `id = ANY (ARRAY(SELECT id ...))`. */
function pickedBy(node: Node): { readonly column: string; readonly query: SelectStmt } | null {
  if ('SubLink' in node && node.SubLink.subLinkType === 'ANY_SUBLINK')
    return selected(columnOf(node.SubLink.testexpr)?.name, node.SubLink.subselect);
  if (!isEqual(node) || node.A_Expr.kind !== 'AEXPR_OP_ANY') return null;
  const { lexpr, rexpr } = node.A_Expr;
  if (rexpr === undefined || !('SubLink' in rexpr) || rexpr.SubLink.subLinkType !== 'ARRAY_SUBLINK')
    return null;
  return selected(columnOf(lexpr)?.name, rexpr.SubLink.subselect);
}

function selected(
  column: string | undefined,
  subselect: Node | undefined,
): { readonly column: string; readonly query: SelectStmt } | null {
  if (column === undefined || subselect === undefined || !('SelectStmt' in subselect)) return null;
  const query = subselect.SelectStmt;
  const [target, ...more] = query.targetList ?? [];
  const value = target && 'ResTarget' in target ? target.ResTarget.val : undefined;
  return more.length === 0 && columnOf(value)?.name === column ? { column, query } : null;
}

/** The batch behind a query, where it reads the updated table and nothing else. */
function toBatch(query: SelectStmt, updated: RangeVar, by: readonly string[]): Batch | null {
  const [from, ...more] = query.fromClause ?? [];
  if (from === undefined || more.length > 0 || !('RangeVar' in from)) return null;
  const range = from.RangeVar;
  if (range.relname !== updated.relname || !sameSchema(range, updated)) return null;
  const own = [range.alias?.aliasname ?? range.relname ?? ''];
  return {
    by,
    nullTests: query.whereClause === undefined ? [] : nullTests(query.whereClause, own),
    limit: limitOf(query.limitCount),
  };
}

// One written with its schema and one without are the same table unless the search_path says otherwise, which would be another batch.
const sameSchema = (a: RangeVar, b: RangeVar): boolean =>
  a.schemaname === undefined ||
  b.schemaname === undefined ||
  showName(rangeName(a)) === showName(rangeName(b));

function limitOf(node: Node | undefined): number | null {
  const count = node && 'A_Const' in node && node.A_Const.ival ? Number(textOf(node)) : Number.NaN;
  return Number.isInteger(count) ? count : null;
}
