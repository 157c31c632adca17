import { existsSync, readFileSync } from 'node:fs';
import {
  knownRules,
  worst,
  type FileFinding,
  type FilesReview,
  type FileStatement,
  type Finding,
  type SqlFile,
} from '@safe-migrate/hazards';
import { displayPath } from '../../report/display-path';
import { MigrationSource } from '../acknowledge/scopes';
import type { ReviewedMigration } from '../judge-trial';

/** Reviewed migrations in the form of reviewed files, for the formats that both have. */
export interface ProjectFiles {
  readonly review: FilesReview;
  /** The files, for code frames. */
  readonly sources: readonly SqlFile[];
}

/** @param fallback the file to name where that of a migration is not known: the data source */
export function toFiles(
  reviews: readonly ReviewedMigration[],
  serverMajor: number,
  displayRoot: string,
  fallback: string,
): ProjectFiles {
  const placed = reviews.map((review) => placeReview(review, displayRoot, fallback));
  const files = [...new Set(placed.map(({ file }) => file))];
  const statements = placed.flatMap((each) => each.statements);
  const findings = placed.flatMap((each) => each.findings);
  const level = worst([...statements, ...findings].map((each) => each.level));
  const sources = placed.map(({ file, text }) => ({ path: file, text }));
  return { review: { serverMajor, level, files, statements, findings }, sources };
}

/** What a statement of a migration has besides: which migration, and which way. */
interface MigrationStatement extends FileStatement {
  readonly migration: string;
  readonly direction: 'up' | 'down';
}

function placeReview(review: ReviewedMigration, displayRoot: string, fallback: string) {
  const path = review.file ?? fallback;
  const file = displayPath(path, displayRoot).replaceAll('\\', '/');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const line = classLine(text, review.migration);
  const ups = review.statements.filter(({ direction }) => direction === 'up').length;
  const indexOf = ({ direction, statement }: Finding): number | null =>
    statement === null ? null : direction === 'up' ? statement : ups + statement;
  const toFileFinding = (finding: Finding): FileFinding => {
    const sent = review.statements[indexOf(finding) ?? -1];
    const { rule, level, message, why, safeWay, rewrite } = finding;
    return {
      ...{ rule, level, axis: knownRules.get(rule)?.axis ?? 'certainty', file },
      line: finding.line ?? sent?.line ?? line,
      column: sent?.column ?? 1,
      ...{ message, why, safeWay },
      ...(rewrite === undefined ? {} : { rewrite }),
    };
  };
  const statements = review.statements.map(({ effect, ...sent }, index): MigrationStatement => {
    const { knowledge, ...does } = effect;
    const acknowledged = review.acknowledged
      .filter((finding) => indexOf(finding) === index)
      .map((finding) => {
        const { by, until, reason, line: at = line } = finding.acknowledged;
        return { ...toFileFinding(finding), acknowledged: { by, line: at, until, reason } };
      });
    return {
      ...{ file, line: sent.line ?? line, column: sent.column ?? 1, sql: sent.sql, level: sent.level },
      ...{ effect: knowledge, ...does },
      findings: review.findings.filter((finding) => indexOf(finding) === index).map(toFileFinding),
      acknowledged,
      ...{ migration: review.migration, direction: sent.direction },
    };
  });
  const about = review.findings.filter(({ statement }) => statement === null).map(toFileFinding);
  return { file, text, statements, findings: about };
}

/** The line on which the class of a migration begins; 1 where its name stands nowhere. */
function classLine(text: string, migration: string): number {
  const source = new MigrationSource(text);
  const found = source.classNamed(migration);
  return found === undefined ? 1 : source.lineOf(found.start);
}
