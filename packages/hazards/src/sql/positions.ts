/**
 * The parser speaks three units of position: node and statement locations are UTF-8 bytes, an error's cursor counts Unicode code
 * points, and JavaScript strings are UTF-16. These converters are the only place where they meet.
 */

const utf8Length = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

const isAscii = (text: string): boolean => Buffer.byteLength(text) === text.length;

/** Returns a function from a UTF-8 byte offset in `text` to the UTF-16 index of the character that starts there (or after it). */
export function byteOffsets(text: string): (byte: number) => number {
  if (isAscii(text)) return (byte) => Math.min(Math.max(byte, 0), text.length);
  const starts: number[] = [];
  const indexes: number[] = [];
  let bytes = 0;
  let index = 0;
  for (const character of text) {
    starts.push(bytes);
    indexes.push(index);
    bytes += utf8Length(character.codePointAt(0) ?? 0);
    index += character.length;
  }
  return (byte) => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) < byte) low = middle + 1;
      else high = middle;
    }
    return indexes[low] ?? text.length;
  };
}

/** The UTF-16 index of the code point number `codePoints` (0-based) in `text`. */
export function codePointIndex(text: string, codePoints: number): number {
  let seen = 0;
  let index = 0;
  for (const character of text) {
    if (seen >= codePoints) return index;
    seen += 1;
    index += character.length;
  }
  return text.length;
}

export interface Place {
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 units. */
  readonly column: number;
}

/** Returns a function from an index in `text` to its line and column; for many look-ups in one text. */
export function placesIn(text: string): (index: number) => Place {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (index) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: index - (starts[low] ?? 0) + 1 };
  };
}

/** The 1-based line and column (UTF-16) of an index in `text`. */
export const lineAndColumn = (text: string, index: number): Place => placesIn(text)(index);
