import { isWithin } from './quiet';

test.each([
  ['02:00-05:00', '01:59', false],
  ['02:00-05:00', '02:00', true],
  ['02:00-05:00', '05:00', false],
  ['22:30-04:00', '23:15', true],
  ['22:30-04:00', '03:59', true],
  ['22:30-04:00', '12:00', false],
])('%s holds %s: %s', (window, time, expected) => {
  expect(isWithin(window, new Date(`2026-01-26T${time}:00Z`))).toBe(expected);
});
