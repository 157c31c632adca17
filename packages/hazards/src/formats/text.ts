import type { FilesReview, SqlFile } from '../files/contract';
import { codeFrame } from './code-frame';
import type { Located } from './findings';
import { acknowledgedFindings, effectsOf, oneLine, openFindings, printable, totals } from './findings';

export interface TextOptions {
  /** The reviewed files, for the code frames. */
  readonly sources: readonly SqlFile[];
  readonly colour: boolean;
}

type Paint = (text: string) => string;

const paint =
  (on: boolean, code: number): Paint =>
  (text) =>
    on ? `\u001b[${code}m${text}\u001b[0m` : text;

const indented = (label: string, text: string): readonly string[] =>
  printable(text)
    .split('\n')
    .map((line, index) => `    ${(index === 0 ? label : '').padEnd(5)} ${line}`);

/** For a person at a terminal: each finding with its code, why, and how to write it instead; then the totals. */
export function renderText(review: FilesReview, { sources, colour }: TextOptions): string {
  const lines = new Map(sources.map(({ path, text }) => [path, text.split('\n')]));
  const strong = { dangerous: paint(colour, 31), risky: paint(colour, 33), safe: paint(colour, 32) };
  const dim = paint(colour, 2);
  const block = ({ finding, statement }: Located): string => {
    const { file, line, column, level, rule, message, why, safeWay, rewrite = [], fix } = finding;
    const frame = codeFrame(lines.get(file) ?? [], line, column);
    const does = statement === null ? '' : effectsOf(statement);
    return [
      `${printable(file)}:${line}:${column} ${strong[level](level)} ${rule}: ${oneLine(message, 1000)}`,
      ...frame.map((each) => `    ${each}`),
      ...(does === '' ? [] : indented('does:', does).map(dim)),
      ...indented('why:', why),
      ...indented('safe:', safeWay),
      ...(rewrite.length === 0 ? [] : indented('sql:', rewrite.map((sql) => `${sql};`).join('\n'))),
      ...(fix === undefined
        ? []
        : indented('fix:', `${fix.description} (the sarif format carries the edit)`)),
    ].join('\n');
  };
  const acknowledged = acknowledgedFindings(review).map(({ finding }) => {
    const { file, line, rule, acknowledged: by } = finding;
    const terms = by.until === null ? `by a ${by.by} comment` : `until ${by.until}: ${by.reason ?? ''}`;
    return dim(`${printable(file)}:${line} acknowledged ${rule} ${oneLine(terms)}`);
  });
  return [...openFindings(review).map(block), acknowledged.join('\n'), totals(review)]
    .filter((part) => part !== '')
    .join('\n\n');
}
