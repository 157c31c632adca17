import type { Rule } from './rule';
import { quiet, rewriteOf, risky, riskyWhenSlow, shown, touchesOld } from './rule';

/** An index is rebuilt while writers wait. */
export const reindexBlocks: Rule = {
  id: 'reindex-blocks',
  title: 'An index is rebuilt while writers wait',
  axis: 'operation',
  on: ['reindex'],
  why: 'ShareLock stops every write to the table, and queries that would use the index wait too.',
  safeWay: 'REINDEX ... CONCURRENTLY (PostgreSQL 12 and later), outside a transaction.',
  check(subject) {
    const { action, relation, text, conditions } = subject;
    if (action.kind !== 'reindex' || action.concurrently) return quiet;
    const beside = text.sql.replace(
      /^reindex\s+(?:\([^)]*\)\s*)?(?:table|index|schema|database)\s+/i,
      (head) => `${head}CONCURRENTLY `,
    );
    const more = rewriteOf(conditions.serverMajor < 12 || beside === text.sql ? undefined : [beside]);
    if (relation === null) return risky('rebuilds indexes of tables that are not known', more);
    return touchesOld(subject)
      ? riskyWhenSlow(subject, `rebuilds indexes of ${shown(subject)} under ShareLock`, more)
      : quiet;
  },
};
