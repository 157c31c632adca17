import { inBrackets, splitAtCommas } from './alter-command';
import { withoutName } from './constraint-steps';
import { checkCondition } from './precheck';
import { nameFor, tableSql, typeSql } from './sql';
import { endOfToken, wordsOf } from './tokens';

/** The tokens of a text, as written. */
function tokens(text: string): readonly string[] {
  const found: string[] = [];
  for (let at = 0, end = 0; at < text.length; at = end) {
    end = endOfToken(text, at);
    found.push(text.slice(at, end));
  }
  return found;
}

test.each([
  ['a_1$é b', ['a_1$é', ' ', 'b']],
  ['1a', ['1', 'a']],
  [`'it''s'x`, [`'it'`, `'s'`, 'x']],
  [`'a\\'b`, [`'a\\'`, 'b']],
  [`E'a\\'b'c`, ['E', `'a\\'b'`, 'c']],
  [`e'\\\\'c`, ['e', `'\\\\'`, 'c']],
  [`(e'\\'', x`, ['(', 'e', `'\\''`, ',', ' ', 'x']],
  [`note'\\'x`, ['note', `'\\'`, 'x']],
  [`'open`, [`'open`]],
  [`"a ""b"" , c"d`, [`"a "`, `"b"`, `" , c"`, 'd']],
  ['"open', ['"open']],
  ['$$ , ( $$x', ['$$ , ( $$', 'x']],
  ['$a$ $$ $b$ $a$x', ['$a$ $$ $b$ $a$', 'x']],
  ['$é1$x$é1$', ['$é1$x$é1$']],
  ['$1 $', ['$', '1', ' ', '$']],
  ['$a$ open', ['$a$ open']],
  ['a--b,\nc', ['a', '--b,\n', 'c']],
  ['-- open', ['-- open']],
  ['a-b/c', ['a', '-', 'b', '/', 'c']],
  ['/* a /* b */ , */c', ['/* a /* b */ , */', 'c']],
  ['/**/c', ['/**/', 'c']],
  ['/*/ */c', ['/*/ */', 'c']],
  ['/* open', ['/* open']],
])('tokens of %s', (text, expected) => {
  expect(tokens(text)).toEqual(expected);
});

test('words are found outside quotes and comments, with their depth', () => {
  expect([...wordsOf(`CHECK (Value > 'x') /* on */ "on" ON ((a))`)]).toEqual([
    { word: 'check', at: 0, depth: 0 },
    { word: 'value', at: 7, depth: 1 },
    { word: 'on', at: 34, depth: 0 },
    { word: 'a', at: 39, depth: 2 },
  ]);
});

test.each([
  ['a, b', ['a', 'b']],
  [' a (x, y) , b[1, 2],c ', ['a (x, y)', 'b[1, 2]', 'c']],
  [`a DEFAULT ',' , "b,b"`, [`a DEFAULT ','`, '"b,b"']],
  ['a /* , */ b -- ,\n, c', ['a /* , */ b -- ,', 'c']],
  ['a), b', ['a)', 'b']],
  ['', ['']],
])('parts of %s', (text, parts) => {
  expect(splitAtCommas(text)).toEqual(parts);
});

test.each([
  ['a (b (c) , d) e', 0, { inner: 'b (c) , d', end: 13 }],
  ['a ( b ) (c)', 7, { inner: 'c', end: 11 }],
  [`a (')') b`, 0, { inner: `')'`, end: 7 }],
  ['a ) (b)', 0, null],
  ['a (b', 0, null],
  ['a', 0, null],
])('what is in the brackets of %s', (text, from, expected) => {
  expect(inBrackets(text, from)).toEqual(expected);
});

test.each([
  ['CONSTRAINT c CHECK (a > 0)', 'a > 0'],
  ['x int DEFAULT (1) CHECK ( (a) IN (1, 2) ) CHECK (b)', '(a) IN (1, 2)'],
  ['(check (x))', null],
  ['x int', null],
])('the condition of %s', (text, expected) => {
  expect(checkCondition(text)).toBe(expected);
});

test.each([
  ['ADD CONSTRAINT c CHECK (a > 0)', 'CHECK (a > 0)'],
  ['add  constraint "c "" d" unique (a)', 'unique (a)'],
  ['ADD CHECK (a > 0)', 'CHECK (a > 0)'],
  ['CONSTRAINT é$1 REFERENCES t', 'REFERENCES t'],
  [' UNIQUE ', 'UNIQUE'],
  ['ADDED int', 'ADDED int'],
])('%s without its name', (text, expected) => {
  expect(withoutName(text)).toBe(expected);
});

test('names and types are quoted where they have to be', () => {
  expect(tableSql({ schema: 'a"b', name: 'T' })).toBe('"a""b"."T"');
  expect(tableSql({ schema: '?1', name: 'T' })).toBe('"T"');
  const type = { name: 'int4', mods: [], array: false };
  expect(typeSql(type)).toBe('int4');
  expect(typeSql({ ...type, name: 'numeric', mods: [10, 2], array: true })).toBe('numeric(10, 2)[]');
  expect(typeSql({ ...type, name: 'char' })).toBe('"char"');
  expect(typeSql({ ...type, name: 'Mood x' })).toBe('"Mood x"');
  expect(typeSql({ ...type, name: '1x' })).toBe('"1x"');
  expect(typeSql({ ...type, schema: 'core', name: 'mood' })).toBe('"core"."mood"');
  expect(nameFor('t'.repeat(40), 'w'.repeat(40))).toBe(`${'t'.repeat(30)}_${'w'.repeat(30)}`);
});
