import type { A_Expr, Node } from 'libpg-query';
import { textOf } from '../sql/nodes';
import { columnOf } from '../sql/read/conditions';
import type { BoundValue } from '../sql/read/partition-bound';
import { constantOf } from '../sql/read/partition-bound';

/** `column operator constant`, as a CHECK says it. */
export interface Comparison {
  readonly column: string;
  readonly operator: '<' | '<=' | '=' | '>=' | '>';
  /** Several for IN. */
  readonly values: readonly BoundValue[];
}

/** What a CHECK demands: all of the comparisons, or one of them at least. Other demands are left out. */
export interface Tests {
  readonly all: readonly Comparison[];
  readonly any: readonly Comparison[];
}

const mirrored = { '<': '>', '<=': '>=', '=': '=', '>=': '<=', '>': '<' } as const;
const opposite = { '<': '>=', '<=': '>', '>=': '<', '>': '<=' } as const;

export function testsOf(expression: Node | undefined): Tests | undefined {
  if (expression === undefined) return undefined;
  const tests = { all: joinedBy(expression, 'AND_EXPR'), any: alternatives(expression) };
  return tests.all.length + tests.any.length === 0 ? undefined : tests;
}

const joinedBy = (node: Node, operator: 'AND_EXPR' | 'OR_EXPR'): readonly Comparison[] =>
  'BoolExpr' in node && node.BoolExpr.boolop === operator
    ? (node.BoolExpr.args ?? []).flatMap((each) => joinedBy(each, operator))
    : comparisonOf(node);

/** `a < 1 OR a >= 2`, or NOT in front of what says the same; none where there is a part that is no comparison. */
function alternatives(node: Node): readonly Comparison[] {
  if (!('BoolExpr' in node)) return [];
  const { boolop, args = [] } = node.BoolExpr;
  if (boolop === 'OR_EXPR') {
    const each = args.map((arg) => comparisonOf(arg));
    return each.every((found) => found.length === 1) ? each.flat() : [];
  }
  const [inner] = args;
  if (boolop !== 'NOT_EXPR' || inner === undefined || !('BoolExpr' in inner)) return [];
  if (inner.BoolExpr.boolop !== 'AND_EXPR') return [];
  const each = (inner.BoolExpr.args ?? []).map((arg) => comparisonOf(arg));
  return each.every((found) => found.length === 1 && found[0]?.operator !== '=')
    ? each
        .flat()
        .flatMap(({ column, operator, values }) =>
          operator === '=' ? [] : [{ column, operator: opposite[operator], values }],
        )
    : [];
}

function comparisonOf(node: Node): readonly Comparison[] {
  if (!('A_Expr' in node)) return [];
  const { kind, lexpr, rexpr } = node.A_Expr;
  if (kind === 'AEXPR_IN') return inList(node.A_Expr);
  const operator = textOf(node.A_Expr.name?.[0]);
  if (kind !== 'AEXPR_OP' || !isOperator(operator) || lexpr === undefined || rexpr === undefined) return [];
  const [left, right] = [columnOf(lexpr), columnOf(rexpr)];
  if (left !== null && right === null)
    return [{ column: left.name, operator, values: [constantOf(withoutCast(rexpr))] }];
  return right !== null && left === null
    ? [{ column: right.name, operator: mirrored[operator], values: [constantOf(withoutCast(lexpr))] }]
    : [];
}

function inList({ lexpr, rexpr, name }: A_Expr): readonly Comparison[] {
  const column = columnOf(lexpr);
  if (column === null || rexpr === undefined || !('List' in rexpr) || textOf(name?.[0]) !== '=') return [];
  const values = (rexpr.List.items ?? []).map((each) => constantOf(withoutCast(each)));
  return [{ column: column.name, operator: '=', values }];
}

const isOperator = (text: string): text is Comparison['operator'] => text in mirrored;

const withoutCast = (node: Node): Node =>
  'TypeCast' in node && node.TypeCast.arg !== undefined ? node.TypeCast.arg : node;
