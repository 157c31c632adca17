import { jsonTextAt, removeJsonAt, setJsonAt } from './json-text';

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

  it.each([
    ['{\n  "a": { "x": 1 }\n}\n', '{\n  "a": { "x": 1 },\n  "b": {\n    "c": [\n      2\n    ]\n  }\n}\n'],
    [
      '{\n\t"a": {"x":1}, "y": 2 // why\n}',
      '{\n\t"a": {"x":1}, "y": 2,\n\t"b": {\n\t\t"c": [\n\t\t\t2\n\t\t]\n\t} // why\n}',
    ],
    ['{"a":1}', '{"a":1,"b":{"c":[2]}}'],
    ['{\n  "a": 1,\n}', '{\n  "a": 1,\n  "b": {\n    "c": [\n      2\n    ]\n  },\n}'],
    ['{}', '{\n  "b": {\n    "c": [\n      2\n    ]\n  }\n}'],
  ])('adds to %j without touching its neighbours, and takes it away again', (before, after) => {
    expect(setJsonAt(before, ['b', 'c', 0], 2)).toBe(after);
    expect(removeJsonAt(after, ['b'])).toBe(before);
  });

  it('adds to a list', () => {
    expect(setJsonAt('{\n  "plugins": ["a"]\n}', ['plugins', 1], 'b')).toBe('{\n  "plugins": ["a","b"]\n}');
    expect(removeJsonAt('{\n  "plugins": ["a","b"]\n}', ['plugins', 1])).toBe('{\n  "plugins": ["a"]\n}');
  });

  it('takes a value away', () => {
    expect(setJsonAt('{\n  "a": 1,\n  "b": 2\n}\n', ['b'], undefined)).toBe('{\n  "a": 1\n}\n');
  });
});
