import { parseShell } from './shell';

const words = (line: string): string[][] =>
  parseShell(line).map((command) => command.words.map(({ text }) => text));

describe('a command line', () => {
  it.each([
    [
      'nx a && nx b || nx c; nx d',
      [
        ['nx', 'a'],
        ['nx', 'b'],
        ['nx', 'c'],
        ['nx', 'd'],
      ],
    ],
    ['a | b & c', [['a'], ['b'], ['c']]],
    ['(cd x && a)\nb', [['cd', 'x'], ['a'], ['b']]],
    ['if a; then b; fi', [['a'], ['b']]],
    ['! { a; }', [['a']]],
    [
      'echo $(a b) `c d`',
      [
        ['echo', '$'],
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    [
      `psql -c "DROP SCHEMA core; SELECT 1" -d 'x y'`,
      [['psql', '-c', 'DROP SCHEMA core; SELECT 1', '-d', 'x y']],
    ],
    [`a --x="b c"d \\"e\\" "f\\"g"`, [['a', '--x=b cd', '"e"', 'f"g']]],
    ['a 2>&1 >out.txt <in.sql', [['a', '2>&1', '>', 'out.txt', '<', 'in.sql']]],
    ['a &> log && b', [['a', '&>', 'log'], ['b']]],
    ['a # b && c\nd', [['a'], ['d']]],
    ['a#b', [['a#b']]],
    ['a "unfinished && b', [['a', 'unfinished && b']]],
    ['a \\\n  b', [['a', 'b']]],
    ['  ', []],
  ])('%s', (line, expected) => {
    expect(words(line)).toEqual(expected);
  });

  it('knows where every word stands', () => {
    const line = `FOO=1 typeorm "migration:run" && x`;
    const [first] = parseShell(line);
    expect(first?.words.map(({ start, end }) => line.slice(start, end))).toEqual([
      'FOO=1',
      'typeorm',
      '"migration:run"',
    ]);
  });

  it('knows what a pipeline feeds into a command', () => {
    expect(parseShell('echo "DROP SCHEMA x" | psql; psql').map(({ piped }) => piped)).toEqual([
      '',
      'echo DROP SCHEMA x',
      '',
    ]);
  });
});
