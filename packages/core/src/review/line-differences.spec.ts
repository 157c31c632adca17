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
