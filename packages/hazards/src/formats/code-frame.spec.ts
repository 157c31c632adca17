import { codeFrame } from './code-frame';

test('two lines before, the line, and the caret', () => {
  expect(codeFrame(['a', 'b', 'c', 'd\r'], 4, 1)).toEqual(['  2 | b', '  3 | c', '> 4 | d', '    | ^']);
  expect(codeFrame(['ab'], 1, 3)).toEqual(['> 1 | ab', '    |   ^']);
});

test('combining marks take no column, wide characters two', () => {
  expect(codeFrame(['e\u0301x'], 1, 3)[1]).toBe('    |  ^');
  expect(codeFrame(['漢x'], 1, 2)[1]).toBe('    |   ^');
  expect(codeFrame(['©\u200dx'], 1, 3)[1]).toBe('    |  ^');
});

test('a line that is not there is an empty one', () => {
  expect(codeFrame([], 1, 1)).toEqual(['> 1 |', '    | ^']);
});

test.each([0, 1])('a long line is never cut through a character (%i before the emojis)', (before) => {
  const line = `${'-'.repeat(before)}${'😀'.repeat(200)}x${'😀'.repeat(200)}`;
  const [code = '', caret = ''] = codeFrame([line], 1, line.indexOf('x') + 1);
  expect(code).not.toMatch(/\p{Surrogate}/u);
  // Every emoji takes two columns.
  const until = code.slice(0, code.indexOf('x'));
  expect(caret.indexOf('^')).toBe(until.length);
  expect(codeFrame(['a', `${'-'.repeat(before)}${'😀'.repeat(200)}`, 'c'], 3, 1).join('')).not.toMatch(
    /\p{Surrogate}/u,
  );
});
