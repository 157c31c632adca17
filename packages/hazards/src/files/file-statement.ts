import type { Outcome } from '../effects/outcome';
import { worst } from '../policy/level';
import type { Place } from '../sql/positions';
import type { FileStatement, SqlFile } from './contract';
import type { KnowledgeWatch } from './knowledge';
import type { Part } from './split';
import { problemOf } from './split';

/** Puts what is known of one statement together. */
export function toStatement(
  file: SqlFile,
  part: Part,
  { outcome, watch }: { readonly outcome: Outcome | undefined; readonly watch: KnowledgeWatch | undefined },
  { findings, acknowledged }: Pick<FileStatement, 'findings' | 'acknowledged'>,
  { line, column }: Place,
): FileStatement {
  const problem = problemOf(part);
  const unread = problem !== null || part.kind === 'psql' || part.sentBy === 'gexec';
  const { locks = [], rewrites = [], scans = [], builds = [], error = null } = outcome ?? {};
  return {
    ...{ file: file.path, line, column, sql: part.sql },
    level: worst(findings.map((finding) => finding.level)),
    effect: unread ? 'unknown' : (watch?.knowledge ?? 'unknown'),
    locks: locks.map(([relation, mode]) => ({ relation, mode })),
    ...{ rewrites, scans, builds },
    // What is only too much for this review is no error of the server's.
    error: problem === null || problem.syntax ? error : null,
    findings,
    acknowledged,
  };
}
