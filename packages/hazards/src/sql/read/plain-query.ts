import type { Node, SelectStmt } from 'libpg-query';
import { nameOf, walk } from '../nodes';

// What several rows become one by, or one several.
const folding: ReadonlySet<string> = new Set(
  `count sum min max avg array_agg string_agg json_agg jsonb_agg json_object_agg jsonb_object_agg bool_and bool_or every
   unnest generate_series jsonb_array_elements jsonb_array_elements_text json_array_elements regexp_split_to_table`.match(
    /\S+/g,
  ),
);

/** Whether a query gives the rows of one table or view as they are (view_query_is_auto_updatable in rewriteHandler.c). */
export function isPlainQuery(query: Node | undefined): boolean {
  if (query === undefined || !('SelectStmt' in query)) return false;
  const select = query.SelectStmt;
  const [source, another] = select.fromClause ?? [];
  if (source === undefined || another !== undefined || !('RangeVar' in source)) return false;
  return !reshapes(select) && !walk(select.targetList).some(({ kind, value }) => folds(kind, value));
}

const reshapes = (select: SelectStmt): boolean =>
  [
    ...[select.distinctClause, select.groupClause, select.havingClause, select.larg],
    ...[select.limitCount, select.limitOffset, select.withClause],
  ].some((part) => part !== undefined);

const folds = (kind: string, value: Record<string, unknown>): boolean =>
  kind === 'FuncCall' &&
  ('over' in value || folding.has(nameOf(value['funcname'] as readonly Node[] | undefined).name));
