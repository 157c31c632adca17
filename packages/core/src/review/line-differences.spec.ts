import { lineDifferences } from './line-differences';

test('shows what only one side has, each as often as it is', () => {
  expect(lineDifferences('a\nb\nb\nc', 'a\nb\nd')).toBe('- b\n- c\n+ d');
});

test('the same lines in another order still differ', () => {
  expect(lineDifferences('a\nb', 'b\na')).toBe('- a\n+ b\n  (the same lines in another order)');
});

test('long differences are cut, and say so', () => {
  const text = Array.from({ length: 30 }, (_, i) => `line ${i}`).join('\n');
  const lines = lineDifferences(text, '').split('\n');
  expect(lines).toHaveLength(21);
  expect(lines.at(-1)).toMatch(/and \d+ more/);
});

test('a line is shown with the statement that it is part of', () => {
  const dump = (label: string, name: string): string =>
    `CREATE TYPE mood AS ENUM (\n  '${label}',\n  'bad'\n);\nCREATE TABLE a (\n  id int\n);\nCREATE INDEX i ON a (${name});`;
  expect(lineDifferences(dump('good', 'id'), dump('fine', 'x'))).toBe(
    [
      '  in CREATE TYPE mood AS ENUM (',
      `- 'good',`,
      `+ 'fine',`,
      '- CREATE INDEX i ON a (id);',
      '+ CREATE INDEX i ON a (x);',
    ].join('\n'),
  );
});

test('what went from one table to another is no other order', () => {
  const dump = (first: string, second: string): string =>
    `CREATE TABLE a (\n${first});\nCREATE TABLE b (\n${second});`;
  expect(lineDifferences(dump('  x int\n', ''), dump('', '  x int\n'))).toBe(
    ['  in CREATE TABLE a (', '- x int', '  in CREATE TABLE b (', '+ x int'].join('\n'),
  );
});
