import { loadParser, MAX_SQL_LENGTH, parseText } from './parser';

beforeAll(loadParser);

test('statements keep their own text and place, whatever characters stand before them', () => {
  const text = `SELECT 'é🙂' ; -- note\n  SELECT 2;SELECT 3`;
  const outcome = parseText(text);
  expect(outcome.ok && outcome.statements.map(({ sql }) => sql)).toEqual([
    `SELECT 'é🙂'`,
    'SELECT 2',
    'SELECT 3',
  ]);
  expect(
    outcome.ok && outcome.statements.every(({ sql, start, end }) => text.slice(start, end) === sql),
  ).toBe(true);
});

test('a syntax error is placed by UTF-16 index', () => {
  const text = `SELECT '🙂🙂'; SELEC 1`;
  expect(parseText(text)).toEqual({
    ok: false,
    problem: {
      message: 'syntax error at or near "SELEC"',
      position: text.lastIndexOf('SELEC'),
      syntax: true,
    },
  });
});

test.each([[''], ['  \n'], ['-- only a comment'], [';;;']])('nothing to do in %j', (text) => {
  expect(parseText(text)).toEqual({ ok: true, statements: [] });
});

test('what the parser would swallow or choke on is refused', () => {
  expect(parseText('SELECT 1 \0; DROP TABLE x')).toMatchObject({ ok: false, problem: { position: 9 } });
  expect(parseText(' '.repeat(MAX_SQL_LENGTH + 1))).toMatchObject({ ok: false });
  expect(parseText(`SELECT ${'1+'.repeat(20000)}1`).ok).toBe(false);
  expect(parseText('SELECT 1').ok).toBe(true);
});

test('comment marks without end in sight are refused before the parser hangs on them, and banners are not', () => {
  const before = 'SELECT 1; ';
  expect(parseText(`${before}${'/*'.repeat(50_000)}`)).toMatchObject({
    ok: false,
    problem: { position: before.length, syntax: false },
  });
  expect(parseText(`${'/*'.repeat(1000)}${'+'.repeat(1024 * 1024)}`)).toMatchObject({ ok: false });
  expect(parseText(`/*${'*'.repeat(100_000)}*/ SELECT 1`).ok).toBe(true);
  expect(parseText(`${'/* '.repeat(5_000)}${' */'.repeat(5_000)} SELECT 1`).ok).toBe(true);
});
