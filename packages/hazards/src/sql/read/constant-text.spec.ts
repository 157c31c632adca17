import { loadParser, parseText } from '../parser';
import { constantText } from './constant-text';

beforeAll(loadParser);

function textOf(expression: string): string | null {
  const parsed = parseText(`SELECT ${expression}`);
  const select = parsed.ok ? parsed.statements[0]?.node : undefined;
  const target = select && 'SelectStmt' in select ? select.SelectStmt.targetList?.[0] : undefined;
  if (target === undefined || !('ResTarget' in target)) throw new Error(`no expression: ${expression}`);
  return constantText(target.ResTarget.val);
}

test.each([
  [`'a'`, 'a'],
  [`'a' || 'b' || 'c'`, 'abc'],
  [`'a'::text || CAST('b' AS varchar)`, 'ab'],
  [`concat('a', 1)`, 'a1'],
  [`format('DROP TABLE %I.%I', 'App', 'x"y')`, 'DROP TABLE "App"."x""y"'],
  [`pg_catalog.format('%s %% %L', 'a', 'it''s')`, `a % 'it''s'`],
  [`format('%L', 'a\\b')`, `E'a\\\\b'`],
  [`'DROP TABLE ' || quote_ident('T')`, 'DROP TABLE "T"'],
  [`quote_literal('a')`, `'a'`],
])('%s is %s', (expression, text) => {
  expect(textOf(expression)).toBe(text);
});

// What PostgreSQL decides when it runs, what it refuses, and what others may have defined.
test.each([
  `'a' || x`,
  `NULL`,
  `'a' || NULL`,
  `'T'::regclass`,
  `'abc'::varchar(2)`,
  `'a'::char || 'b'`,
  `format('%1$s', 'a')`,
  `format('%-10s', 'a')`,
  `format('%s')`,
  `format('100%', 'a')`,
  `format('%s', x)`,
  `format('%s', VARIADIC ARRAY['a'])`,
  `mine.format('%s', 'a')`,
  `current_user`,
  `lower('A')`,
  `'a' OPERATOR(mine.||) 'b'`,
])('%s is not known', (expression) => {
  expect(textOf(expression)).toBeNull();
});
