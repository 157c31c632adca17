import { printable } from './print-line';

describe('what a terminal may be shown', () => {
  it.each([
    ['\u001b]0;title\u0007', '\\u001b]0;title\\u0007'],
    ['\u001b[2K\u001b[1Agone', '\\u001b[2K\\u001b[1Agone'],
    ['\u001b[8mhidden', '\\u001b[8mhidden'],
    ['\u202etxt.exe', '\\u202etxt.exe'],
    ['one\n  ::error::two\n##vso[task] x:: ## y', 'one\n  . ::error::two\n. ##vso[task] x:: ## y'],
    ['a\rb', 'a\\u000db'],
    ['a\r\nb\tc', 'a\nb\tc'],
    ['\u001b[32mok\u001b[39m \u001b[2m(1 s)\u001b[22m', '\u001b[32mok\u001b[39m \u001b[2m(1 s)\u001b[22m'],
    ['Überraschung 名前 🙂 %s', 'Überraschung 名前 🙂 %s'],
  ])('%j', (text, shown) => expect(printable(text)).toBe(shown));

  it('JSON stays what it is', () => {
    const value = { name: '\u001b[2K\u202e\u0007\n"' };
    expect(JSON.parse(printable(JSON.stringify(value)))).toEqual(value);
  });
});
