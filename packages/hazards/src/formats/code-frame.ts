import { printable, whole } from './findings';

const before = 2;
const width = 110;

/** How many columns of a terminal a character takes. */
function columns(character: string): number {
  if (/\p{M}|\p{Cf}/u.test(character)) return 0;
  return /\p{Emoji_Presentation}|[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/u.test(
    character,
  )
    ? 2
    : 1;
}

/** What stands under a text so that the next character is under the one behind it: tabs stay tabs. */
const pad = (text: string): string =>
  [...text].map((character) => (character === '\t' ? '\t' : ' '.repeat(columns(character)))).join('');

/** A window of a long line that shows the column. */
function cut(line: string, column: number): { readonly text: string; readonly column: number } {
  if (line.length <= width) return { text: line, column };
  const from = Math.max(0, Math.min(column - 1 - 40, line.length - width));
  const full = line.slice(from, from + width);
  const text = whole(full);
  // The half of a character that is left out at the beginning was a column too.
  const left = from + Number(full.slice(0, text.length) !== text);
  return from === 0
    ? { text: `${text}…`, column }
    : { text: `…${text}${from + width < line.length ? '…' : ''}`, column: column - left + 1 };
}

/**
 * The line of a finding with two lines before it and a caret below its column.
 *
 * @param lines the lines of the file
 * @param line 1-based
 * @param column 1-based, in UTF-16 units
 */
export function codeFrame(lines: readonly string[], line: number, column: number): readonly string[] {
  const gutter = String(line).length;
  const shown: string[] = [];
  for (let number = Math.max(1, line - before); number <= line; number += 1) {
    const text = (lines[number - 1] ?? '').replace(/\r$/, '');
    const window = cut(text, number === line ? column : 1);
    const mark = number === line ? '>' : ' ';
    shown.push(`${mark} ${String(number).padStart(gutter)} | ${printable(window.text)}`.trimEnd());
    if (number === line)
      shown.push(`  ${' '.repeat(gutter)} | ${pad(printable(window.text.slice(0, window.column - 1)))}^`);
  }
  return shown;
}
