import { progressInWords, progressOf, type Progress } from './progress';

test('bytes, percent and time left, at most every five seconds', () => {
  let now = 0;
  const told: Progress[] = [];
  const sizes = new Map([
    ['a', 1_000_000_000],
    ['b', 3_000_000_000],
  ]);
  const counter = progressOf(
    'dumping',
    'bytes',
    sizes,
    (progress) => told.push(progress),
    () => now,
  );
  counter.begin('a');
  now = 4_000;
  counter.written(100_000_000);
  expect(told).toEqual([]);
  now = 10_000;
  counter.begin('b');
  counter.end('a');
  counter.end('unknown');
  now = 12_000;
  counter.written(200_000_000);
  expect(told.map(progressInWords)).toEqual([
    'dumping: 1.0 GB of 4.0 GB (25 %), 100.0 MB written, about 30 s left',
  ]);
  now = 40_000;
  counter.end('b');
  expect(told.at(-1)).toMatchObject({ done: 4_000_000_000, etaMs: 0 });
});

test('nothing to do, and nothing known yet', () => {
  expect(progressInWords({ phase: 'restoring', unit: 'rows', done: 0, total: 0, etaMs: undefined })).toBe(
    'restoring: 0 of 0 rows (0 %)',
  );
});
