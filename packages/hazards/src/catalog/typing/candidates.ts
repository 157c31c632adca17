import type { SqlType } from '../../sql/types';
import { functions, operators } from '../builtin-operators';
import { entriesOf } from '../casts';
import { plain } from './kinds';

/** An operator or a function that a name may stand for. */
export interface Candidate {
  /** An operator without a left side has one. */
  readonly takes: readonly SqlType[];
  readonly gives: SqlType;
  /** It is not IMMUTABLE. */
  readonly changes: boolean;
  readonly givesRows: boolean;
  /** So many of the arguments, from the end, may be left out. */
  readonly defaults: number;
  /** The last argument may come any number of times. */
  readonly variadic: boolean;
}

const cache = new Map<string, readonly Candidate[]>();

/** Those of the built-in operators that have the name and so many sides. */
export const operatorsCalled = (name: string, sides: number, major: number): readonly Candidate[] =>
  called('operators', operators, name, major).filter(({ takes }) => takes.length === sides);

/** The built-in functions of that name, those of one signature after another. */
export const functionsCalled = (name: string, major: number): readonly Candidate[] =>
  called('functions', functions, name, major);

function called(of: string, text: string, name: string, major: number): readonly Candidate[] {
  const key = `${of} ${major} ${name}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  // One line is read, and not all of them.
  const start = text.indexOf(`\n${name}: `);
  const line = start < 0 ? '' : text.slice(start + 1, text.indexOf('\n', start + 1));
  const found = line === '' ? [] : [...entriesOf(line, major)].map(([, entry]) => candidateOf(entry));
  cache.set(key, found);
  return found;
}

const entry =
  /^(?<takes>[^=~*]*)(?:~(?<defaults>\d+))?(?<variadic>\*?)=(?<gives>[^!+]+)(?<changes>!?)(?<rows>\+?)$/;

function candidateOf(text: string): Candidate {
  const { takes = '', defaults = '0', variadic, gives = '', changes, rows } = entry.exec(text)?.groups ?? {};
  return {
    takes: takes
      .split(',')
      .filter((each) => each !== '')
      .map(typeOf),
    gives: typeOf(gives),
    changes: changes === '!',
    givesRows: rows === '+',
    defaults: Number(defaults),
    variadic: variadic === '*',
  };
}

const typeOf = (text: string): SqlType =>
  text.endsWith('[]') ? plain(text.slice(0, -2), true) : plain(text);
