/** Longest difference shown, in lines. */
const MOST = 20;

/**
 * Lines that only one of two texts has, as `- gone` and `+ new`, in order. Lines that repeat are matched one to one; a
 * text whose lines only changed places (column order) shows the first place where they part.
 */
export function lineDifferences(before: string, after: string): string {
  const oldLines = before.split('\n');
  const newLines = after.split('\n');
  const gone = without(oldLines, newLines).map((line) => `- ${line.trim()}`);
  const fresh = without(newLines, oldLines).map((line) => `+ ${line.trim()}`);
  const lines = [...gone, ...fresh];
  if (lines.length === 0) {
    const at = oldLines.findIndex((line, index) => line !== newLines[index]);
    lines.push(
      `- ${oldLines[at]?.trim() ?? ''}`,
      `+ ${newLines[at]?.trim() ?? ''}`,
      '  (the same lines in another order)',
    );
  }
  return [
    ...lines.slice(0, MOST),
    ...(lines.length > MOST ? [`  ... and ${lines.length - MOST} more`] : []),
  ].join('\n');
}

function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    if (count > 0) left.set(line, count - 1);
    return count === 0;
  });
}
