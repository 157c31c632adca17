import { outputDifferences } from './command';
import { rowDifferences } from './sql';
import { shapeDifferences } from './shape';

test.each<[unknown, unknown, string[]]>([
  [{ a: 'string' }, { a: 'x', b: 1 }, []],
  [{ a: 'string' }, {}, ['body.a is missing instead of string']],
  [{ a: ['number'] }, { a: [1, 'x'] }, ['body.a[1] is of type string instead of number']],
  [{ a: 'string|null' }, { a: null }, []],
  [{ a: 'string' }, { a: null }, ['body.a is null instead of string']],
  [['any'], {}, ['body is of type object instead of a list']],
  [{ ok: true, n: 3 }, { ok: false, n: 3 }, ['body.ok is not true']],
  ['object', [], ['body is a list instead of object']],
  [[], [1], []],
])('the shape %j of %j', (shape, value, lines) => expect(shapeDifferences(shape, value)).toEqual(lines));

const rows = (...all: unknown[]) => all.map((row) => JSON.stringify(row));
test.each<[string, unknown[], unknown[], 'same' | 'kept', string[]]>([
  ['the same in another order', [{ id: 1 }, { id: 2 }], [{ id: 2 }, { id: 1 }], 'same', []],
  ['more, kept', [{ id: 1 }], [{ id: 1 }, { id: 2 }], 'kept', []],
  ['more, same', [{ id: 1 }], [{ id: 1 }, { id: 2 }], 'same', ['1 of 2 rows were not there before']],
  ['a count', [{ n: 5 }], [{ n: 4 }], 'same', ['n: 5 before, 4 after']],
  [
    'a value of a customer',
    [{ n: 'Ann' }],
    [{ n: 'Bob' }],
    'same',
    ['n: another value before, another value after'],
  ],
  [
    'one lost, by its id',
    [{ id: 1 }, { id: 2 }],
    [{ id: 1 }, { id: 3 }],
    'kept',
    ['1 of 2 rows are not returned any more as they were', 'rows[id=2] is not returned any more'],
  ],
  [
    'duplicates are counted',
    [{ a: 1 }, { a: 1 }],
    [{ a: 1 }],
    'kept',
    ['1 of 2 rows are not returned any more as they were'],
  ],
])('rows: %s', (_, before, after, expect_, lines) =>
  expect(rowDifferences(rows(...before), rows(...after), expect_)).toEqual(lines),
);

test('output of a command', () => {
  const output = 'Status\nall up to date\n';
  expect(outputDifferences(output, { mustMatch: '^all up', mustNotMatch: 'fail' })).toEqual([]);
  expect(outputDifferences(output, { mustMatch: '^up', mustNotMatch: 'al+' })).toEqual([
    'its output does not hold /^up/',
    'its output holds /al+/: all',
  ]);
});
