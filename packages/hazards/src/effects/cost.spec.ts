import { newRelation } from '../catalog/catalog';
import type { Relation } from '../catalog/model';
import { describeWork, estimateSeconds, isTooLong, showSeconds } from './cost';
import type { Work } from './effect';

const table = (bytes: number | null, origin: 'before' | 'here' = 'before', name = 't'): Relation => ({
  ...newRelation({ schema: 'app', name, kind: 'table', origin, known: true }),
  bytes,
});

const work = (kind: Work['kind'], relation: Relation): Work => ({ kind, relation, note: '' });

test.each<[Work['kind'], number]>([
  ['scan', 1],
  ['build', 4],
  ['rewrite', 5],
  ['update', 5],
  ['empty', 0],
  ['read', 0],
])('%s of 200 MB takes %s s', (kind, seconds) => {
  expect(estimateSeconds([work(kind, table(200e6))])).toBe(seconds);
});

test('the times of several works add up, and those on new tables take none', () => {
  const old = table(100e6);
  expect(estimateSeconds([])).toBe(0);
  expect(estimateSeconds([work('scan', old), work('build', old), work('scan', table(9e9, 'here'))])).toBe(
    2.5,
  );
});

test('a size that is not known is no number, but nobody waits for a reader', () => {
  expect(estimateSeconds([work('scan', table(100e6)), work('scan', table(null))])).toBeNull();
  expect(estimateSeconds([work('read', table(null)), work('scan', table(null, 'here'))])).toBe(0);
});

test('two seconds are too long, and so is what is not known', () => {
  expect([null, 0, 1.99, 2, 3].map(isTooLong)).toEqual([true, false, false, true, true]);
});

test('seconds are said with one decimal', () => {
  expect([null, 0.09, 0.1, 12.34].map(showSeconds)).toEqual([
    'for an unknown time (size not known)',
    'for about less than 0.1 s',
    'for about 0.1 s',
    'for about 12.3 s',
  ]);
});

test('work is described once per kind and table, without new tables', () => {
  const old = table(100e6);
  const kinds = ['rewrite', 'scan', 'scan', 'build', 'update', 'empty'] as const;
  expect(describeWork([...kinds.map((kind) => work(kind, old)), work('scan', table(1, 'here'))])).toBe(
    ['rewrites', 'scans', 'builds an index on', 'updates rows of', 'empties']
      .map((verb) => `${verb} app.t for about 8.0 s`)
      .join('; '),
  );
});
