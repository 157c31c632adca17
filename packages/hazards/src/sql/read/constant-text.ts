import type { Node, TypeCast } from 'libpg-query';
import { quoteName } from '../names';
import { nameOf, textOf } from '../nodes';

const texts: ReadonlySet<string> = new Set(['text', 'varchar']);

/** The text that an expression of constants comes to: a constant, several joined by `||`, or format() of constants; null for others. */
export function constantText(node: Node | undefined): string | null {
  if (node === undefined) return null;
  if ('A_Const' in node) return node.A_Const.isnull === true ? null : textOf(node);
  if ('TypeCast' in node) return isText(node.TypeCast) ? constantText(node.TypeCast.arg) : null;
  if ('A_Expr' in node) {
    if (textOf(node.A_Expr.name?.[0]) !== '||') return null;
    const [left, right] = [constantText(node.A_Expr.lexpr), constantText(node.A_Expr.rexpr)];
    return left === null || right === null ? null : left + right;
  }
  if (!('FuncCall' in node) || node.FuncCall.func_variadic === true) return null;
  const { schema = 'pg_catalog', name } = nameOf(node.FuncCall.funcname);
  const values = (node.FuncCall.args ?? []).flatMap((each) => constantText(each) ?? []);
  if (schema !== 'pg_catalog' || values.length < (node.FuncCall.args ?? []).length) return null;
  const [first = '', ...rest] = values;
  if (name === 'quote_ident') return quoteName(first);
  if (name === 'quote_literal') return quoteLiteral(first);
  if (name === 'concat') return values.join('');
  return name === 'format' ? formatted(first, rest) : null;
}

// A cast to any other type may change the text: 'T'::regclass is t.
function isText({ typeName }: TypeCast): boolean {
  const name = textOf(typeName?.names?.at(-1));
  return texts.has(name) && typeName?.typmods === undefined && typeName?.arrayBounds === undefined;
}

const quoteLiteral = (text: string): string => {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes('\\') ? `E${quoted.replaceAll('\\', '\\\\')}` : quoted;
};

// %1$s and widths are left to the server: what is put together by them counts as unknown, as does what it would refuse.
function formatted(pattern: string, values: readonly string[]): string | null {
  if (!/^(?:[^%]|%[sIL%])*$/.test(pattern)) return null;
  let next = 0;
  const text = pattern.replaceAll(/%([sIL%])/g, (_all, kind: string) => {
    if (kind === '%') return '%';
    const value = values[next] ?? '';
    next += 1;
    return kind === 'I' ? quoteName(value) : kind === 'L' ? quoteLiteral(value) : value;
  });
  return next > values.length ? null : text;
}
