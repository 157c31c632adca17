import { createHash } from 'node:crypto';
import type { Located } from './findings';
import { oneLine } from './findings';
import { repositoryPath } from './repository-path';

/**
 * A name for each finding that stays the same when lines are added above it: from its rule, file, statement and message, and the number
 * of findings before it that are alike.
 */
export function fingerprints(findings: readonly Located[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ finding, statement }) => {
    const sql = statement === null ? '' : oneLine(statement.sql, 10_000);
    const key = [finding.rule, repositoryPath(finding.file), sql, finding.message].join('\0');
    const alike = seen.get(key) ?? 0;
    seen.set(key, alike + 1);
    return createHash('sha256').update(`${key}\0${alike}`).digest('hex').slice(0, 40);
  });
}
