import type { StatementText } from '../rule';
import { endOfToken } from './tokens';

// ALTER TABLE [IF EXISTS] [ONLY] name [*]
const head =
  /^\s*alter\s+(?:foreign\s+)?table\s+(?:if\s+exists\s+)?(?:only\s+)?(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+)(?:\s*\.\s*(?:"(?:[^"]|"")+"|[\w$\u0080-\uffff]+))*\s*\*?\s*/i;

/** The text of one subcommand of an ALTER TABLE, as it was written; null where the statement is another, or hides its parts in comments. */
export function commandText({ sql, node, at }: StatementText): string | null {
  if (!('AlterTableStmt' in node)) return null;
  const commands = known.get(node) ?? commandsOf(sql);
  known.set(node, commands);
  return commands.length === (node.AlterTableStmt.cmds ?? []).length ? (commands[at] ?? null) : null;
}

// Asked for once per subcommand; a generated statement may have thousands.
const known = new WeakMap<StatementText['node'], readonly string[]>();

function commandsOf(sql: string): readonly string[] {
  const start = head.exec(sql)?.[0].length;
  return start === undefined ? [] : splitAtCommas(sql.slice(start));
}

/** The parts of a list, as written: commas in brackets, quotes and comments part nothing. */
export function splitAtCommas(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at < text.length; at = endOfToken(text, at)) {
    const character = text[at];
    if (character === '(' || character === '[') depth += 1;
    if (character === ')' || character === ']') depth -= 1;
    if (character !== ',' || depth > 0) continue;
    parts.push(text.slice(from, at).trim());
    from = at + 1;
  }
  return [...parts, text.slice(from).trim()];
}

/** What stands in the first brackets of a text, or in those from `from` on; null where there are none. */
export function inBrackets(text: string, from = 0): { readonly inner: string; readonly end: number } | null {
  let depth = 0;
  let start = -1;
  for (let at = from; at < text.length; at = endOfToken(text, at)) {
    if (text[at] === '(') {
      if (depth === 0) start = at + 1;
      depth += 1;
    }
    if (text[at] === ')') {
      depth -= 1;
      if (depth === 0 && start !== -1) return { inner: text.slice(start, at).trim(), end: at + 1 };
    }
  }
  return null;
}
