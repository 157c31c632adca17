import type { ParseOutcome, ParseProblem } from '../sql/parser';
import { parseText } from '../sql/parser';
import type { Comment, Piece } from './scan';
import { nextPiece } from './scan';

/** One statement of a file, or one command to psql. `start` and `end` are UTF-16 indexes of the file's text. */
export interface Part {
  readonly kind: 'sql' | 'psql';
  readonly sql: string;
  readonly start: number;
  readonly end: number;
  /** Why it could not be read; null where it was. Its position counts from `start`. */
  readonly problem: ParseProblem | null;
  readonly sentBy: string | null;
}

/** A part that was just read: the parse tree is many times the size of the statement, and is not kept for longer than it is needed. */
export interface ReadPart {
  readonly part: Part;
  /** What the statement alone parses to; positions in it count from its start. */
  readonly outcome: ParseOutcome;
}

export interface SplitText {
  readonly parts: readonly Part[];
  readonly comments: readonly Comment[];
}

/** The statements and the comments of a whole file. */
export function splitText(text: string): SplitText {
  const comments: Comment[] = [];
  const parts = [...readParts(text, comments)].map(({ part }) => part);
  return { parts, comments };
}

/**
 * Splits a file as psql does, and parses each statement by itself, so that one that cannot be parsed does not hide the others. The rows
 * below a `COPY ... FROM stdin` are data and are passed over.
 *
 * @param comments receives the comments of what was read so far
 */
export function* readParts(text: string, comments: Comment[] = []): Generator<ReadPart> {
  // Whatever is read a second time adds up to a few times the text, however often a bracket is opened and never closed.
  const budget = { characters: 4 * text.length };
  const again = { characters: Math.max(16 * text.length, 4 * 1024 * 1024) };
  let at = 0;
  for (;;) {
    const simple = nextPiece(text, at);
    if (simple === null) return;
    const { piece, outcome } = bestReading(text, at, simple, budget);
    at = outcome.ok ? piece.stop : (resumeIn(text, piece, again) ?? piece.stop);
    const stop = at;
    comments.push(...piece.comments.filter((comment) => comment.start < stop));
    const { kind, start, sentBy } = piece;
    // What is read again as statements of their own is not shown twice.
    const end = Math.min(piece.end, stop);
    const sql = text.slice(start, end);
    if (sql === '') continue;
    const problem = outcome.ok ? null : brief(outcome.problem);
    yield {
      part: { kind, sql, start, end, problem, sentBy },
      outcome: problem === null ? outcome : { ok: false, problem },
    };
    if (readsStdin(outcome)) at = endOfRows(text, at);
  }
}

/** The server names what it could not read in full: of a quote that is never closed, that is the rest of the file. */
const MESSAGE_LENGTH = 200;

function brief(problem: ParseProblem): ParseProblem {
  const { message } = problem;
  const line = message.split(/[\r\n]/, 1)[0] ?? '';
  const cut = [...line.slice(0, 2 * MESSAGE_LENGTH)].slice(0, MESSAGE_LENGTH).join('').trimEnd();
  return cut === message ? problem : { ...problem, message: `${cut}...` };
}

const nothing: ParseOutcome = { ok: true, statements: [] };

function bestReading(
  text: string,
  at: number,
  simple: Piece,
  budget: { characters: number },
): { piece: Piece; outcome: ParseOutcome } {
  const read = (piece: Piece): ParseOutcome =>
    piece.kind === 'psql' || piece.start === piece.end
      ? nothing
      : parseText(text.slice(piece.start, piece.end));
  const longer = simple.open && budget.characters > 0 ? nextPiece(text, at, true) : null;
  if (longer !== null) budget.characters -= longer.stop - at;
  // What is still open at the end of the file cannot be parsed.
  if (longer !== null && !longer.open && longer.stop > simple.stop) {
    const outcome = read(longer);
    if (outcome.ok) return { piece: longer, outcome };
  }
  return { piece: simple, outcome: read(simple) };
}

function readsStdin(outcome: ParseOutcome): boolean {
  const node = outcome.ok ? outcome.statements[0]?.node : undefined;
  if (node === undefined || !('CopyStmt' in node)) return false;
  const { is_from, filename, is_program } = node.CopyStmt;
  return is_from === true && filename === undefined && is_program !== true;
}

/** The rows begin on the next line and end with a line `\.`; where there is none, what follows is taken for SQL. */
function endOfRows(text: string, at: number): number {
  const end = /^\\\.[ \t]*\r?$/gm;
  const line = text.indexOf('\n', at);
  if (line === -1) return at;
  end.lastIndex = line + 1;
  const found = end.exec(text);
  return found === null ? at : found.index + found[0].length;
}

/**
 * Where to go on inside a statement that cannot be parsed: a quote that is never closed swallows the statements after it. It is taken
 * for a slip where a line inside it ends with a semicolon and a statement begins behind that.
 *
 * @param budget what may be read once more: where every line opens a comment, each of them reads to the end of the file
 */
function resumeIn(text: string, piece: Piece, budget: { characters: number }): number | null {
  const lineEnd = /;[ \t]*\r?(?=\n|$)/g;
  lineEnd.lastIndex = piece.start;
  for (let tries = 0; tries < 50 && budget.characters > 0; tries += 1) {
    const found = lineEnd.exec(text);
    const from = found === null ? piece.stop : found.index + 1;
    if (from >= piece.stop) return null;
    const next = nextPiece(text, from);
    if (next === null || next.kind === 'psql') continue;
    budget.characters -= next.stop - from;
    const outcome = parseText(text.slice(next.start, next.end));
    if (!outcome.ok || outcome.statements.length === 0) continue;
    budget.characters -= piece.stop - from;
    return from;
  }
  return null;
}
