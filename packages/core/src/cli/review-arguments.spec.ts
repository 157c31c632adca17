import { plainArguments } from './review-arguments';

test('what is spelled out plainly is read', () => {
  const argv = '--sql a.sql b.sql --schema s.sql --pg 15 --independent --format json --no-cache'.split(' ');
  expect(plainArguments(argv)).toEqual({
    ...{
      sql: ['a.sql', 'b.sql'],
      schema: 's.sql',
      pg: '15',
      independent: true,
      format: 'json',
      cache: false,
    },
  });
  expect(plainArguments(['--threshold', 'risky', '--sql', 'a'])).toEqual({ threshold: 'risky', sql: ['a'] });
});

test.each([
  [''],
  ['--help'],
  ['--sql'],
  ['--sql a --help'],
  ['--sql a -h'],
  ['--sql a --sql b'],
  ['--sql=a'],
  ['a.sql --sql b'],
  ['--format json'],
  ['--sql a --format'],
  ['--sql a --format json text'],
  ['--sql a --independent yes'],
  ['--sql a --data-source b'],
  ['--sql a --constructor b'],
  ['--sql a --cache'],
  ['--sql a --'],
])('%j is left to the full parser', (line) => {
  expect(plainArguments(line.split(' ').filter(Boolean))).toBeNull();
});
