/** A comment, without its markers. `start` and `end` are UTF-16 indexes of the file's text. */
export interface Comment {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly closed: boolean;
}

/** A stretch of a file: one statement without its semicolon, or one command to psql. */
export interface Piece {
  readonly kind: 'sql' | 'psql';
  /** From the first token to the end of the last. */
  readonly start: number;
  readonly end: number;
  /** Where the next piece begins. */
  readonly stop: number;
  readonly comments: readonly Comment[];
  /** A bracket or a BEGIN ATOMIC is still open at the semicolon, which may then be part of the statement. */
  readonly open: boolean;
  /** The psql command that sends the statement in place of a semicolon, such as `gexec`. */
  readonly sentBy: string | null;
}

const dollarTag = /\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/y;
const senders = /\\(g|gx|gset|gexec|gdesc|crosstabview|watch)\b/y;
const space = /\s/;
const SPACE = 0x20;
const NEWLINE = 0x0a;
const lineBreak = /[\r\n]/g;

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at;
  return pattern.exec(text);
};

/** The lengths of the words that open and close a block: ATOMIC, BEGIN, CASE, END. */
const wordsOfBlocks: ReadonlySet<number> = new Set([3, 4, 5, 6]);

/** The first character of a name or a keyword: a letter, `_`, or whatever is not ASCII. */
const startsWord = (unit: number): boolean =>
  (unit >= 0x61 && unit <= 0x7a) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  unit === 0x5f ||
  (unit >= 0x80 && !space.test(String.fromCharCode(unit)));

/** What follows in one: digits and `$` too, and whatever is not ASCII. */
function endOfWord(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    const inside =
      (unit >= 0x61 && unit <= 0x7a) ||
      (unit >= 0x41 && unit <= 0x5a) ||
      (unit >= 0x30 && unit <= 0x39) ||
      unit === 0x5f ||
      unit === 0x24 ||
      unit >= 0x80;
    if (!inside) return at;
  }
  return text.length;
}

const endOfLine = (text: string, at: number): number => {
  const found = text.indexOf('\n', at);
  return found === -1 ? text.length : found;
};

/** Where a `--` comment ends: at a carriage return too, as for the server, so that nothing behind one is hidden. */
const endOfComment = (text: string, at: number): number => {
  lineBreak.lastIndex = at;
  return lineBreak.exec(text)?.index ?? text.length;
};

/** The end of the quoted text that begins at `at`; `at` itself where none begins. */
function endOfQuoted(text: string, at: number): number {
  switch (text[at]) {
    case "'":
      return endOfString(text, at);
    case '"': {
      const end = text.indexOf('"', at + 1);
      return end === -1 ? text.length : end + 1;
    }
    case '$': {
      const tag = matchAt(dollarTag, text, at)?.[0];
      if (tag === undefined) return at;
      const end = text.indexOf(tag, at + tag.length);
      return end === -1 ? text.length : end + tag.length;
    }
    default:
      return at;
  }
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

function commentAt(text: string, at: number): Comment | null {
  if (text.startsWith('--', at)) {
    const end = endOfComment(text, at);
    return { start: at, end, text: text.slice(at + 2, end).trim(), closed: true };
  }
  if (!text.startsWith('/*', at)) return null;
  let depth = 1;
  let index = at + 2;
  while (index < text.length && depth > 0) {
    const opens = text.startsWith('/*', index);
    const closes = !opens && text.startsWith('*/', index);
    if (opens) depth += 1;
    if (closes) depth -= 1;
    index += opens || closes ? 2 : 1;
  }
  const closed = depth === 0;
  return { start: at, end: index, text: text.slice(at + 2, closed ? index - 2 : index).trim(), closed };
}

/**
 * The piece that begins at `from`, as psql would find it: strings, dollar quotes, quoted names and comments (nested ones too) are passed
 * over. null at the end of the text.
 *
 * @param nested take a semicolon in brackets or in BEGIN ATOMIC ... END for a part of the statement
 */
export function nextPiece(text: string, from: number, nested = false): Piece | null {
  const comments: Comment[] = [];
  let start = -1;
  let end = from;
  let brackets = 0;
  let blocks = 0;
  let previous = '';
  const piece = (stop: number, sentBy: string | null = null): Piece => ({
    kind: 'sql',
    start: start === -1 ? stop : start,
    end: start === -1 ? stop : end,
    stop,
    comments,
    open: brackets > 0 || blocks > 0,
    sentBy,
  });
  let at = from;
  while (at < text.length) {
    // Most of a file is words and blanks: they are told without asking an expression.
    const unit = text.charCodeAt(at);
    if (unit === SPACE || unit === NEWLINE) {
      at += 1;
      continue;
    }
    if (startsWord(unit)) {
      const wordEnd = endOfWord(text, at + 1);
      if (start === -1) start = at;
      const lower = wordsOfBlocks.has(wordEnd - at) ? text.slice(at, wordEnd).toLowerCase() : '';
      if ((lower === 'atomic' && previous === 'begin') || (lower === 'case' && blocks > 0)) blocks += 1;
      if (lower === 'end' && blocks > 0) blocks -= 1;
      previous = lower;
      at = wordEnd;
      end = at;
      continue;
    }
    const character = text[at] ?? '';
    if (space.test(character)) {
      at += 1;
      continue;
    }
    const comment = character === '-' || character === '/' ? commentAt(text, at) : null;
    if (comment !== null) {
      at = comment.end;
      if (comment.closed) {
        comments.push(comment);
      } else {
        // The parser shall say so.
        if (start === -1) start = comment.start;
        end = at;
      }
      continue;
    }
    if (character === ';' && !(nested && (brackets > 0 || blocks > 0))) return piece(at + 1);
    if (character === '\\') {
      const line = endOfLine(text, at);
      if (start === -1)
        return { ...piece(line), kind: 'psql', start: at, end: at + text.slice(at, line).trimEnd().length };
      const sender = matchAt(senders, text, at);
      if (sender !== null) return piece(line, sender[1] ?? null);
    }
    if (start === -1) start = at;
    if (character === '(') brackets += 1;
    if (character === ')') brackets -= 1;
    at = Math.max(at + 1, endOfQuoted(text, at));
    end = at;
  }
  return start === -1 && comments.length === 0 ? null : piece(text.length);
}
