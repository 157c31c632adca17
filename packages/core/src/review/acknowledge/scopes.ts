import { closingBracket, constructAt, type Construct } from './constructs';
import { scanSource, type Comment, type ScannedSource } from './tokens';

/** A place in a text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The source of a migration: what its comments stand at, and which statements they are about. */
export class MigrationSource {
  readonly #scanned: ScannedSource;
  readonly #lineStarts: readonly number[];

  constructor(text: string) {
    this.#scanned = scanSource(text);
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  get comments(): readonly Comment[] {
    return this.#scanned.comments;
  }

  lineOf(offset: number): number {
    const next = this.#lineStarts.findIndex((start) => start > offset);
    return next === -1 ? this.#lineStarts.length : next;
  }

  /** The code that a comment stands above; undefined where it stands behind code, or above nothing. */
  below(comment: Comment): Construct | undefined {
    if (comment.behindCode) return undefined;
    const { tokens } = this.#scanned;
    const next = tokens.findIndex(({ start }) => start >= comment.end);
    return next === -1 ? undefined : constructAt(tokens, next);
  }

  /** Whether a blank line stands between a comment and the code below it. */
  standsApart(comment: Comment, text: string): boolean {
    const below = this.below(comment);
    return below !== undefined && /\n[ \t\r]*\n/.test(text.slice(comment.end, below.start));
  }

  /** The class of this name. */
  classNamed(name: string): Construct | undefined {
    const { tokens } = this.#scanned;
    const at = tokens.findIndex(({ text }, index) => text === 'class' && tokens[index + 1]?.text === name);
    return at === -1 ? undefined : constructAt(tokens, at);
  }

  /**
   * Whether a comment is about the call at a place: it stands above the code that holds the call, inside the brackets of the call, or
   * behind code on the line where the call begins or ends.
   */
  isAbout(comment: Comment, place: Place): boolean {
    const offset = this.#offsetOf(place);
    const below = this.below(comment);
    if (below !== undefined && below.start <= offset && offset < below.end) return true;
    const call = this.#callAt(offset);
    if (call !== undefined && call.start < comment.start && comment.end <= call.end) return true;
    if (!comment.behindCode) return false;
    const line = this.lineOf(comment.start);
    return line === place.line || (call !== undefined && line === this.lineOf(call.end - 1));
  }

  #offsetOf({ line, column }: Place): number {
    return (this.#lineStarts[line - 1] ?? Number.MAX_SAFE_INTEGER) + column - 1;
  }

  /** From the name that is called, which is what a stack trace points to, to the bracket that closes the call. */
  #callAt(offset: number): { readonly start: number; readonly end: number } | undefined {
    const { tokens } = this.#scanned;
    const called = tokens.findIndex(({ end }) => end > offset);
    const open = tokens.findIndex(({ text }, index) => index >= called && text === '(');
    const first = tokens[called];
    if (called === -1 || open === -1 || first === undefined) return undefined;
    const between = tokens.slice(called, open);
    if (between.some(({ text }) => [';', '{', '}', ')'].includes(text))) return undefined;
    return { start: first.start, end: tokens[closingBracket(tokens, open)]?.end ?? first.end };
  }
}
