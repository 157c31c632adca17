import { earlierInTransaction, passes } from './blocking-locks';
import type { Rule } from './rule';
import { advice, quiet, shown, touchesOld } from './rule';

/** Several statements read or write the same table from end to end. */
export const severalPasses: Rule = {
  id: 'several-passes',
  title: 'Several statements read or write the same table from end to end',
  axis: 'operation',
  why: 'Each goes over every row by itself, and nobody can use the table in the meantime; the subcommands of one ALTER TABLE share one pass.',
  safeWay: 'Put the subcommands into one ALTER TABLE: ALTER TABLE t ALTER a TYPE ..., ALTER b TYPE ...',
  check(subject) {
    const { relation, text } = subject;
    if (relation === null || !passes(subject) || !touchesOld(subject)) return quiet;
    const before = earlierInTransaction(subject).passed.get(relation);
    return before === undefined || before === text.sql
      ? quiet
      : advice(`goes over ${shown(subject)} once more in the same transaction`);
  },
};
