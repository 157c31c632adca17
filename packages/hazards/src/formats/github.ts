import type { FilesReview } from '../files/contract';
import type { Level } from '../contract';
import { openFindings, printable, totals } from './findings';

const commands: Readonly<Record<Level, string>> = { dangerous: 'error', risky: 'warning', safe: 'notice' };

/** A workflow command ends with its line: what could end it, or begin a new one, is escaped. */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** Workflow commands of GitHub Actions: one annotation per finding, and a last line with the totals. */
export function renderGithub(review: FilesReview): string {
  const annotations = openFindings(review).map(({ finding }) => {
    const { file, line, column, level, rule, message, why, safeWay } = finding;
    const properties = [
      `file=${escapeProperty(file)}`,
      `line=${line}`,
      `col=${column}`,
      `title=${escapeProperty(`${level}: ${rule}`)}`,
    ];
    const text = printable(`${message}\n${why}\nSafe way: ${safeWay}`);
    return `::${commands[level]} ${properties.join(',')}::${escapeData(text)}`;
  });
  return [...annotations, totals(review)].join('\n');
}
