import type { FileFinding, FilesReview, FileStatement } from '../files/contract';
import { oneLine } from './findings';

// What XML 1.0 cannot hold in any form is left out.
const escape = (text: string): string =>
  text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;')
    .replaceAll('\t', '&#9;')
    .replaceAll('\r', '&#13;');

function failure({ rule, level, line, column, message, why, safeWay }: FileFinding): string {
  const text = `${level} at ${line}:${column}: ${message}\n${why}\nSafe way: ${safeWay}`;
  return `      <failure type="${escape(rule)}" message="${escape(oneLine(message))}">${escape(text)}</failure>`;
}

function testCase(file: string, name: string, findings: readonly FileFinding[]): readonly string[] {
  const head = `    <testcase classname="${escape(file)}" name="${escape(name)}" file="${escape(file)}"`;
  // One failure per case is what every reader understands: the findings of a statement go into one.
  const [first, ...rest] = findings.filter(fails);
  const advice = findings
    .filter((finding) => !fails(finding))
    .map(({ rule, message }) => `${rule}: ${message}`);
  const told = advice.length === 0 ? [] : [`      <system-out>${escape(advice.join('\n'))}</system-out>`];
  if (first === undefined)
    return told.length === 0 ? [`${head}/>`] : [`${head}>`, ...told, '    </testcase>'];
  const merged = { ...first, message: [first, ...rest].map(({ message }) => message).join('; ') };
  return [`${head}>`, failure(merged), ...told, '    </testcase>'];
}

// What is only worth knowing fails nothing.
const fails = ({ level }: FileFinding): boolean => level !== 'safe';

/** JUnit XML: one suite per file, one case per statement. */
export function renderJunit({ files, statements, findings }: FilesReview): string {
  const suites = [...new Set(files)].map((file) => {
    const own = statements.filter((statement) => statement.file === file);
    const aboutFile = findings.filter((finding) => finding.file === file);
    const cases: readonly [string, readonly FileFinding[]][] = [
      ...own.map((each): [string, readonly FileFinding[]] => [nameOf(each), each.findings]),
      ...(aboutFile.length === 0 ? [] : [['comments', aboutFile] as [string, readonly FileFinding[]]]),
    ];
    const failures = cases.filter(([, found]) => found.some(fails)).length;
    return { file, cases, failures };
  });
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const total = sum(suites.map(({ cases }) => cases.length));
  const failed = sum(suites.map(({ failures }) => failures));
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="safe-migrate review" tests="${total}" failures="${failed}" errors="0">`,
    ...suites.flatMap(({ file, cases, failures }) => [
      `  <testsuite name="${escape(file)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
      ...cases.flatMap(([name, found]) => testCase(file, name, found)),
      '  </testsuite>',
    ]),
    '</testsuites>',
  ].join('\n');
}

const nameOf = ({ line, column, sql }: FileStatement): string => `${line}:${column} ${oneLine(sql, 100)}`;
