import type { FuncCall, Node, SelectStmt } from 'libpg-query';
import { nameOf, rangeName, textsOf, walk } from '../sql/nodes';
import type { Catalog } from './catalog';
import type { Relation } from './model';
import { isAggregate } from './typing/aggregates';
import { functionsCalled } from './typing/candidates';
import { columnsOf } from './view-output';

/** What rows are written to through a view. */
export interface ViewWrites {
  readonly into: Relation;
  /** Of each column of the view, in its order, whether it takes a value, or the place of the column of the view below that has to. */
  readonly takes: readonly (boolean | number)[];
}

const writable: ReadonlySet<Relation['kind']> = new Set(['table', 'partitioned', 'foreign', 'view']);

/**
 * Follows `view_query_is_auto_updatable` of rewriteHandler.c.
 *
 * @returns null where no row can be written through the view, undefined where that is not known
 */
export function writesThrough(query: Node | undefined, catalog: Catalog): ViewWrites | null | undefined {
  if (query === undefined || !('SelectStmt' in query)) return undefined;
  const select = query.SelectStmt;
  const { fromClause = [], targetList = [] } = select;
  const [only] = fromClause;
  if (isMore(select) || only === undefined || fromClause.length > 1 || !('RangeVar' in only)) return null;
  const calls = callsIn(targetList);
  if (calls.some((each) => isOfRows(each, catalog) === true)) return null;
  const into = catalog.find(rangeName(only.RangeVar));
  if (into?.known !== true) return undefined;
  if (!writable.has(into.kind)) return null;
  if (calls.some((each) => isOfRows(each, catalog) === undefined)) return undefined;
  const columns = columnsOf(into);
  if (columns === null || (only.RangeVar.alias?.colnames ?? []).length > 0) return undefined;
  const all = columns.map((_, at) => (into.kind === 'view' ? at : true));
  const takes = targetList.flatMap((each): readonly (boolean | number)[] => {
    const value = 'ResTarget' in each ? each.ResTarget.val : undefined;
    if (value === undefined || !('ColumnRef' in value)) return [false];
    const last = value.ColumnRef.fields?.at(-1);
    if (last !== undefined && 'A_Star' in last) return all;
    const name = textsOf(value.ColumnRef.fields).at(-1);
    return [all[columns.findIndex((column) => column.name === name)] ?? false];
  });
  return { into, takes };
}

const isMore = (select: SelectStmt): boolean =>
  select.larg !== undefined ||
  select.valuesLists !== undefined ||
  select.distinctClause !== undefined ||
  select.groupClause !== undefined ||
  select.havingClause !== undefined ||
  select.withClause !== undefined ||
  select.limitCount !== undefined ||
  select.limitOffset !== undefined;

const callsIn = (targets: readonly Node[]): readonly FuncCall[] =>
  [...walk(targets, ({ kind }) => kind === 'SubLink')].flatMap(({ kind, value }) =>
    kind === 'FuncCall' ? [value as FuncCall] : [],
  );

/** Whether a function gives several rows, or makes one of many; undefined: not known. */
function isOfRows({ funcname, over }: FuncCall, catalog: Catalog): boolean | undefined {
  const { schema = 'pg_catalog', name } = nameOf(funcname);
  if (over !== undefined) return true;
  if (schema !== 'pg_catalog' || catalog.findFunction({ name }) !== undefined) return undefined;
  if (isAggregate(name)) return true;
  // The newest of the servers has them all.
  const all = functionsCalled(name, 18);
  return all.length === 0 ? undefined : all.some(({ givesRows }) => givesRows);
}
