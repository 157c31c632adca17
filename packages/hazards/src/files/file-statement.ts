import type { Outcome } from '../effects/outcome';
import { worst } from '../policy/level';
import type { Place } from '../sql/positions';
import type { FileStatement, Knowledge, SqlFile } from './contract';
import type { Part } from './split';

/** Puts what is known of one statement together. */
export function toStatement(
  file: SqlFile,
  part: Part,
  { outcome, knowledge }: { readonly outcome: Outcome; readonly knowledge: Knowledge },
  { findings, acknowledged }: Pick<FileStatement, 'findings' | 'acknowledged'>,
  { line, column }: Place,
): FileStatement {
  const { problem } = part;
  const unread = problem !== null || part.kind === 'psql' || part.sentBy === 'gexec';
  const { locks, rewrites, scans, builds, error } = outcome;
  return {
    file: file.path,
    line,
    column,
    sql: part.sql,
    level: worst(findings.map((finding) => finding.level)),
    effect: unread ? 'unknown' : knowledge,
    locks: locks.map(([relation, mode]) => ({ relation, mode })),
    rewrites,
    scans,
    builds,
    // What is only too much for this review is no error of the server's.
    error: problem === null || problem.syntax ? error : null,
    findings,
    acknowledged,
  };
}
