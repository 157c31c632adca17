import type { Node } from 'libpg-query';
import { textsOf } from '../nodes';

const words: readonly (readonly [op: RegExp, name: string])[] = [
  [/^SVFOP_CURRENT_DATE/, 'current_date'],
  [/^SVFOP_CURRENT_TIMESTAMP/, 'current_timestamp'],
  [/^SVFOP_CURRENT_TIME/, 'current_time'],
  [/^SVFOP_LOCALTIMESTAMP/, 'localtimestamp'],
  [/^SVFOP_LOCALTIME/, 'localtime'],
];

/** The name that the server gives an expression by what stands in it (FigureColname in parse_target.c); null where that is nothing. */
export const figuredName = (node: Node | undefined): string | null => figure(node)?.name ?? null;

interface Figured {
  readonly name: string;
  /** The name of a type or of CASE gives way to a better one. */
  readonly weak: boolean;
}

function figure(node: Node | undefined): Figured | null {
  if (node === undefined) return null;
  const strong = (name: string | undefined): Figured | null =>
    name === undefined || name === '' ? null : { name, weak: false };
  if ('ColumnRef' in node) return strong(textsOf(node.ColumnRef.fields).at(-1));
  if ('A_Indirection' in node) {
    const field = (node.A_Indirection.indirection ?? []).findLast((each) => 'String' in each);
    return field !== undefined && 'String' in field
      ? strong(field.String.sval)
      : figure(node.A_Indirection.arg);
  }
  if ('FuncCall' in node) return strong(textsOf(node.FuncCall.funcname).at(-1));
  if ('A_Expr' in node) return node.A_Expr.kind === 'AEXPR_NULLIF' ? strong('nullif') : null;
  if ('TypeCast' in node) {
    const inner = figure(node.TypeCast.arg);
    if (inner !== null && !inner.weak) return inner;
    const type = textsOf(node.TypeCast.typeName?.names).at(-1);
    return type === undefined ? inner : { name: type, weak: true };
  }
  if ('CollateClause' in node) return figure(node.CollateClause.arg);
  if ('CaseExpr' in node) {
    const inner = figure(node.CaseExpr.defresult);
    return inner !== null && !inner.weak ? inner : { name: 'case', weak: true };
  }
  if ('A_ArrayExpr' in node) return strong('array');
  if ('RowExpr' in node) return strong('row');
  if ('CoalesceExpr' in node) return strong('coalesce');
  if ('MinMaxExpr' in node) return strong(node.MinMaxExpr.op === 'IS_LEAST' ? 'least' : 'greatest');
  if ('SQLValueFunction' in node) {
    const { op = '' } = node.SQLValueFunction;
    const found = words.find(([pattern]) => pattern.test(op))?.[1];
    return strong(found ?? op.replace('SVFOP_', '').toLowerCase());
  }
  return null;
}
