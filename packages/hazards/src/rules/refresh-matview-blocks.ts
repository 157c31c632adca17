import { quoteQualified } from '../sql/names';
import type { Rule } from './rule';
import { quiet, rewriteOf, risky, riskyWhenSlow, shown } from './rule';

/** A materialized view is computed again while its readers wait. */
export const refreshMatviewBlocks: Rule = {
  id: 'refresh-matview-blocks',
  title: 'A materialized view is computed again while its readers wait',
  axis: 'operation',
  on: ['refresh-matview'],
  why: 'AccessExclusiveLock stops every reader of the view until the query has run.',
  safeWay: 'REFRESH MATERIALIZED VIEW CONCURRENTLY (needs a unique index on the view).',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'refresh-matview' || action.concurrently || relation?.origin === 'here') return quiet;
    const beside = `REFRESH MATERIALIZED VIEW CONCURRENTLY ${quoteQualified(action.view)}`;
    const more = rewriteOf(action.populated ? [beside] : undefined);
    return relation === null
      ? risky('refreshes a view that is not known', more)
      : riskyWhenSlow(subject, `refreshes ${shown(subject)} under AccessExclusiveLock`, more);
  },
};
