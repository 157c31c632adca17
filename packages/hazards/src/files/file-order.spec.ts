import { judgeOrder } from './file-order';

const judged = (paths: readonly string[], independent = false) =>
  judgeOrder({ files: paths.map((path) => ({ path, text: '' })), independent })
    .flat()
    .map(({ file, level, message }) => [file, level, message]);

test.each([
  [['20260101000000_a.sql', '20260102000000_b.sql']],
  [['a.sql', 'b.sql']],
  [['only.sql']],
  [['one/2.sql', 'two/1.sql']],
  [['1_a.up.sql', '1_a.down.sql']],
  [['V1__a.sql', 'U1__a.sql', 'V2__b.sql']],
  [['m/20260101_a/migration.sql', 'm/20260102_b/migration.sql']],
  [['m/20260101_a/up.sql', 'm/20260101_a/down.sql']],
  [['0010_a.sql', '0011_b.sql']],
  [['V1.2__a.sql', 'V1.1__b.sql']],
])('%j: nothing to say', (paths) => {
  expect(judged(paths)).toEqual([]);
});

test('a file after one with a higher number', () => {
  expect(judged(['10_b.sql', '2_a.sql'])).toEqual([
    ['2_a.sql', 'risky', '2_a.sql is reviewed after 10_b.sql, but its number comes before'],
  ]);
  expect(judged(['m/20260102_b/migration.sql', 'm/20260101_a/migration.sql'])).toEqual([
    [
      'm/20260101_a/migration.sql',
      'risky',
      '20260101_a is reviewed after 20260102_b, but its number comes before',
    ],
  ]);
  expect(judged(['V10__b.sql', 'V9__a.sql'])).toHaveLength(1);
});

test('the order does not matter where each is judged alone; two of the same number still do', () => {
  expect(judged(['10_b.sql', '2_a.sql'], true)).toEqual([]);
  expect(judged(['20260101_a.sql', '20260101_b.sql'], true)).toEqual([
    ['20260101_b.sql', 'risky', '20260101_a.sql and 20260101_b.sql begin with the same number'],
  ]);
});

test('two of the same number: a stamp is risky, a short number is worth knowing', () => {
  expect(judged(['20260101_a.sql', '20260101_b.sql']).map(([, level]) => level)).toEqual(['risky']);
  expect(judged(['1234567_a.sql', '1234567_b.sql']).map(([, level]) => level)).toEqual(['safe']);
  expect(judged(['007_a.sql', '7_b.sql']).map(([file]) => file)).toEqual(['7_b.sql']);
});

test('one without a number among others that have one', () => {
  expect(judged(['1_a.sql', 'b.sql', '2_c.sql'])).toEqual([
    [
      'b.sql',
      'safe',
      'b.sql begins with no number, unlike its neighbours: its place among them is not fixed',
    ],
  ]);
});
