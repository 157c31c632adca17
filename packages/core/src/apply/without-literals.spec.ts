import { withoutLiterals } from './without-literals';

test.each([
  [
    `SELECT * FROM "Person" WHERE email = 'a@b.c' AND id = 42`,
    `SELECT * FROM "Person" WHERE email = ? AND id = ?`,
  ],
  [`SELECT 'it''s', E'a\\'b', U&'x', 1.5e-3, t1.c2`, 'SELECT ?, ?, ?, ?, t1.c2'],
  [`SELECT $1, $tag$ secret $tag$, $$ other $$`, 'SELECT $1, ?, ?'],
  [`SELECT 'cut off in the midd`, 'SELECT ?'],
  ['SELECT $x$ cut off', 'SELECT ?'],
  ['SELECT 1 -- for Jane Doe\nFROM t /* 0151 */', 'SELECT ? FROM t'],
  ['SELECT x /* cut off', 'SELECT x'],
  ['BEGIN', 'BEGIN'],
])('%s', (sql, expected) => {
  expect(withoutLiterals(sql)).toBe(expected);
});

test('a long one is shortened', () => {
  expect(withoutLiterals(`SELECT ${'a, '.repeat(100)}`)).toHaveLength(100);
});
