import { knownRules } from './known-rules';
import { mappedRules, readForeignIgnore } from './foreign-ignores';

test('the tables name rules that exist', () => {
  expect(mappedRules.filter((rule) => !knownRules.has(rule))).toEqual([]);
});

test.each([
  ['squawk-ignore ban-drop-column, renaming-table', 'squawk', 'statement', ['drop-column', 'rename']],
  ['squawk-ignore-file ban-drop-table', 'squawk', 'file', ['drop-table']],
  ['eugene: ignore E2,E6', 'eugene', 'statement', ['set-not-null', 'create-index-blocks']],
  ['atlas:nolint DS103', 'atlas', 'heading', ['drop-column']],
  ['atlas:nolint DS103 PG101', 'atlas', 'heading', ['drop-column', 'create-index-blocks']],
  ['pgfence-ignore: drop-table', 'pgfence', 'statement', ['drop-table']],
  ['squawk-ignore prefer-text-field', 'squawk', 'statement', ['prefer-text']],
  ['eugene: ignore E9', 'eugene', 'statement', ['no-lock-timeout', 'lock-timeout-not-in-effect']],
  ['squawk-ignore no-such-rule', 'squawk', 'statement', []],
])('%s', (comment, tool, scope, rules) => {
  expect(readForeignIgnore(comment)).toEqual({ tool, scope, rules });
});

test('without names it means all that the tool could say', () => {
  expect(readForeignIgnore('squawk-ignore-file')?.rules).toEqual(
    expect.arrayContaining(['drop-column', 'rename']),
  );
  expect(readForeignIgnore('atlas:nolint')?.rules).toContain('set-not-null');
});

test.each(['squawk-disable-assume-in-transaction', 'squawk-ignored x', 'atlas: x', 'eugene says ignore', ''])(
  '%p is no ignore comment',
  (comment) => expect(readForeignIgnore(comment)).toBeNull(),
);
