/** Longest text shown, in characters. */
const LONGEST = 100;

/**
 * A statement of somebody else's, fit to be shown: one line, shortened, without comments and without any value, since values may be
 * customers' data. What cannot be told apart from a value goes too.
 */
export function withoutLiterals(sql: string): string {
  const text = sql
    .replace(/\$([A-Za-z_]\w*)?\$[\s\S]*?(\$\1\$|$)/g, '?')
    // A quoted name is kept; a string is not, whatever prefix it has, and where it is cut off neither.
    .replace(
      /"(?:[^"]|"")*("|$)|\b(?:[EeBbXxNn]|[Uu]&)?'(?:[^'\\]|''|\\[\s\S])*('|$)|'(?:[^'\\]|''|\\[\s\S])*('|$)|--[^\n]*|\/\*[\s\S]*?(\*\/|$)/g,
      (part) => (part.startsWith('"') ? part : part.startsWith('-') || part.startsWith('/*') ? ' ' : '?'),
    )
    .replace(/(?<![\w"$])\d[\d._]*(?:[eE][+-]?\d+)?/g, '?')
    .replace(/\s+/g, ' ')
    .trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
}
