import type { Rule } from './rule';
import { quiet, rewriteOf, riskyWhenSlow, shown, touchesOld } from './rule';

/** An index is built while writers wait. */
export const createIndexBlocks: Rule = {
  id: 'create-index-blocks',
  title: 'An index is built while writers wait',
  axis: 'operation',
  on: ['create-index'],
  why: 'ShareLock stops every write until the index is finished.',
  safeWay: 'CREATE INDEX CONCURRENTLY, alone in a migration with `transaction = false`.',
  check(subject) {
    const { action, effect, relation, text } = subject;
    if (
      action.kind !== 'create-index' ||
      action.concurrently ||
      !touchesOld(subject) ||
      effect.work.length === 0
    )
      return quiet;
    const beside = text.sql.replace(/^create\s+(unique\s+)?index\s+/i, (head) => `${head}CONCURRENTLY `);
    return riskyWhenSlow(
      subject,
      `builds an index on ${shown(subject)} under ShareLock`,
      // A partitioned table takes no CONCURRENTLY.
      rewriteOf(relation?.kind === 'partitioned' || beside === text.sql ? undefined : [beside]),
    );
  },
};
