import { jsonTextAt, setJsonAt } from './json-text';

const text = '{\n    // kept\n    "a": {"b":  [1,2]},\n    "c": 3\n}\n';

describe('JSON text', () => {
  it('gives the exact text of a value', () => {
    expect(jsonTextAt(text, ['a'])).toBe('{"b":  [1,2]}');
    expect(jsonTextAt(text, ['a', 'x'])).toBeUndefined();
    expect(jsonTextAt('', ['a'])).toBeUndefined();
  });

  it('changes one value and nothing else, in the indentation of the file', () => {
    expect(setJsonAt(text, ['c'], { d: true })).toBe(
      '{\n    // kept\n    "a": {"b":  [1,2]},\n    "c": {\n        "d": true\n    }\n}\n',
    );
    expect(setJsonAt('{\r\n\t"a": 1\r\n}\r\n', ['b', 'c'], 2)).toBe(
      '{\r\n\t"a": 1,\r\n\t"b": {\r\n\t\t"c": 2\r\n\t}\r\n}\r\n',
    );
  });

  it('takes a value away', () => {
    expect(setJsonAt('{\n  "a": 1,\n  "b": 2\n}\n', ['b'], undefined)).toBe('{\n  "a": 1\n}\n');
  });
});
