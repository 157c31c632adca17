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
  /** What the statement alone parses to; positions in it count from `start`. */
  readonly outcome: ParseOutcome;
  readonly sentBy: string | null;
}

/** Why a part could not be read; null where it was. */
export const problemOf = ({ outcome }: Part): ParseProblem | null => (outcome.ok ? null : outcome.problem);

export interface SplitText {
  readonly parts: readonly Part[];
  readonly comments: readonly Comment[];
}

/**
 * Splits a file as psql does, and parses each statement by itself, so that one that cannot be parsed does not hide the others. The rows
 * below a `COPY ... FROM stdin` are data and are passed over.
 */
export function splitText(text: string): SplitText {
  const parts: Part[] = [];
  const comments: Comment[] = [];
  // Whatever is read a second time adds up to a few times the text, however often a bracket is opened and never closed.
  const budget = { characters: 4 * text.length };
  let at = 0;
  for (;;) {
    const simple = nextPiece(text, at);
    if (simple === null) return { parts, comments };
    const { piece, outcome } = bestReading(text, at, simple, budget);
    at = outcome.ok ? piece.stop : (resumeIn(text, piece) ?? piece.stop);
    const stop = at;
    comments.push(...piece.comments.filter((comment) => comment.start < stop));
    const sql = text.slice(piece.start, piece.end);
    if (sql === '') continue;
    parts.push({ kind: piece.kind, sql, start: piece.start, end: piece.end, outcome, sentBy: piece.sentBy });
    if (readsStdin(outcome)) at = endOfRows(text, at);
  }
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
 */
function resumeIn(text: string, piece: Piece): number | null {
  const lineEnd = /;[ \t]*\r?(?=\n|$)/g;
  lineEnd.lastIndex = piece.start;
  for (let tries = 0; tries < 50; tries += 1) {
    const found = lineEnd.exec(text);
    const from = found === null ? piece.stop : found.index + 1;
    if (from >= piece.stop) return null;
    const next = nextPiece(text, from);
    if (next === null || next.kind === 'psql') continue;
    const outcome = parseText(text.slice(next.start, next.end));
    if (outcome.ok && outcome.statements.length > 0) return from;
  }
  return null;
}
