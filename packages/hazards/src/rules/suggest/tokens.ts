const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const word = /[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*/y;

const matchAt = (pattern: RegExp, text: string, at: number): string | undefined => {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
};

const after = (text: string, mark: string, from: number): number => {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found + mark.length;
};

/**
 * Where the token that begins at `at` ends: quoted texts, names, dollar quotes and comments are taken as one, a word too, all else character
 * by character. For SQL that the parser has read already.
 */
export function endOfToken(text: string, at: number): number {
  const character = text[at] ?? '';
  if (character === "'") return endOfString(text, at);
  if (character === '"') return after(text, '"', at + 1);
  if (character === '-' && text[at + 1] === '-') return after(text, '\n', at);
  if (character === '/' && text[at + 1] === '*') return endOfComment(text, at);
  if (character === '$') {
    const tag = matchAt(dollarTag, text, at);
    return tag === undefined ? at + 1 : after(text, tag, at + tag.length);
  }
  return at + Math.max(1, matchAt(word, text, at)?.length ?? 0);
}

// E'...' takes backslashes; a doubled quote closes one text and opens the next, which comes to the same.
function endOfString(text: string, at: number): number {
  const escapes = /(^|[^\w$\u0080-\uffff])[eE]$/.test(text.slice(Math.max(0, at - 2), at));
  for (let index = at + 1; index < text.length; index += 1) {
    if (escapes && text[index] === '\\') index += 1;
    else if (text[index] === "'") return index + 1;
  }
  return text.length;
}

// Comments nest.
function endOfComment(text: string, at: number): number {
  let depth = 0;
  for (let index = at; index < text.length; index += 1) {
    const pair = text.slice(index, index + 2);
    if (pair !== '/*' && pair !== '*/') continue;
    depth += pair === '/*' ? 1 : -1;
    index += 1;
    if (depth === 0) return index + 1;
  }
  return text.length;
}

/** The words of a text outside quotes and comments, in lower case, with where they begin. */
export function* wordsOf(
  text: string,
): Generator<{ readonly word: string; readonly at: number; readonly depth: number }> {
  let depth = 0;
  for (let at = 0; at < text.length; at = endOfToken(text, at)) {
    if (text[at] === '(') depth += 1;
    if (text[at] === ')') depth -= 1;
    const found = matchAt(word, text, at);
    if (found !== undefined) yield { word: found.toLowerCase(), at, depth };
  }
}
