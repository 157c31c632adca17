import type { AcknowledgedFinding, FileFinding, FilesReview, Fix } from '../files/contract';
import type { Level } from '../contract';
import { knownRules } from '../policy/known-rules';
import { fingerprints } from './fingerprint';
import type { Located } from './findings';
import { acknowledgedFindings, effectsOf, openFindings } from './findings';

const levels: Readonly<Record<Level, string>> = { dangerous: 'error', risky: 'warning', safe: 'note' };

/** A path as a URI reference: relative paths stay relative to the repository. */
export function toUri(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${parts}` : parts.replace(/^(\.\/)+/, '');
}

const artifact = (file: string) => ({ uri: toUri(file) });

function fixOf(fix: Fix, file: string) {
  const replacements = fix.edits.map(({ start, end, text }) => ({
    deletedRegion: {
      startLine: start.line,
      startColumn: start.column,
      endLine: end.line,
      endColumn: end.column,
    },
    insertedContent: { text },
  }));
  return {
    description: { text: fix.description },
    artifactChanges: [{ artifactLocation: artifact(file), replacements }],
  };
}

const isAcknowledged = (finding: FileFinding): finding is AcknowledgedFinding => 'acknowledged' in finding;

function resultOf({ finding, statement }: Located, fingerprint: string, ruleIndex: number) {
  const { rule, level, axis, file, line, column, message, why, safeWay, fix } = finding;
  const region = { startLine: line, startColumn: column };
  return {
    ruleId: rule,
    ruleIndex,
    level: levels[level],
    message: { text: `${message}\n${why}\nSafe way: ${safeWay}` },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), region } }],
    partialFingerprints: { 'safeMigrateFinding/v1': fingerprint },
    ...(fix === undefined ? {} : { fixes: [fixOf(fix, file)] }),
    ...(isAcknowledged(finding)
      ? { suppressions: [{ kind: 'inSource', justification: finding.acknowledged.reason ?? '' }] }
      : {}),
    properties: { level, axis, ...(statement === null ? {} : { effects: effectsOf(statement) }) },
  };
}

/** SARIF 2.1.0, for code scanning: acknowledged findings are there as suppressed, mechanical fixes as edits. */
export function renderSarif(review: FilesReview): string {
  const all = [...openFindings(review), ...acknowledgedFindings(review)];
  const names = fingerprints(all);
  const used = [...new Set(all.map(({ finding }) => finding.rule))].sort();
  const rules = used.map((id) => {
    const facts = knownRules.get(id);
    return {
      id,
      shortDescription: { text: facts?.title ?? id },
      fullDescription: { text: facts?.why ?? id },
      help: { text: facts?.safeWay ?? id },
      defaultConfiguration: { level: 'warning' },
      properties: { axis: facts?.axis ?? 'certainty' },
    };
  });
  const results = all.map((each, index) =>
    resultOf(each, names[index] ?? '', used.indexOf(each.finding.rule)),
  );
  return JSON.stringify(
    {
      $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
      version: '2.1.0',
      runs: [{ tool: { driver: { name: 'safe-migrate', rules } }, columnKind: 'utf16CodeUnits', results }],
    },
    null,
    2,
  );
}
