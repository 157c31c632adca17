/** A word, number, string, template or sign of JavaScript or TypeScript. Offsets are UTF-16 indexes of the source. */
export interface Token {
  readonly kind: 'word' | 'text' | 'sign';
  /** The word or the sign; empty for strings, templates and regular expressions. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly newLine: boolean;
}

/** A comment, without its markers. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Whether code stands before it on its line. */
  readonly behindCode: boolean;
}

export interface ScannedSource {
  readonly tokens: readonly Token[];
  readonly comments: readonly Comment[];
}

const word = /[\p{ID_Start}$_#@][\p{ID_Continue}$\u200c\u200d]*|\d[\w.]*/uy;
const regularExpression = /\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y;
const blockComment = /\/\*[^]*?(?:\*\/|$)/y;

/** After these words a slash begins a regular expression, and an expression goes on in the next line. */
export const expectsMore: ReadonlySet<string> = new Set(
  'await return new typeof void delete throw yield case in of instanceof as satisfies extends implements'.split(
    ' ',
  ),
);

/**
 * Splits source into tokens and comments, as far as it takes to tell code from comments and to match brackets. What stands inside a
 * string, a template or a regular expression is no comment.
 */
export function scanSource(source: string): ScannedSource {
  const tokens: Token[] = [];
  const comments: Comment[] = [];
  let newLine = true;
  let lineHasCode = false;
  let at = 0;
  const push = (kind: Token['kind'], end: number): void => {
    const text = kind === 'text' ? '' : source.slice(at, end);
    tokens.push({ kind, text, start: at, end, newLine });
    newLine = false;
    lineHasCode = true;
    at = end;
  };
  const comment = (text: string, end: number): void => {
    comments.push({ text, start: at, end, behindCode: lineHasCode });
    if (source.slice(at, end).includes('\n')) newLine = true;
    at = end;
  };
  while (at < source.length) {
    const character = source.charAt(at);
    if (character === '\n') {
      newLine = true;
      lineHasCode = false;
      at += 1;
    } else if (/\s/.test(character)) at += 1;
    else if (source.startsWith('//', at)) {
      const end = endOfLine(source, at);
      comment(source.slice(at + 2, end).trim(), end);
    } else if (source.startsWith('/*', at)) {
      const end = at + (matchAt(blockComment, source, at)?.length ?? 2);
      comment(blockText(source.slice(at + 2, end)), end);
    } else if (character === '"' || character === "'") push('text', endOfString(source, at, character));
    else if (character === '`') push('text', endOfTemplate(source, at));
    else {
      const found = matchAt(word, source, at);
      const pattern =
        character === '/' && mayBegin(tokens.at(-1)) ? matchAt(regularExpression, source, at) : undefined;
      if (found !== undefined) push('word', at + found.length);
      else if (pattern !== undefined) push('text', at + pattern.length);
      else push('sign', at + 1);
    }
  }
  return { tokens, comments };
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0];
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at);
  return end === -1 ? source.length : end;
}

/** The lines of a block comment without the stars in front. */
const blockText = (text: string): string =>
  text
    .replace(/\*\/$/, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\*+(?=\s|$)/, '').trim())
    .join('\n')
    .replace(/^\*+\s*/, '')
    .trim();

/** A string ends with its line, so that a stray quote does little. */
function endOfString(source: string, at: number, quote: string): number {
  for (let index = at + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === '\\') index += 1;
    else if (character === quote) return index + 1;
    else if (character === '\n') return index;
  }
  return source.length;
}

function endOfTemplate(source: string, at: number): number {
  for (let index = at + 1; index < source.length; index += 1) {
    const character = source.charAt(index);
    if (character === '\\') index += 1;
    else if (character === '`') return index + 1;
    else if (source.startsWith('${', index)) index = endOfSubstitution(source, index + 2) - 1;
  }
  return source.length;
}

/** Behind the brace that closes `${`. */
export function endOfSubstitution(source: string, from: number): number {
  let depth = 1;
  let index = from;
  while (index < source.length) {
    const character = source.charAt(index);
    if (character === '"' || character === "'") index = endOfString(source, index, character);
    else if (character === '`') index = endOfTemplate(source, index);
    else if (source.startsWith('/*', index)) index += matchAt(blockComment, source, index)?.length ?? 2;
    else if (source.startsWith('//', index)) index = endOfLine(source, index);
    else {
      index += 1;
      if (character === '{') depth += 1;
      if (character === '}') depth -= 1;
      if (depth === 0) return index;
    }
  }
  return index;
}

/** Whether a regular expression may begin behind a token: anything but a value does. */
const mayBegin = (previous: Token | undefined): boolean =>
  previous === undefined ||
  (previous.kind === 'sign' && !/[)\]}]/.test(previous.text)) ||
  (previous.kind === 'word' && expectsMore.has(previous.text));
