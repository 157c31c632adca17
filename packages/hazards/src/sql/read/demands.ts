import type { ColumnRef, Node, RangeVar } from 'libpg-query';
import { rangeName, textsOf, walk } from '../nodes';
import type { Met } from '../nodes';
import type { Name } from '../names';

/** A column that a query names: one of these tables must have it. */
export interface Demand {
  readonly column: string;
  readonly among: readonly Name[];
}

// With any of these a name may stand for something else than the column of a table.
const obscuring = new Set([
  'SubLink',
  'RangeSubselect',
  'RangeFunction',
  'RangeTableFunc',
  'JsonTable',
  'withClause',
  'onConflictClause',
  'MergeStmt',
  'CurrentOfExpr',
]);

// Names of the result may be used here.
const ofResult = ({ kind }: Met): boolean =>
  kind === 'groupClause' || kind === 'sortClause' || kind === 'intoClause' || kind === 'lockingClause';

/**
 * The columns that a plain query (SELECT, UPDATE or DELETE over tables and joins) demands of its tables; none where a subquery, a
 * function or a WITH makes it hard to say what a name stands for.
 */
export function demandsOf(node: Node): readonly Demand[] {
  if ('CreateTableAsStmt' in node) return ofQuery(node.CreateTableAsStmt.query);
  if ('InsertStmt' in node)
    return node.InsertStmt.withClause === undefined ? ofQuery(node.InsertStmt.selectStmt) : [];
  if ('CopyStmt' in node) return ofQuery(node.CopyStmt.query);
  if (!('SelectStmt' in node || 'UpdateStmt' in node || 'DeleteStmt' in node)) return [];
  const ranges = new Map<string, Name>();
  const refs: (readonly string[])[] = [];
  for (const { kind, value } of walk(node, ofResult)) {
    if (obscuring.has(kind) || (kind === 'SelectStmt' && value['op'] !== 'SETOP_NONE')) return [];
    if (kind === 'RangeVar' || kind === 'relation') noteRange(value as RangeVar, ranges);
    if (kind === 'RangeVar' && ((value as RangeVar).alias?.colnames ?? []).length > 0) return [];
    if (kind === 'ColumnRef') refs.push(textsOf((value as ColumnRef).fields));
  }
  const all = [...ranges.values()];
  const found = new Map<string, Demand>();
  for (const parts of refs) {
    const column = parts.at(-1) ?? '';
    const of = parts.length === 1 ? all : [ranges.get(parts[0] ?? '')].flatMap((each) => each ?? []);
    // The name of a table alone is its whole row; an empty text is the star.
    if (parts.length > 2 || of.length === 0 || column === '' || ranges.has(column)) continue;
    found.set(parts.join('.'), { column, among: of });
  }
  return [...found.values()];
}

const ofQuery = (query: Node | undefined): readonly Demand[] =>
  query !== undefined && 'SelectStmt' in query ? demandsOf(query) : [];

function noteRange(range: RangeVar, ranges: Map<string, Name>): void {
  const name = range.alias?.aliasname ?? range.relname ?? '';
  if (name !== '') ranges.set(name, rangeName(range));
}
