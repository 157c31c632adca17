import type { LoadedMigration } from '../typeorm/protocol';
import { selectToTakeBack } from './select';

const migration = (name: string, hasDown = true): LoadedMigration => ({
  name,
  className: name,
  timestamp: 1,
  hasDown,
});
const loaded = { migrations: ['A', 'B', 'C', 'D'].map((name) => migration(name)) };
const select = (runs: readonly (readonly string[])[], how = {}) =>
  selectToTakeBack(['A', 'B', 'C', 'D'], runs, how, loaded).map(({ name }) => name);

test.each<[string, readonly (readonly string[])[], object, readonly string[]]>([
  [
    'those of the last run',
    [
      ['D', 'C'],
      ['A', 'B'],
    ],
    {},
    ['C', 'D'],
  ],
  ['the last run that is still there', [['E'], ['B', 'C', 'D']], {}, ['B', 'C', 'D']],
  ['one where no run is known', [], {}, ['D']],
  ['so many', [['D']], { steps: 3 }, ['B', 'C', 'D']],
  ['to a migration', [['D']], { to: 'B' }, ['C', 'D']],
  ['nothing after the last one', [['D']], { to: 'D' }, []],
])('%s', (_, runs, how, names) => expect(select(runs, how)).toEqual(names));

test.each<[string, object]>([
  ['ROLLBACK_STEPS', { steps: 5 }],
  ['ROLLBACK_STEPS', { steps: 1, to: 'A' }],
  ['ROLLBACK_TO', { to: 'X' }],
])('refuses %s', (code, how) =>
  expect(() => select([], how)).toThrow(expect.objectContaining({ code }) as Error),
);

test('refuses what has no down()', () => {
  const without = { migrations: [migration('D', false)] };
  expect(() => selectToTakeBack(['D'], [], {}, without)).toThrow(
    expect.objectContaining({ code: 'DOWN_MISSING' }) as Error,
  );
});
