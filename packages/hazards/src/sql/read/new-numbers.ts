import type { Node } from 'libpg-query';
import type { Refusal } from '../actions';

/** Numbers as PostgreSQL 16 learned to read them: `0x1F`, `0o17`, `0b101`, `1_000`. */
const maybe = /\d_\d|0[xXoObB]_?[\da-fA-F]/;
const number = /(?<![\w$\u0080-\uffff])(?:0[xXoObB][\da-fA-F_]+|(?:\d+\.)?\d+(?:_\d+)+)/g;
// Only E'...' takes backslashes; a doubled quote closes one text and opens the next.
const quoted =
  /(?<![\w$\u0080-\uffff])[eE]'(?:[^'\\]|''|\\[^])*'|'[^']*'|"[^"]*"|--[^\r\n]*|\/\*[^]*?\*\/|(\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$)[^]*?\1/g;

/**
 * Before 16 the number ends at the first letter. 15 says so; older ones go on with a name, which may stand behind a column of a SELECT
 * (`0 AS x1F`) and nowhere else.
 */
export function numberRefusals(node: Node, sql: string): readonly Refusal[] {
  if (!maybe.test(sql)) return [];
  const plain = sql.replaceAll(quoted, "''");
  const found = [...plain.matchAll(number)];
  if (found.length === 0) return [];
  const named =
    'SelectStmt' in node &&
    found.every(
      ({ 0: text, index }) =>
        /(?:\bselect|,)\s*$/i.test(plain.slice(0, index)) &&
        /^\s*(?:,|from\b|$)/i.test(plain.slice(index + text.length)),
    );
  const [{ 0: first }] = found as [RegExpExecArray];
  return [
    {
      ...(named ? { from: 15 } : {}),
      before: 16,
      sqlstate: '42601',
      message: `trailing junk after numeric literal at or near "${first}"`,
    },
  ];
}
