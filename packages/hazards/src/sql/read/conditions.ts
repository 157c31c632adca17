import type { Node } from 'libpg-query';
import { textOf, textsOf } from '../nodes';

/** What a condition demands, taken apart at its ANDs. */
export const conjuncts = (node: Node): readonly Node[] =>
  'BoolExpr' in node && node.BoolExpr.boolop === 'AND_EXPR'
    ? (node.BoolExpr.args ?? []).flatMap(conjuncts)
    : [node];

/**
 * The columns that a condition demands to be NULL.
 *
 * @param own the names by which a column of the table may be qualified; another qualifier is another table's column
 */
export const nullTests = (condition: Node, own: readonly string[]): readonly string[] =>
  conjuncts(condition).flatMap((node) => {
    if (!('NullTest' in node) || node.NullTest.nulltesttype !== 'IS_NULL') return [];
    const column = columnOf(node.NullTest.arg);
    if (column === null) return [];
    return column.of === undefined || own.includes(column.of) ? [column.name] : [];
  });

/** A reference to a column, with what it is qualified by. */
export function columnOf(
  node: Node | undefined,
): { readonly name: string; readonly of: string | undefined } | null {
  if (node === undefined || !('ColumnRef' in node)) return null;
  const parts = textsOf(node.ColumnRef.fields);
  return { name: parts.at(-1) ?? '', of: parts.at(-2) };
}

/** The column that a condition demands to equal a constant or a parameter. */
export function equalColumn(node: Node): string | null {
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_OP' || textOf(node.A_Expr.name?.[0]) !== '=')
    return null;
  const { lexpr, rexpr } = node.A_Expr;
  return rexpr !== undefined && isValue(rexpr) ? (columnOf(lexpr)?.name ?? null) : null;
}

/** The column that a condition demands to be one of some constants or parameters. */
export function listedColumn(node: Node): string | null {
  if (!('A_Expr' in node) || node.A_Expr.kind !== 'AEXPR_IN' || textOf(node.A_Expr.name?.[0]) !== '=')
    return null;
  const { lexpr, rexpr } = node.A_Expr;
  if (rexpr === undefined || !('List' in rexpr)) return null;
  return (rexpr.List.items ?? []).every(isValue) ? (columnOf(lexpr)?.name ?? null) : null;
}

const isValue = (node: Node): boolean =>
  'A_Const' in node ||
  'ParamRef' in node ||
  ('TypeCast' in node && node.TypeCast.arg !== undefined && isValue(node.TypeCast.arg));
