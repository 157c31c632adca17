import type { Node, SelectStmt } from 'libpg-query';
import { nameOf, rangeName, textOf, textsOf } from '../nodes';
import type { Name } from '../names';
import type { SqlType } from '../types';
import { typeOf } from '../types';

/** One item of what a query gives: a column with the name that it gets, or all columns of its tables. */
export interface OutputItem {
  /** null: the server makes a name that is not foretold. */
  readonly name: string | null;
  readonly type?: SqlType;
  /** Where it is a bare column: the table by which it is named, if any, and its name there. */
  readonly column?: readonly [table: string | null, name: string];
  /** `*` or `t.*`. */
  readonly star?: string | null;
}

export interface Output {
  /** How many names are written for its columns. */
  readonly aliases?: number;
  readonly items: readonly OutputItem[];
  /** The tables that are read, by alias; null where something else is among them. */
  readonly from: readonly (readonly [alias: string, table: Name])[] | null;
}

/** What a view gives, as far as its text says so. */
export function outputOf(query: Node | undefined, aliases: readonly Node[] = []): Output | undefined {
  let select: SelectStmt | undefined = query && 'SelectStmt' in query ? query.SelectStmt : undefined;
  // The first of several queries gives the names; the types are those that all agree on.
  const united = select?.larg !== undefined;
  while (select?.larg !== undefined) select = select.larg;
  if (select === undefined || (select.targetList ?? []).length === 0) return undefined;
  const written = textsOf(aliases);
  const items = (select.targetList ?? []).map((each, at): OutputItem => {
    const item = 'ResTarget' in each ? itemOf(each.ResTarget.val, each.ResTarget.name) : { name: null };
    const alias = written[at];
    const named = alias === undefined ? item : { ...item, name: alias };
    return united && named.star === undefined ? { name: named.name } : named;
  });
  return {
    ...(written.length === 0 ? {} : { aliases: written.length }),
    items,
    from: united ? null : tablesOf(select.fromClause),
  };
}

function itemOf(value: Node | undefined, alias: string | undefined): OutputItem {
  if (value !== undefined && 'ColumnRef' in value) {
    const parts = value.ColumnRef.fields ?? [];
    const last = parts.at(-1);
    const table = parts.length > 1 ? textOf(parts.at(-2)) : null;
    if (last !== undefined && 'A_Star' in last) return { name: null, star: table };
    const name = textOf(last);
    return { name: alias ?? name, column: [table, name] };
  }
  const name = alias ?? figure(value);
  return value !== undefined && 'TypeCast' in value
    ? { name, type: typeOf(value.TypeCast.typeName) }
    : { name };
}

/** The name that the server gives to an expression (FigureColname in parse_target.c); null where it is not foretold. */
export function figure(value: Node | undefined): string | null {
  if (value === undefined) return null;
  if ('ColumnRef' in value) return textOf(value.ColumnRef.fields?.at(-1)) || null;
  if ('FuncCall' in value) return nameOf(value.FuncCall.funcname).name;
  if ('CoalesceExpr' in value) return 'coalesce';
  if ('A_ArrayExpr' in value) return 'array';
  if ('A_Const' in value) return '?column?';
  if ('CollateClause' in value) return figure(value.CollateClause.arg);
  if ('A_Expr' in value) return value.A_Expr.kind === 'AEXPR_NULLIF' ? 'nullif' : '?column?';
  if (!('TypeCast' in value)) return null;
  const { arg, typeName } = value.TypeCast;
  return arg !== undefined && 'A_Const' in arg ? (textsOf(typeName?.names).at(-1) ?? null) : figure(arg);
}

function tablesOf(from: readonly Node[] | undefined): Output['from'] {
  const found: (readonly [string, Name])[] = [];
  const pending = [...(from ?? [])];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    if ('RangeVar' in next) {
      if ((next.RangeVar.alias?.colnames ?? []).length > 0) return null;
      found.push([next.RangeVar.alias?.aliasname ?? next.RangeVar.relname ?? '', rangeName(next.RangeVar)]);
    } else if ('JoinExpr' in next && next.JoinExpr.isNatural !== true && !next.JoinExpr.usingClause) {
      pending.unshift(...[next.JoinExpr.larg, next.JoinExpr.rarg].flatMap((each) => each ?? []));
    } else return null;
  }
  return found;
}
