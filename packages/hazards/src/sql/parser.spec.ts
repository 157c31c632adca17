import { execFileSync } from 'node:child_process';
import { loadParser, MAX_SQL_LENGTH, parseText } from './parser';
import { readStatement } from './read/statement';

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

test('texts that are nested too deeply do not wear the parser out: it is not asked any more before it breaks', () => {
  const deep = `SELECT 1${'+1'.repeat(30_000)}`;
  const outcomes = Array.from({ length: 100 }, () => parseText(deep));
  for (const outcome of outcomes)
    expect(outcome).toMatchObject({ ok: false, problem: { position: null, syntax: false } });
  expect(parseText('SELECT 1; SELECT 2')).toMatchObject({
    ok: true,
    statements: [{ start: 0 }, { start: 10 }],
  });
});

test('a process that reviews again and again gets a parser as good as new', () => {
  const script = `
    const { loadParser, parseText } = require('./parser');
    const deep = 'SELECT 1' + '+1'.repeat(30000);
    (async () => {
      for (let round = 0; round < 4; round += 1) {
        await loadParser();
        if (!parseText('SELECT ' + 'a, '.repeat(3000) + 'b').ok) throw new Error('round ' + round);
        for (let time = 0; time < 20; time += 1) parseText(deep);
      }
      process.stdout.write('as new');
    })();`;
  // In a process of its own, because Jest loads a module once.
  const output = execFileSync(process.execPath, ['-r', '@swc-node/register', '-e', script], {
    cwd: __dirname,
  });
  expect(output.toString()).toBe('as new');
});

test('a DO without code does not abort the parser', () => {
  const outcome = parseText('DO LANGUAGE plpgsql');
  if (!outcome.ok) throw new Error(outcome.problem.message);
  const [statement] = outcome.statements;
  expect(statement && readStatement(statement.node, statement.sql)).toEqual([
    { kind: 'opaque-code', what: 'a DO without code' },
  ]);
  expect(parseText('SELECT 1').ok).toBe(true);
});
