import { formatError, refusal, SafeMigrateError, usageError } from './errors';

const facts = { code: 'X_Y', what: 'It failed.', why: 'line 1\nline 2', next: 'Do this.' };

test('shows code, cause and next step, indented, without a stack', () => {
  expect(formatError(new SafeMigrateError(facts))).toBe(
    'ERROR X_Y: It failed.\n  why:  line 1\n        line 2\n  next: Do this.',
  );
});

test('shows the stack of a bug, and whatever else was thrown', () => {
  expect(formatError(new TypeError('x is not a function'))).toMatch(
    /^BUG in safe-migrate.*\nTypeError: x is not a function\n\s+at /,
  );
  expect(formatError('text')).toContain('text');
});

test('kinds decide the outcome', () => {
  expect([new SafeMigrateError(facts).kind, usageError(facts).kind, refusal(facts).kind]).toEqual([
    'failed',
    'usage',
    'refused',
  ]);
  expect(refusal(facts).facts()).toEqual(facts);
});

test('a password in a connection string is blotted out in every part, and in a bug', () => {
  const text = 'no postgres://ann:s3cr3t:x@db.example:5432/crm today';
  const error = new SafeMigrateError({ code: 'X', what: text, why: text, next: text });
  for (const shown of [formatError(error), error.message, formatError(new Error(text))]) {
    expect(shown).toContain('postgres://ann:***@db.example:5432/crm');
    expect(shown).not.toContain('s3cr3t');
  }
});
