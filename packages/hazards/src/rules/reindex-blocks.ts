import type { Rule } from './rule';
import { risky, quiet, touchesOld, riskyWhenSlow, shown } from './rule';

/** An index is rebuilt while writers wait. */
export const reindexBlocks: Rule = {
  id: 'reindex-blocks',
  title: 'An index is rebuilt while writers wait',
  axis: 'operation',
  why: 'ShareLock stops every write to the table, and queries that would use the index wait too.',
  safeWay: 'REINDEX ... CONCURRENTLY (PostgreSQL 12 and later), outside a transaction.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'reindex' || action.concurrently) return quiet;
    if (relation === null) return risky('rebuilds indexes of tables that are not known');
    return touchesOld(subject)
      ? riskyWhenSlow(subject, `rebuilds indexes of ${shown(subject)} under ShareLock`)
      : quiet;
  },
};
