import type { Rule } from './rule';
import { quiet, riskyWhenSlow, shown, touchesOld } from './rule';
import { besideStep } from './suggest/sql';

/** The change of type rewrites or reads the whole table. */
export const typeChangeRewrites: Rule = {
  id: 'type-change-rewrites',
  title: 'The change of type rewrites or reads the whole table',
  axis: 'operation',
  on: ['set-type'],
  why: 'Nobody can read or write the table until every row is written again or tested.',
  safeWay:
    'Add a column of the new type, keep both in step, copy in batches, switch the code, drop the old one in a later phase.',
  check(subject) {
    const { action, effect, relation } = subject;
    if (action.kind !== 'set-type' || relation === null || !touchesOld(subject) || effect.work.length === 0)
      return quiet;
    return riskyWhenSlow(
      subject,
      `changes "${action.column}" of ${shown(subject)} under AccessExclusiveLock`,
      { rewrite: [besideStep(relation, action)] },
    );
  },
};
