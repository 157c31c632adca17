import type { FilesReview } from '../files/contract';
import type { Level } from '../contract';
import { fingerprints } from './fingerprint';
import { oneLine, openFindings } from './findings';
import { repositoryPath } from './repository-path';

const severities: Readonly<Record<Level, string>> = { dangerous: 'critical', risky: 'major', safe: 'info' };

/** GitLab's code quality report. Lines count from 1, paths are relative without a leading `./`. */
export function renderGitlab(review: FilesReview): string {
  const all = openFindings(review);
  const names = fingerprints(all);
  const issues = all.map(({ finding }, index) => ({
    description: oneLine(`${finding.message}. Safe way: ${finding.safeWay}`, 500),
    check_name: finding.rule,
    fingerprint: names[index],
    severity: severities[finding.level],
    location: {
      path: repositoryPath(finding.file),
      lines: { begin: finding.line },
    },
  }));
  return JSON.stringify(issues, null, 2);
}
