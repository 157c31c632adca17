import fc from 'fast-check';
import { byteOffsets, codePointIndex, lineAndColumn, placesIn } from './positions';

test('bytes and code points find the UTF-16 index of every character, in any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const toIndex = byteOffsets(text);
      let index = 0;
      let bytes = 0;
      let points = 0;
      for (const character of text) {
        expect(toIndex(bytes)).toBe(index);
        expect(codePointIndex(text, points)).toBe(index);
        bytes += Buffer.byteLength(character);
        points += 1;
        index += character.length;
      }
      expect(toIndex(bytes)).toBe(text.length);
      expect(codePointIndex(text, points)).toBe(text.length);
    }),
  );
});

test('lines and columns count from 1', () => {
  expect(lineAndColumn('ab\ncd', 0)).toEqual({ line: 1, column: 1 });
  expect(lineAndColumn('ab\ncd', 4)).toEqual({ line: 2, column: 2 });
});

test('the line of an index is one more than the line ends before it, in any text', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('a', '\n', '\r', 'é', '😀'), { maxLength: 40 }), (parts) => {
      const text = parts.join('');
      const place = placesIn(text);
      for (let index = 0; index <= text.length; index += 1) {
        const before = text.slice(0, index);
        expect(place(index)).toEqual({
          line: before.split('\n').length,
          column: index - before.lastIndexOf('\n'),
        });
      }
    }),
  );
});
