import type { DeleteStmt, InsertStmt, MergeStmt, Node, RangeVar, UpdateStmt } from 'libpg-query';
import type { Action, RowAction, WhereShape } from '../actions';
import { rangeName, textsOf, walk } from '../nodes';
import type { Met } from '../nodes';

/** Finds every change of rows in a statement, wherever it stands: at the top, in a WITH, below EXPLAIN ANALYZE or CREATE TABLE AS. */
export function readRowChanges(root: unknown): readonly Action[] {
  return [...walk(root)].flatMap((met) => rowChange(met));
}

function rowChange({ kind, value }: Met): readonly Action[] {
  if (kind === 'InsertStmt') return [readInsert(value as InsertStmt)];
  if (kind === 'UpdateStmt') return [readUpdate(value as UpdateStmt)];
  if (kind === 'DeleteStmt') return [readDelete(value as DeleteStmt)];
  return kind === 'MergeStmt' ? readMerge(value as MergeStmt) : [];
}

const targets = (nodes: readonly Node[] | undefined): readonly string[] =>
  (nodes ?? []).flatMap((node) => ('ResTarget' in node ? [node.ResTarget.name ?? ''] : []));

function readInsert(node: InsertStmt): RowAction {
  const action = node.onConflictClause?.action;
  const onConflict =
    action === 'ONCONFLICT_UPDATE' ? 'update' : action === 'ONCONFLICT_NOTHING' ? 'nothing' : 'none';
  const columns = onConflict === 'update' ? targets(node.onConflictClause?.targetList) : [];
  return { kind: 'insert', table: rangeName(node.relation), onConflict, columns };
}

function readUpdate(node: UpdateStmt): RowAction {
  const columns = targets(node.targetList);
  return {
    kind: 'update',
    table: rangeName(node.relation),
    columns,
    where: readWhere(node.whereClause, ownNames(node.relation)),
  };
}

// A column may be written with the table's name or alias; another qualifier is another table's column.
const ownNames = (range: RangeVar | undefined): readonly string[] => [
  range?.alias?.aliasname ?? range?.relname ?? '',
];

function readDelete(node: DeleteStmt): RowAction {
  return {
    kind: 'delete',
    table: rangeName(node.relation),
    where: readWhere(node.whereClause, ownNames(node.relation)),
  };
}

function readMerge(node: MergeStmt): readonly RowAction[] {
  const table = rangeName(node.relation);
  const where: WhereShape = { filters: true, nullTests: [], onlyNullTests: false };
  return (node.mergeWhenClauses ?? []).flatMap((each): readonly RowAction[] => {
    if (!('MergeWhenClause' in each)) return [];
    const clause = each.MergeWhenClause;
    if (clause.commandType === 'CMD_DELETE') return [{ kind: 'delete', table, where }];
    if (clause.commandType === 'CMD_UPDATE')
      return [{ kind: 'update', table, columns: targets(clause.targetList), where }];
    if (clause.commandType === 'CMD_INSERT')
      return [{ kind: 'insert', table, onConflict: 'none', columns: [] }];
    return [];
  });
}

/** A WHERE filters when it looks at a column at all: `WHERE true` and `WHERE 1 = 1` do not. */
function readWhere(where: Node | undefined, own: readonly string[]): WhereShape {
  if (where === undefined) return { filters: false, nullTests: [], onlyNullTests: false };
  const looksAtColumn = [...walk(where)].some(
    ({ kind }) => kind === 'ColumnRef' || kind === 'SubLink' || kind === 'CurrentOfExpr',
  );
  const tests = nullTests(where, own);
  return {
    filters: looksAtColumn,
    nullTests: tests,
    onlyNullTests: tests.length > 0 && tests.length === conjuncts(where).length,
  };
}

const conjuncts = (node: Node): readonly Node[] =>
  'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node];

function nullTests(node: Node, own: readonly string[]): readonly string[] {
  if ('BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR')
    return (node.BoolExpr.args ?? []).flatMap((arg) => nullTests(arg, own));
  if (!('NullTest' in node) || node.NullTest.nulltesttype !== 'IS_NULL') return [];
  const argument = node.NullTest.arg;
  if (argument === undefined || !('ColumnRef' in argument)) return [];
  const parts = textsOf(argument.ColumnRef.fields);
  const qualifier = parts.at(-2);
  return qualifier === undefined || own.includes(qualifier) ? [parts.at(-1) ?? ''] : [];
}
