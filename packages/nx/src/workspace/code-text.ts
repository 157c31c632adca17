/** A string literal of JavaScript: quotes end with the line, so that a stray one (in a regular expression) does little. */
const STRING = /(['"])((?:\\[\s\S]|(?!\1)[^\\\n])*)\1|`((?:\\[\s\S]|[^\\`])*)`/;
const STRING_OR_COMMENT = new RegExp(`${STRING.source}|//[^\\n]*|/\\*[\\s\\S]*?\\*/`, 'g');

/** Source text without its comments. Strings stay: a glob may look like a comment. */
export function withoutComments(code: string): string {
  return code.replace(STRING_OR_COMMENT, (match) => (/^['"`]/.test(match) ? match : ' '));
}

/** Code without the contents of its strings: what is left is what runs. */
export function withoutStrings(code: string): string {
  return code.replace(new RegExp(STRING.source, 'g'), (_, quote = '`') => `${quote}${quote}`);
}

/** The contents of every string literal in a piece of code, in order. */
export function stringsIn(code: string): readonly string[] {
  return [...code.matchAll(new RegExp(STRING.source, 'g'))].map((match) => match[2] ?? match[3] ?? '');
}

/**
 * The code of a property's value: everything after `key:` up to the comma or bracket that ends it. Where the value is the
 * name of a variable of the same file, that variable's value.
 *
 * @param code source text without comments.
 */
export function valueOfKey(code: string, key: string): string | undefined {
  const match = new RegExp(`\\b${key}['"]?\\s*:\\s*`).exec(code);
  const shorthand = match === null && new RegExp(`[{,]\\s*${key}\\s*[,}]`).test(code);
  const value = match ? expressionAt(code, match.index + match[0].length) : shorthand ? key : undefined;
  if (value === undefined || !/^[A-Za-z_$][\w$]*$/.test(value)) return value;
  const variable = new RegExp(`\\b(?:const|let|var)\\s+${value.replaceAll('$', '\\$')}\\b[^=;]*=\\s*`).exec(
    code,
  );
  return variable ? expressionAt(code, variable.index + variable[0].length) : value;
}

function expressionAt(code: string, start: number): string {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    const string = /^['"`]/.test(code.charAt(at)) ? STRING.exec(code.slice(at)) : null;
    if (string?.index === 0) {
      at += string[0].length - 1;
      continue;
    }
    const char = code.charAt(at);
    if ('([{'.includes(char)) depth += 1;
    else if (')]}'.includes(char)) depth -= 1;
    if (depth < 0 || (depth === 0 && (char === ',' || char === ';'))) return code.slice(start, at).trim();
  }
  return code.slice(start).trim();
}
