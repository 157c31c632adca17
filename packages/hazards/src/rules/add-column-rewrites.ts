import type { Rule } from './rule';
import { quiet, shown, touchesOld, riskyWhenSlow } from './rule';

/** Adding the column rewrites the table. */
export const addColumnRewrites: Rule = {
  id: 'add-column-rewrites',
  title: 'Adding the column rewrites the table',
  axis: 'operation',
  why: 'Every row is written again and every index built again while nobody can read or write the table.',
  safeWay:
    'Add the column as nullable and without a default, SET DEFAULT for new rows, and fill the old rows in batches.',
  check(subject) {
    const { action, effect } = subject;
    const rewrites = action.kind === 'add-column' && effect.work.some(({ kind }) => kind === 'rewrite');
    return rewrites && touchesOld(subject)
      ? riskyWhenSlow(subject, `rewrites ${shown(subject)} under AccessExclusiveLock`)
      : quiet;
  },
};
