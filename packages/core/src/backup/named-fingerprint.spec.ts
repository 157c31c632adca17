import { contentDifferences, type NamedFingerprint } from './named-fingerprint';

const print = (rows: string, columns: Record<string, string>, wholeRows?: string): NamedFingerprint => ({
  rows,
  key: '1',
  columns,
  ...(wholeRows ? { wholeRows } : {}),
});
const A = print('2', { id: '1', name: '2' });

test.each([
  ['equal', A, A, []],
  ['rows fewer', A, print('1', A.columns), ['t has 1 rows instead of 2']],
  ['rows more', A, print('3', A.columns), ['t has 3 rows instead of 2']],
  ['values', A, print('2', { id: '1', name: '9' }), ['t differs in name']],
  ['column gone', A, print('2', { id: '1' }), ['t lacks the column name']],
  ['column new', A, print('2', { ...A.columns, extra: '5' }), []],
  [
    'values of other rows',
    print('2', { a: '1' }, '7'),
    print('2', { a: '1' }, '8'),
    ['t has values that belong to other rows'],
  ],
  [
    'columns in another order',
    { ...print('2', { a: '1' }, '7'), wholeRowsByName: '5' },
    { ...print('2', { a: '1' }, '8'), wholeRowsByName: '5' },
    [],
  ],
  [
    'columns in another order, values of other rows',
    { ...print('2', { a: '1' }, '7'), wholeRowsByName: '5' },
    { ...print('2', { a: '1' }, '8'), wholeRowsByName: '6' },
    ['t has values that belong to other rows'],
  ],
])('%s', (_, before, after, words) => {
  expect(contentDifferences({ t: before }, { t: after }).map((difference) => difference.words)).toEqual(
    words,
  );
});

test('counts missing rows, also those of a table that is gone, and names new tables', () => {
  const gone = contentDifferences({ t: A }, { u: A });
  expect(gone.map(({ words, rowsMissing }) => [words, String(rowsMissing)])).toEqual([
    ['t is missing', '2'],
    ['u is new', '0'],
  ]);
});
