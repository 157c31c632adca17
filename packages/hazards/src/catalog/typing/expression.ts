import type { A_Const, A_Expr, A_Indirection, CaseExpr, Node, TypeCast } from 'libpg-query';
import { textOf, textsOf, walk } from '../../sql/nodes';
import { expressionType } from '../../sql/read/expression-type';
import type { SqlType } from '../../sql/types';
import { typeOf } from '../../sql/types';
import { called } from './calls';
import { commonKind } from './choose';
import { categoryIn, kindOf, pathOf, plain, sameKind, showKind } from './kinds';
import { bool, operate, operated } from './operators';
import type { Surroundings, Typed } from './typed';
import { Findings } from './typed';

// A parse tree can be deeper than the stack: what is nested deeper than anybody writes has no type that is known.
const DEEPEST = 100;

/**
 * The type of an expression, what the server finds wrong with it before it looks at a row, and the expression as the server keeps it.
 * Follows parse_expr.c: operators and functions are chosen by the types of what they are given.
 */
export function typeExpression(
  node: Node,
  around: Surroundings,
): { readonly typed: Typed; readonly findings: Findings } {
  const findings = new Findings(around);
  return { typed: new Walk(findings).part(node, 0), findings };
}

class Walk {
  readonly #findings: Findings;

  constructor(findings: Findings) {
    this.#findings = findings;
  }

  part(node: Node, depth: number): Typed {
    const findings = this.#findings;
    const below = (each: Node): Typed => this.part(each, depth + 1);
    const { major } = findings.around;
    if (depth > DEEPEST) return findings.unknown(node);
    if ('A_Const' in node) return this.#constant(node, node.A_Const);
    if ('ColumnRef' in node) return this.#column(node);
    if ('TypeCast' in node) return this.#cast(node, node.TypeCast, depth);
    if ('A_Expr' in node) return this.#operator(node, node.A_Expr, depth);
    if ('FuncCall' in node) return called(node.FuncCall, (node.FuncCall.args ?? []).map(below), findings);
    if ('BoolExpr' in node) {
      const { boolop = 'AND_EXPR', args = [] } = node.BoolExpr;
      const what = boolop.replace('_EXPR', '');
      const made = args.map((each) => findings.boolean(below(each), what));
      return { kind: bool, node: { BoolExpr: { ...node.BoolExpr, args: made } } };
    }
    if ('NullTest' in node) {
      const { arg } = node.NullTest;
      const tested = arg === undefined ? findings.unknown(node) : below(arg);
      return { kind: bool, node: { NullTest: { ...node.NullTest, arg: tested.node } } };
    }
    if ('BooleanTest' in node) {
      const { arg, booltesttype = 'IS_TRUE' } = node.BooleanTest;
      if (arg === undefined) return findings.unknown(node);
      const tested = findings.boolean(below(arg), booltesttype.replaceAll('_', ' '));
      return { kind: bool, node: { BooleanTest: { ...node.BooleanTest, arg: tested } } };
    }
    if ('SQLValueFunction' in node) {
      findings.changes = true;
      const kind = expressionType(node, () => null);
      return kind === null ? findings.unknown(node) : { kind, node };
    }
    if ('CoalesceExpr' in node) {
      const { kind, nodes } = this.#together((node.CoalesceExpr.args ?? []).map(below), 'COALESCE', node);
      return { kind, node: { CoalesceExpr: { ...node.CoalesceExpr, args: [...nodes] } } };
    }
    if ('MinMaxExpr' in node) {
      const what = node.MinMaxExpr.op === 'IS_LEAST' ? 'LEAST' : 'GREATEST';
      const { kind, nodes } = this.#together((node.MinMaxExpr.args ?? []).map(below), what, node);
      return { kind, node: { MinMaxExpr: { ...node.MinMaxExpr, args: [...nodes] } } };
    }
    if ('CaseExpr' in node) return this.#case(node, node.CaseExpr, depth);
    if ('A_ArrayExpr' in node) {
      const elements = (node.A_ArrayExpr.elements ?? []).map(below);
      if (elements.length === 0) return findings.unknown(node);
      const { kind, nodes } = this.#together(elements, 'ARRAY', node);
      if (kind === null || kind.array) return findings.unknown(node);
      return {
        kind: { ...kind, array: true },
        node: { A_ArrayExpr: { ...node.A_ArrayExpr, elements: [...nodes] } },
      };
    }
    if ('SubLink' in node) return this.#subquery(node, depth);
    if ('A_Indirection' in node) return this.#indirection(node, node.A_Indirection, depth);
    if ('CollateClause' in node) {
      const { arg } = node.CollateClause;
      if (arg === undefined) return findings.unknown(node);
      const inner = below(arg);
      const collated = inner.kind === 'unknown' ? plain('text') : inner.kind;
      if (collated !== null && !collated.array && collated.schema === undefined)
        if (categoryIn(collated, major) !== 'S')
          return findings.wrong(node, '42804', `collations are not supported by type ${showKind(collated)}`);
      return { kind: collated, node: { CollateClause: { ...node.CollateClause, arg: inner.node } } };
    }
    return findings.unknown(node);
  }

  #constant(node: Node, { sval, ival, fval, boolval, bsval, isnull }: A_Const): Typed {
    if (isnull === true || sval !== undefined) return { kind: 'unknown', node };
    if (ival !== undefined) return { kind: plain('int4'), node };
    if (boolval !== undefined) return { kind: bool, node };
    if (bsval !== undefined) return { kind: plain('bit'), node };
    const text = fval?.fval ?? '';
    if (!/^-?\d+$/.test(text))
      return /^-?[\d.]+(e[-+]?\d+)?$/i.test(text)
        ? { kind: plain('numeric'), node }
        : this.#findings.unknown(node);
    const fits = BigInt(text) < 2n ** 63n && BigInt(text) >= -(2n ** 63n);
    return { kind: plain(fits ? 'int8' : 'numeric'), node };
  }

  #column(node: Extract<Node, { ColumnRef: unknown }>): Typed {
    const parts = textsOf(node.ColumnRef.fields);
    const name = parts.at(-1) ?? '';
    const { catalog, column, find } = this.#findings.around;
    if (find !== undefined && parts.length <= 2 && name !== '') {
      const { column: found, trouble } = find(name, parts.length === 2 ? (parts[0] ?? '') : null);
      if (trouble !== undefined) return this.#findings.wrong(node, trouble.sqlstate, trouble.message);
      return found === null || found.kind === null ? this.#findings.unknown(node) : { ...found, node };
    }
    const type =
      parts.length > 2 || name === '' ? null : column(name, parts.length === 2 ? (parts[0] ?? '') : null);
    const { kind, domain } = kindOf(type, catalog);
    return kind === null ? this.#findings.unknown(node) : { kind, node, domain };
  }

  #cast(node: Node, { arg, typeName }: TypeCast, depth: number): Typed {
    const findings = this.#findings;
    const { catalog, major } = findings.around;
    if (arg === undefined) return findings.unknown(node);
    const { kind: to, domain } = kindOf(typeOf(typeName), catalog);
    const absent = to === null ? (findings.around.noType?.(typeOf(typeName)) ?? null) : null;
    if (absent !== null) return findings.wrong(node, absent.sqlstate, absent.message);
    const made = (inner: Node): Typed => ({
      kind: to,
      domain,
      node: { TypeCast: { arg: inner, ...(typeName === undefined ? {} : { typeName }) } },
    });
    // The elements of an array that is written out are cast one by one.
    const elements = 'A_ArrayExpr' in arg ? (arg.A_ArrayExpr.elements ?? []) : undefined;
    if (elements !== undefined && to?.array === true && !elements.some((each) => 'A_ArrayExpr' in each)) {
      const element = { ...to, array: false };
      const inner = elements.map((each) => this.#castTo(this.part(each, depth + 1), element, each));
      return made({ A_ArrayExpr: { elements: inner } });
    }
    const inner = this.part(arg, depth + 1);
    if (to === null || inner.kind === null) return findings.unknown(made(inner.node).node);
    // The server reads a text at once; what it gets is a constant.
    if (inner.kind === 'unknown') {
      findings.converted(inner, to);
      return made(inner.node);
    }
    if (pathOf(inner.kind, to, 'explicit', major) === 'none')
      return findings.wrong(node, '42846', `cannot cast type ${showKind(inner.kind)} to ${showKind(to)}`);
    findings.converted(inner, to);
    return made(inner.node);
  }

  #castTo(part: Typed, to: SqlType, at: Node): Node {
    const { kind } = part;
    const findings = this.#findings;
    if (kind !== null && kind !== 'unknown' && pathOf(kind, to, 'explicit', findings.around.major) === 'none')
      return findings.wrong(at, '42846', `cannot cast type ${showKind(kind)} to ${showKind(to)}`).node;
    return findings.converted(part, to);
  }

  /** Values that have to be of one type. */
  #together(
    parts: readonly Typed[],
    what: string,
    at: Node,
  ): { readonly kind: SqlType | null; readonly nodes: readonly Node[] } {
    const findings = this.#findings;
    const kinds = parts.map(({ kind }) => kind);
    const common = commonKind(kinds, findings.around.major);
    const nodes = parts.map(({ node }) => node);
    if (common === null)
      findings.wrong(
        at,
        '42804',
        `${what} types ${[...new Set(kinds.map(showKind))].join(' and ')} cannot be matched`,
      );
    if (common === undefined) findings.complete = false;
    return common ? { kind: common, nodes: findings.alike(parts, common, what) } : { kind: null, nodes };
  }

  #case(node: Node, { arg, args = [], defresult }: CaseExpr, depth: number): Typed {
    const findings = this.#findings;
    const below = (each: Node): Typed => this.part(each, depth + 1);
    const tested = arg === undefined ? undefined : below(arg);
    // What is tested is a text where it has no type of its own.
    const subject = tested?.kind === 'unknown' ? { ...tested, kind: plain('text') } : tested;
    const whens = args.flatMap((each) => ('CaseWhen' in each ? [each.CaseWhen] : []));
    const results: Typed[] = [];
    const conditions = whens.map(({ expr, result }) => {
      const condition = expr === undefined ? findings.unknown(node) : below(expr);
      const made =
        subject === undefined
          ? findings.boolean(condition, 'CASE/WHEN')
          : (operate('=', [subject, condition], findings, node)?.sides[1] ?? condition.node);
      results.push(result === undefined ? findings.unknown(node) : below(result));
      return made;
    });
    const otherwise = defresult === undefined ? undefined : below(defresult);
    const all = [...(otherwise === undefined ? [] : [otherwise]), ...results];
    const { kind, nodes } = this.#together(all, 'CASE', node);
    const own = otherwise === undefined ? nodes : nodes.slice(1);
    const [last] = nodes;
    return {
      kind,
      node: {
        CaseExpr: {
          ...(tested === undefined ? {} : { arg: tested.node }),
          args: whens.map((when, at) => ({
            CaseWhen: { ...when, expr: conditions[at] ?? node, result: own[at] ?? node },
          })),
          ...(otherwise === undefined || last === undefined ? {} : { defresult: last }),
        },
      },
    };
  }

  /** A query where a value is asked for: one column, of one row or, behind IN, ANY and ALL, of any number. */
  #subquery(node: Extract<Node, { SubLink: unknown }>, depth: number): Typed {
    const findings = this.#findings;
    const { subLinkType, testexpr, operName = [] } = node.SubLink;
    const row = testexpr !== undefined && 'RowExpr' in testexpr ? (testexpr.RowExpr.args ?? []) : undefined;
    const left = (row ?? (testexpr === undefined ? [] : [testexpr])).map((each) =>
      this.part(each, depth + 1),
    );
    const asked = findings.around.subquery?.(node.SubLink);
    if (asked === undefined) return findings.unknown(node);
    findings.problems.push(...asked.problems);
    if (subLinkType === 'EXISTS_SUBLINK') return { kind: bool, node };
    const { kinds } = asked;
    if (kinds === null) return findings.unknown(node);
    if (subLinkType === 'ANY_SUBLINK' || subLinkType === 'ALL_SUBLINK') {
      if (kinds.length !== left.length)
        return findings.wrong(node, '42601', 'subquery has too many or too few columns');
      const name = operName.length === 0 ? '=' : textOf(operName.at(-1));
      for (const [at, kind] of kinds.entries())
        operate(name, [left[at] ?? findings.unknown(node), { kind, node: nothing }], findings, node);
      return { kind: bool, node };
    }
    const [kind = null, second] = kinds;
    if (subLinkType !== 'EXPR_SUBLINK' && subLinkType !== 'ARRAY_SUBLINK') return findings.unknown(node);
    if (second !== undefined) return findings.wrong(node, '42601', 'subquery must return only one column');
    if (kind === null || kind === 'unknown') return findings.unknown(node);
    if (subLinkType === 'EXPR_SUBLINK') return { kind, node };
    return kind.array ? findings.unknown(node) : { kind: { ...kind, array: true }, node };
  }

  #indirection(node: Node, { arg, indirection = [] }: A_Indirection, depth: number): Typed {
    const findings = this.#findings;
    if (arg === undefined) return findings.unknown(node);
    const inner = this.part(arg, depth + 1);
    const { kind } = inner;
    if (kind === null || kind === 'unknown') return findings.unknown(node);
    const subscripts = indirection.flatMap((each) => ('A_Indices' in each ? [each.A_Indices] : []));
    if (subscripts.length !== indirection.length) return findings.unknown(node);
    if (!kind.array) {
      const open = kind.name === 'jsonb' && findings.around.major >= 14;
      return open || !unsubscriptable.has(kind.name)
        ? findings.unknown(node)
        : findings.wrong(node, '42804', `cannot subscript type ${showKind(kind)} because it is not an array`);
    }
    for (const { uidx, lidx } of subscripts)
      for (const each of [lidx, uidx])
        if (each !== undefined) findings.converted(this.part(each, depth + 1), plain('int4'));
    const sliced = subscripts.some(({ is_slice }) => is_slice === true);
    return {
      kind: sliced ? kind : { ...kind, array: false },
      node: { A_Indirection: { arg: inner.node, indirection } },
    };
  }

  #operator(node: Node, expression: A_Expr, depth: number): Typed {
    const findings = this.#findings;
    const { kind = 'AEXPR_OP', lexpr, rexpr, name: names = [] } = expression;
    const name = textOf(names.at(-1));
    const schema = names.length > 1 ? textOf(names[0]) : 'pg_catalog';
    if (rexpr === undefined || schema !== 'pg_catalog') return findings.unknown(node);
    const remade = (left: Node | undefined, right: Node): Node => ({
      A_Expr: { ...expression, ...(left === undefined ? {} : { lexpr: left }), rexpr: right },
    });
    if (lexpr === undefined) {
      const side = this.part(rexpr, depth + 1);
      return operated(name, [side], findings, node, ([right = rexpr]) => remade(undefined, right));
    }
    if ('RowExpr' in lexpr || 'RowExpr' in rexpr) return findings.unknown(node);
    const left = this.part(lexpr, depth + 1);
    switch (kind) {
      case 'AEXPR_OP':
      case 'AEXPR_LIKE':
      case 'AEXPR_ILIKE':
      case 'AEXPR_SIMILAR':
      case 'AEXPR_DISTINCT':
      case 'AEXPR_NOT_DISTINCT': {
        const right = this.part(rexpr, depth + 1);
        // IS DISTINCT FROM NULL is IS NOT NULL.
        if (kind.endsWith('DISTINCT') && (isNull(lexpr) || isNull(rexpr)))
          return { kind: bool, node: remade(left.node, right.node) };
        const made = operated(name, [left, right], findings, node, ([one = lexpr, other = rexpr]) =>
          remade(one, other),
        );
        return kind.endsWith('DISTINCT') ? { ...made, kind: bool } : made;
      }
      case 'AEXPR_NULLIF': {
        const right = this.part(rexpr, depth + 1);
        const found = operate('=', [left, right], findings, node);
        const given = left.kind === 'unknown' ? (found?.takes[0] ?? null) : left.kind;
        return {
          kind: found === null ? null : given,
          node: remade(found?.sides[0] ?? lexpr, found?.sides[1] ?? rexpr),
        };
      }
      case 'AEXPR_OP_ANY':
      case 'AEXPR_OP_ALL':
        return this.#anyOf(name, left, this.part(rexpr, depth + 1), node, remade);
      case 'AEXPR_IN':
        return this.#in(name, left, rexpr, node, depth);
      default:
        return this.#between(kind, left, rexpr, node, depth);
    }
  }

  /** `x = ANY (array)`: the operator is that of the elements. */
  #anyOf(
    name: string,
    left: Typed,
    right: Typed,
    node: Node,
    remade: (left: Node | undefined, right: Node) => Node,
  ): Typed {
    const findings = this.#findings;
    const { kind } = right;
    if (kind === null) return findings.unknown(node);
    if (kind !== 'unknown' && !kind.array)
      return findings.wrong(node, '42809', 'op ANY/ALL (array) requires array on right side');
    const element = kind === 'unknown' ? 'unknown' : { ...kind, array: false };
    // The element itself is not there to be converted: the array is.
    const quiet = new Findings(findings.around);
    const found = operate(name, [left, { kind: element, node: { A_Const: { isnull: true } } }], quiet, node);
    findings.problems.push(...quiet.problems);
    findings.changes ||= quiet.changes;
    findings.complete &&= quiet.complete;
    const [one] = found?.sides ?? [];
    const wanted = found?.takes[1] ?? null;
    if (found === null || wanted === null || one === undefined) return findings.unknown(node);
    if (found.gives === null || !sameKind(found.gives, bool)) return findings.unknown(node);
    return { kind: bool, node: remade(one, findings.converted(right, { ...wanted, array: true })) };
  }

  /** Constants of one type are an array for `= ANY`; whatever else is in the list is compared by itself. */
  #in(name: string, left: Typed, list: Node, node: Node, depth: number): Typed {
    const findings = this.#findings;
    if (!('List' in list)) return findings.unknown(node);
    const { items = [] } = list.List;
    if (items.some((each) => 'RowExpr' in each)) return findings.unknown(node);
    const parts = items.map((each) => this.part(each, depth + 1));
    const constants = parts.filter((_, at) => !mentionsColumn(items[at]!));
    const others = parts.filter((part) => !constants.includes(part));
    const [anyOr, opOr] =
      name === '<>' ? (['AEXPR_OP_ALL', 'AND_EXPR'] as const) : (['AEXPR_OP_ANY', 'OR_EXPR'] as const);
    const made: Node[] = [];
    const operator = { name: [{ String: { sval: name } }] };
    let alone = parts;
    if (constants.length > 1) {
      const common = commonKind([left.kind, ...constants.map(({ kind }) => kind)], findings.around.major);
      if (common === undefined) return findings.unknown(node);
      const { major } = findings.around;
      // Since 13 the server looks whether all can become one type before it makes an array of them.
      const fit = [left, ...constants].every(
        ({ kind }) =>
          major < 13 ||
          kind === null ||
          kind === 'unknown' ||
          common === null ||
          sameKind(kind, common) ||
          pathOf(kind, common, 'implicit', major) !== 'none',
      );
      if (common !== null && !common.array && fit) {
        const elements = findings.alike(constants, common, 'IN');
        const array: Typed = {
          kind: { ...common, array: true },
          node: { A_ArrayExpr: { elements: [...elements] } },
        };
        const all = this.#anyOf(name, left, array, node, (one, other) => ({
          A_Expr: { kind: anyOr, ...operator, lexpr: one ?? left.node, rexpr: other },
        }));
        made.push(all.node);
        alone = others;
      }
    }
    for (const part of alone) {
      const one = operated(name, [left, part], findings, node, ([lexpr = left.node, rexpr = part.node]) => ({
        A_Expr: { kind: 'AEXPR_OP', ...operator, lexpr, rexpr },
      }));
      made.push(one.node);
    }
    const [only] = made;
    return {
      kind: bool,
      node: made.length === 1 && only !== undefined ? only : { BoolExpr: { boolop: opOr, args: made } },
    };
  }

  /** `x BETWEEN a AND b` is `x >= a AND x <= b`. */
  #between(kind: string, left: Typed, list: Node, node: Node, depth: number): Typed {
    const findings = this.#findings;
    const [low, high] = 'List' in list ? (list.List.items ?? []) : [];
    if (low === undefined || high === undefined || !kind.includes('BETWEEN')) return findings.unknown(node);
    const [from, to] = [this.part(low, depth + 1), this.part(high, depth + 1)];
    const not = kind.includes('NOT');
    const pairs = [[from, to], ...(kind.endsWith('SYM') ? [[to, from]] : [])] as const;
    const sides = pairs.flatMap(([one, other]) => [
      [not ? '<' : '>=', one] as const,
      [not ? '>' : '<=', other] as const,
    ]);
    const made = sides.map(
      ([name, part]) =>
        operated(name, [left, part!], findings, node, ([lexpr = left.node, rexpr = part!.node]) => ({
          A_Expr: { kind: 'AEXPR_OP', name: [{ String: { sval: name } }], lexpr, rexpr },
        })).node,
    );
    const inner = not ? 'OR_EXPR' : 'AND_EXPR';
    if (pairs.length === 1) return { kind: bool, node: { BoolExpr: { boolop: inner, args: made } } };
    const halves = [made.slice(0, 2), made.slice(2)].map((args): Node => ({
      BoolExpr: { boolop: inner, args },
    }));
    return { kind: bool, node: { BoolExpr: { boolop: not ? 'AND_EXPR' : 'OR_EXPR', args: halves } } };
  }
}

const unsubscriptable = new Set(
  'int2 int4 int8 numeric float4 float8 text varchar bpchar uuid bool date timestamp timestamptz time timetz json bytea inet'.split(
    ' ',
  ),
);

// Stands for a value of the rows that a query gives.
const nothing: Node = { ParamRef: { number: 0 } };

const isNull = (node: Node): boolean => 'A_Const' in node && node.A_Const.isnull === true;

const mentionsColumn = (node: Node): boolean => walk(node).some(({ kind }) => kind === 'ColumnRef');
