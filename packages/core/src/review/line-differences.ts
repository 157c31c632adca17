/** Longest difference shown, in lines. */
const MOST = 20;

/** A line of a dump, and the statement that it is part of. */
interface Line {
  readonly head: string;
  readonly text: string;
}

/**
 * Lines that only one of two texts has, as `- gone` and `+ new`, below the statement that they are part of. Lines that repeat are matched
 * one to one; a text whose lines only changed places (column order) shows the first place where they part.
 */
export function lineDifferences(before: string, after: string): string {
  const oldLines = linesOf(before);
  const newLines = linesOf(after);
  const changed = [
    ...without(oldLines, newLines).map((line) => ({ ...line, sign: '-' })),
    ...without(newLines, oldLines).map((line) => ({ ...line, sign: '+' })),
  ];
  const heads = [...new Set(changed.map(({ head }) => head))];
  const lines = heads.flatMap((head) => {
    const own = changed.filter((line) => line.head === head);
    const shown = own.map(({ sign, text }) => `${sign} ${text.trim()}`);
    return own.some(({ text }) => text === head) || head === '' ? shown : [`  in ${head}`, ...shown];
  });
  if (lines.length === 0) {
    const at = oldLines.findIndex(({ text }, index) => text !== newLines[index]?.text);
    const { head = '', text = '' } = oldLines[at] ?? {};
    lines.push(
      ...(head === '' || head === text ? [] : [`  in ${head}`]),
      `- ${text.trim()}`,
      `+ ${newLines[at]?.text.trim() ?? ''}`,
      '  (the same lines in another order)',
    );
  }
  return [
    ...lines.slice(0, MOST),
    ...(lines.length > MOST ? [`  ... and ${lines.length - MOST} more`] : []),
  ].join('\n');
}

/** As pg_dump begins statements that go over several lines. */
const BEGINS = /^(?:CREATE|ALTER|COMMENT|GRANT|REVOKE) /;

function linesOf(dump: string): readonly Line[] {
  let head = '';
  return dump.split('\n').map((text) => {
    if (BEGINS.test(text)) head = text;
    return { head, text };
  });
}

function without(lines: readonly Line[], others: readonly Line[]): readonly Line[] {
  const keyOf = ({ head, text }: Line): string => `${head}\n${text}`;
  const left = new Map<string, number>();
  for (const line of others) left.set(keyOf(line), (left.get(keyOf(line)) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(keyOf(line)) ?? 0;
    if (count > 0) left.set(keyOf(line), count - 1);
    return count === 0;
  });
}
