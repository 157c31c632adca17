import type { FilesReview } from '../files/contract';
import type { Located } from './findings';
import { acknowledgedFindings, effectsOf, oneLine, openFindings, printable, totals, whole } from './findings';

/** Text in a table cell or a line: nothing in it may begin markup. */
const escape = (text: string): string =>
  oneLine(text, 1000)
    .replaceAll(/[\\`*_{}[\]<>|#~!&$]/g, (character) => `\\${character}`)
    .replaceAll('@', '@\u200b');

/** Text between HTML tags on one line, where Markdown is not read. */
const escapeHtml = (text: string): string =>
  oneLine(text, 1000).replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A fence that the text cannot close. */
function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}sql`, printable(text), fence];
}

const clip = (text: string): string => (text.length > 2000 ? `${whole(text.slice(0, 2000))}\n...` : text);

const row = ({ finding }: Located): string =>
  `| ${finding.level} | \`${finding.rule}\` | ${escape(finding.file)}:${finding.line} | ${escape(finding.message)} |`;

function details({ finding, statement }: Located): readonly string[] {
  const does = statement === null ? '' : effectsOf(statement);
  const { rewrite = [] } = finding;
  return [
    '<details>',
    `<summary>${escapeHtml(finding.file)}:${finding.line} <code>${finding.rule}</code></summary>`,
    '',
    ...(statement === null ? [] : [...fenced(clip(statement.sql)), '']),
    ...(does === '' ? [] : [`Does: ${escape(does)}`, '']),
    `${escape(finding.why)}`,
    '',
    `Safe way: ${escape(finding.safeWay)}`,
    '',
    ...(rewrite.length === 0 ? [] : [...fenced(clip(rewrite.map((sql) => `${sql};`).join('\n'))), '']),
    '</details>',
    '',
  ];
}

/** For a comment on a merge request: a table of the findings, the details folded away. */
export function renderMarkdown(review: FilesReview): string {
  const open = openFindings(review);
  const acknowledged = acknowledgedFindings(review);
  return [
    '## Review of SQL',
    '',
    `${totals(review)}.`,
    '',
    ...(open.length === 0
      ? []
      : ['| level | rule | where | what |', '| --- | --- | --- | --- |', ...open.map(row), '']),
    ...open.flatMap(details),
    ...(acknowledged.length === 0 ? [] : ['Acknowledged:', '']),
    ...acknowledged.map(({ finding }) => {
      const { by, until, reason } = finding.acknowledged;
      const terms = until === null ? `by a ${by} comment` : `until ${until}: ${escape(reason ?? '')}`;
      return `- \`${finding.rule}\` at ${escape(finding.file)}:${finding.line} ${terms}`;
    }),
  ]
    .join('\n')
    .trimEnd();
}
