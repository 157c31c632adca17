import { earlierInTransaction } from './blocking-locks';
import type { Rule, Step } from './rule';
import { advice, quiet, shown, touchesOld } from './rule';

/** Several statements read or write the same table from end to end. */
export const severalPasses: Rule = {
  id: 'several-passes',
  title: 'Several statements read or write the same table from end to end',
  axis: 'operation',
  why: 'Each goes over every row by itself, and nobody can use the table in the meantime; the subcommands of one ALTER TABLE share one pass.',
  safeWay: 'Put the subcommands into one ALTER TABLE: ALTER TABLE t ALTER a TYPE ..., ALTER b TYPE ...',
  check(subject) {
    if (!passes(subject) || !touchesOld(subject)) return quiet;
    for (const step of earlierInTransaction(subject)) {
      if (step.relation === subject.relation && passes(step) && step.text.sql !== subject.text.sql)
        return advice(`goes over ${shown(subject)} once more in the same transaction`);
    }
    return quiet;
  },
};

/** Whether the step is a subcommand of ALTER TABLE that goes over the rows of its table. */
const passes = ({ action, effect, relation }: Step): boolean =>
  'ifExists' in action &&
  'table' in action &&
  effect.work.some((work) => work.relation === relation && (work.kind === 'scan' || work.kind === 'rewrite'));
