import { readAcknowledgement } from './acknowledgement';

test('rule, day and reason are read', () => {
  expect(
    readAcknowledgement(
      ' safe-migrate: allow drop-column until 2026-03-01 because no release reads it until May ',
    ),
  ).toEqual({
    ok: true,
    rule: 'drop-column',
    until: '2026-03-01',
    reason: 'no release reads it until May',
  });
});

test.each([
  ['safe-migrate: ignore drop-column', 'begin with'],
  ['safe-migrate:', 'begin with'],
  ['safe-migrate: allow drop-column because it is fine', 'last day'],
  ['safe-migrate: allow drop-column until 2026-03-01', 'reason'],
  ['safe-migrate: allow drop-column until 2026-03-01 because ', 'reason'],
  ['safe-migrate: allow a, b until 2026-03-01 because x', 'more than one'],
  ['safe-migrate: allow a because x until 2026-03-01 because y', 'out of order'],
  ['safe-migrate: allow a until tomorrow because x', 'not a day'],
  ['safe-migrate: allow a until 2026-02-30 because x', 'not a day'],
])('%s is malformed: %s', (comment, problem) => {
  const read = readAcknowledgement(comment);
  expect(read?.ok === false && read.problem).toContain(problem);
});

test.each(['', 'adds a column', 'see safe-migrate: allow', 'squawk-ignore ban-drop-column'])(
  '%p does not speak to safe-migrate',
  (comment) => expect(readAcknowledgement(comment)).toBeNull(),
);
