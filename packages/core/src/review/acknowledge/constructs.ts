import type { Token } from './tokens';
import { expectsMore } from './tokens';

/** A piece of code: one statement, a loop or block with all in it, a method or a class. Offsets are UTF-16 indexes. */
export interface Construct {
  readonly start: number;
  readonly end: number;
  /** The name of the class, where it is one. */
  readonly className?: string;
  /** The name of the method, where it is one. */
  readonly method?: string;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);
/** A line that begins with one of these goes on with the line before. */
const goesOn = new Set(
  '. , ) ] } ? : + - * / = & | < > ( [ { implements extends else catch finally as satisfies instanceof in of'.split(
    ' ',
  ),
);
const modifiers = new Set(
  'export default abstract declare public private protected static override async readonly const let var'.split(
    ' ',
  ),
);
/** What may follow the brace that ends a literal or a type; behind a body nothing of it can stand. */
const behindBrace = /^[.?:=+\-*/&|<>(]$/;

/**
 * The piece of code that begins at a token; undefined where none does, because a bracket closes there or the source ends. Decorators in
 * front belong to what they decorate.
 */
export function constructAt(tokens: readonly Token[], index: number): Construct | undefined {
  const first = behindDecorators(tokens, index);
  const begin = tokens[first];
  if (begin === undefined || closing.has(begin.text)) return undefined;
  const last = lastToken(tokens, first);
  return {
    start: begin.start,
    end: tokens[last]?.end ?? begin.end,
    ...nameOf(tokens.slice(first, last + 1)),
  };
}

function behindDecorators(tokens: readonly Token[], index: number): number {
  let at = index;
  while (tokens[at]?.text.startsWith('@')) {
    at += 1;
    while (tokens[at]?.text === '.') at += 2;
    if (tokens[at]?.text === '(') at = closingBracket(tokens, at) + 1;
  }
  return at;
}

/** The bracket that closes the one at an index; the last token where none does. */
export function closingBracket(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const { text = '' } = tokens[at] ?? {};
    if (opening.has(text)) depth += 1;
    if (closing.has(text)) depth -= 1;
    if (depth === 0) return at;
  }
  return tokens.length - 1;
}

function lastToken(tokens: readonly Token[], first: number): number {
  let at = first;
  while (at < tokens.length) {
    const token = tokens[at];
    const previous = tokens[at - 1];
    if (token === undefined) break;
    const { text } = token;
    if (at > first && token.newLine && endsAtLine(previous, token)) return at - 1;
    if (closing.has(text) || (text === ',' && at > first)) return at - 1;
    if (text === ';') return at;
    if (opening.has(text)) {
      at = closingBracket(tokens, at);
      if (text === '{' && isBodyEnd(tokens[at + 1])) return at;
    }
    at += 1;
  }
  return tokens.length - 1;
}

const isBodyEnd = (next: Token | undefined): boolean =>
  next === undefined ||
  !(
    behindBrace.test(next.text) ||
    ['else', 'catch', 'finally', 'as', 'satisfies', ';', ','].includes(next.text)
  );

/** Where there is no semicolon, a line ends a statement when neither it nor the next one says that it goes on. */
const endsAtLine = (previous: Token | undefined, next: Token): boolean => {
  if (goesOn.has(next.text)) return false;
  if (previous === undefined || previous.kind === 'text') return true;
  if (previous.kind === 'sign') return closing.has(previous.text);
  return !expectsMore.has(previous.text) && !modifiers.has(previous.text);
};

function nameOf(tokens: readonly Token[]): Pick<Construct, 'className' | 'method'> {
  const body = tokens.findIndex(({ text }) => text === '{');
  const head = tokens.slice(0, body === -1 ? tokens.length : body);
  const ofClass = head.findIndex(({ text }) => text === 'class');
  if (ofClass !== -1) {
    const name = head[ofClass + 1]?.text ?? '';
    const assigned = head[head.findIndex(({ text }) => text === '=') - 1]?.text ?? '';
    return { className: /^(?:extends|implements|)$/.test(name) ? assigned : name };
  }
  const named = head.findIndex(({ text }) => !modifiers.has(text));
  const method =
    tokens.at(-1)?.text !== '}' || !/^[(=<]$/.test(head[named + 1]?.text ?? '') ? '' : head[named]?.text;
  return method ? { method } : {};
}
