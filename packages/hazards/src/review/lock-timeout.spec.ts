import type { Action } from '../sql/actions';
import { milliseconds } from '../sql/durations';
import { loadParser, parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { LockTimeoutWatch } from './lock-timeout';

beforeAll(loadParser);

test.each([
  ['2s', 2000],
  ['500', 500],
  ['500ms', 500],
  ['1.5 min', 90_000],
  ['1h', 3_600_000],
  ['1d', 86_400_000],
  ['2000us', 2],
  ['0', 0],
  ['soon', null],
  ['2 weeks', null],
  ['-1', null],
  ['', null],
])('%j is %j ms', (text, expected) => {
  expect(milliseconds(text)).toBe(expected);
});

const actions = (sql: string): readonly Action[] => {
  const outcome = parseText(sql);
  return outcome.ok ? outcome.statements.flatMap(({ node, sql: text }) => readStatement(node, text)) : [];
};

/** The lock_timeout after some statements: `[` begins a transaction, `]` ends it. */
function after(steps: readonly string[], given?: number) {
  const watch = new LockTimeoutWatch(given);
  for (const step of steps) {
    if (step === '[' || step === ']') watch.begin(step === '[');
    else for (const action of actions(step)) watch.see(action);
  }
  return watch.now();
}

test.each<[readonly string[], number | null]>([
  [[], null],
  [["SET lock_timeout = '2s'"], 2000],
  [['SET lock_timeout = 0'], null],
  [["SET lock_timeout = '2s'", 'RESET lock_timeout'], null],
  [["SET lock_timeout = '2s'", 'RESET ALL'], null],
  [["SET LOCAL lock_timeout = '2s'"], null],
  [['[', "SET LOCAL lock_timeout = '2s'"], 2000],
  [['[', "SET LOCAL lock_timeout = '2s'", ']'], null],
  [["SET lock_timeout = '3s'", '[', "SET LOCAL lock_timeout = '2s'", ']'], 3000],
  [['[', "SET lock_timeout = '2s'", ']'], 2000],
  [["SET lock_timeout = '3s'", '[', "SET lock_timeout = '2s'", ']', 'ROLLBACK'], 3000],
  [['[', "SET LOCAL lock_timeout = '2s'", "SET lock_timeout = '4s'"], 4000],
  [["SELECT set_config('lock_timeout', '2s', false)"], 2000],
  [["SELECT set_config('lock_timeout', '2s', true)"], null],
  [["SET statement_timeout = '2s'"], null],
])('after %j it is %j', (steps, expected) => {
  expect(after(steps).milliseconds).toBe(expected);
});

test('whether it was set at all: by the runner, by the session, even where it has no effect; not by switching it off', () => {
  expect(after([]).wasSet).toBe(false);
  expect(after(['SET lock_timeout = 0']).wasSet).toBe(false);
  expect(after(["SET LOCAL lock_timeout = '2s'"]).wasSet).toBe(true);
  expect(after(["SET lock_timeout = '2s'", 'RESET lock_timeout']).wasSet).toBe(true);
  expect(after([], 2000)).toEqual({ milliseconds: 2000, wasSet: true });
  expect(after(['SET lock_timeout = 0'], 2000)).toEqual({ milliseconds: null, wasSet: true });
});
