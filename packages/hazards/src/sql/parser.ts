import type { Node, SqlError } from 'libpg-query';
import { mustNotParse, withParser } from './parser-library';
import { byteOffsets, codePointIndex } from './positions';

/** A string longer than this (UTF-16 units) is not analysed: the parser's memory grows with a multiple of its input. */
export const MAX_SQL_LENGTH = 8 * 1024 * 1024;

/** One statement of a text. `start` and `end` are UTF-16 indexes of the text that was parsed. */
export interface ParsedStatement {
  readonly sql: string;
  readonly start: number;
  readonly end: number;
  readonly node: Node;
}

/** Why a text could not be analysed. `position` is a UTF-16 index, null where none is known. */
export interface ParseProblem {
  readonly message: string;
  readonly position: number | null;
  /** The server would refuse the text too, as a syntax error; otherwise it is only too much for this review. */
  readonly syntax: boolean;
}

export type ParseOutcome =
  | { readonly ok: true; readonly statements: readonly ParsedStatement[] }
  | { readonly ok: false; readonly problem: ParseProblem };

export { loadParser } from './parser-library';

const refuse = (message: string, position: number | null = null, syntax = false): ParseOutcome => ({
  ok: false,
  problem: { message, position, syntax },
});

/**
 * Parses one text (zero or more statements) with PostgreSQL 18's own grammar.
 * Guards what the parser gets wrong by itself: a NUL byte would end the text silently, an empty string throws.
 */
export function parseText(text: string): ParseOutcome {
  if (text.includes('\0')) return refuse('the SQL holds a NUL byte', text.indexOf('\0'));
  if (text.length > MAX_SQL_LENGTH) return refuse(`the SQL is longer than ${MAX_SQL_LENGTH} characters`);
  const tangle = tangleIn(text);
  if (tangle !== -1) return refuse('comments are opened too often in one row to be analysed', tangle);
  if (mustNotParse(text))
    return refuse('too many texts before this one were nested too deeply to be analysed');
  if (text.trim() === '') return { ok: true, statements: [] };
  try {
    return { ok: true, statements: statementsOf(text) };
  } catch (error) {
    return refuse(...problemOf(text, error));
  }
}

/**
 * Where PostgreSQL's own scanner would take time with the square of the length: behind every comment mark it reads all operator characters
 * that follow, and begins again behind the mark (`xcstart` in scan.l). 100 KB of nothing but comment marks take it a minute.
 */
function tangleIn(text: string): number {
  for (const { 0: run, index } of text.length < 4096 ? [] : text.matchAll(operatorRuns)) {
    if (run.length >= 4096 && run.length * run.split('/*').length > MAX_READ_AGAIN) return index;
  }
  return -1;
}

/** Characters; a few tenths of a second. */
const MAX_READ_AGAIN = 16 * 1024 * 1024;
const operatorRuns = /[-~!@#^&|`?+*/%<>=]+/g;

function statementsOf(text: string): readonly ParsedStatement[] {
  const toIndex = byteOffsets(text);
  return (withParser(({ parseSync }) => parseSync(text)).stmts ?? []).flatMap((raw) => {
    if (raw.stmt === undefined) return [];
    const from = raw.stmt_location ?? 0;
    const end = raw.stmt_len === undefined || raw.stmt_len === 0 ? text.length : toIndex(from + raw.stmt_len);
    const slice = text.slice(toIndex(from), end);
    const start = toIndex(from) + (slice.length - slice.trimStart().length);
    return [{ sql: slice.trim(), start, end: start + slice.trim().length, node: raw.stmt }];
  });
}

function problemOf(text: string, error: unknown): [string, number | null, boolean] {
  if (isSqlError(error)) {
    const cursor = error.sqlDetails?.cursorPosition;
    const position = cursor === undefined ? null : codePointIndex(text, cursor);
    return [error.message, position, !error.message.includes('memory exhausted')];
  }
  // Very deep expressions exhaust the JavaScript stack; the module stays usable.
  if (error instanceof RangeError) return ['the SQL is nested too deeply to be analysed', null, false];
  return [error instanceof Error ? error.message : String(error), null, false];
}

// The class is another one in every instance of the library.
const isSqlError = (error: unknown): error is SqlError => error instanceof Error && error.name === 'SqlError';

/** The parse tree of a PL/pgSQL body, from the text of a whole DO or CREATE FUNCTION statement; null where it cannot be parsed. */
export function parsePlpgsql(statement: string): unknown {
  const outcome = readPlpgsql(statement);
  return 'tree' in outcome ? outcome.tree : null;
}

/** What the parser says of a PL/pgSQL body that cannot be parsed; null where it can, or where nothing is known of it. */
export function plpgsqlProblem(statement: string): string | null {
  const outcome = readPlpgsql(statement);
  return 'message' in outcome ? outcome.message : null;
}

// What it would print belongs to nobody.
const dumps = /#\s*option\s+dump/i;

function readPlpgsql(statement: string): { readonly tree: unknown } | { readonly message: string | null } {
  if (statement.includes('\0') || dumps.test(statement) || mustNotParse(statement)) return { message: null };
  try {
    return { tree: withParser(({ parsePlPgSQLSync }) => parsePlPgSQLSync(statement)) };
  } catch (error) {
    const own = error instanceof Error && !(error instanceof RangeError) && error.name !== 'RuntimeError';
    return { message: own ? error.message : null };
  }
}
