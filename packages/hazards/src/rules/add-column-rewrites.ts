import type { Rule } from './rule';
import { quiet, rewriteOf, riskyWhenSlow, shown, touchesOld } from './rule';
import { defaultLater } from './suggest/new-column-steps';

/** Adding the column rewrites the table. */
export const addColumnRewrites: Rule = {
  id: 'add-column-rewrites',
  title: 'Adding the column rewrites the table',
  axis: 'operation',
  on: ['add-column'],
  why: 'Every row is written again and every index built again while nobody can read or write the table.',
  safeWay:
    'Add the column as nullable and without a default, SET DEFAULT for new rows, and fill the old rows in batches.',
  check(subject) {
    const { action, effect, relation, text, catalog } = subject;
    if (action.kind !== 'add-column' || relation === null || !touchesOld(subject)) return quiet;
    if (!effect.work.some(({ kind }) => kind === 'rewrite')) return quiet;
    return riskyWhenSlow(
      subject,
      `rewrites ${shown(subject)} under AccessExclusiveLock`,
      rewriteOf(defaultLater(relation, action.column, text, catalog)),
    );
  },
};
