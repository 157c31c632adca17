import type { AcknowledgedFinding, FileFinding, FilesReview, FileStatement } from '../files/contract';

/** A finding with the statement that it is about; null where it is about the file. */
export interface Located<F extends FileFinding = FileFinding> {
  readonly finding: F;
  readonly statement: FileStatement | null;
}

const byPlace = (a: Located, b: Located): number =>
  a.finding.line - b.finding.line || a.finding.column - b.finding.column;

/** Every finding that stands, by file in the order of the review, then by place. */
export function openFindings({ files, statements, findings }: FilesReview): readonly Located[] {
  const all: readonly Located[] = [
    ...statements.flatMap((statement) => statement.findings.map((finding) => ({ finding, statement }))),
    ...findings.map((finding) => ({ finding, statement: null })),
  ];
  const grouped = new Map<string, Located[]>([...new Set(files)].map((file) => [file, []]));
  for (const each of all) grouped.get(each.finding.file)?.push(each);
  return [...grouped.values()].flatMap((group) => group.sort(byPlace));
}

/** Every finding that somebody answers for. */
export const acknowledgedFindings = ({ statements }: FilesReview): readonly Located<AcknowledgedFinding>[] =>
  statements.flatMap((statement) => statement.acknowledged.map((finding) => ({ finding, statement })));

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** `12 statements in 2 files for PostgreSQL 17: 1 dangerous, 2 risky; 1 acknowledged`. */
export function totals(review: FilesReview): string {
  const open = openFindings(review).map(({ finding }) => finding.level);
  const of = (level: string): number => open.filter((each) => each === level).length;
  const found = [
    ...(of('dangerous') > 0 ? [`${of('dangerous')} dangerous`] : []),
    ...(of('risky') > 0 ? [`${of('risky')} risky`] : []),
    ...(of('safe') > 0 ? [`${of('safe')} to know`] : []),
  ];
  const acknowledged = acknowledgedFindings(review).length;
  const head = `${count(review.statements.length, 'statement')} in ${count(review.files.length, 'file')} for PostgreSQL ${review.serverMajor}`;
  const tail = acknowledged > 0 ? `; ${acknowledged} acknowledged` : '';
  return `${head}: ${found.length === 0 ? 'nothing found' : found.join(', ')}${tail}`;
}

/** What the statement does, in one line; empty where nothing is known to happen. */
export function effectsOf({ locks, rewrites, scans, builds, error, effect }: FileStatement): string {
  const parts = [
    ...locks.map(({ relation, mode }) => `${mode} on ${relation}`),
    ...rewrites.map((name) => `rewrites ${name}`),
    ...scans.map((name) => `scans ${name}`),
    ...builds.map((name) => `builds ${name}`),
    ...(error === null ? [] : [`fails with ${error.sqlstate}: ${error.message}`]),
    ...(effect === 'unknown' && error === null ? ['unknown'] : []),
    ...(effect === 'partial' ? ['more may hang on what the schema does not declare'] : []),
  ];
  return parts.join('; ');
}

/** Text from a file may hold anything: control characters, and those that turn the direction of the text, are shown, not sent to a terminal or a report. */
export const printable = (text: string): string =>
  text
    .replaceAll('\r\n', '\n')
    .replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/g, (character) =>
      (character.codePointAt(0) ?? 0) < 0x20
        ? String.fromCodePoint(0x2400 + (character.codePointAt(0) ?? 0))
        : '\ufffd',
    );

/** On one line, cut to a length. */
export function oneLine(text: string, length = 200): string {
  const line = printable(text.replaceAll(/\s+/g, ' ').trim());
  return line.length > length ? `${whole(line.slice(0, length - 3))}...` : line;
}

/** Without half a character at either end, as is left where a text is cut. */
export const whole = (text: string): string =>
  text.replace(/^[\udc00-\udfff]/, '').replace(/[\ud800-\udbff]$/, '');
