import { isNew } from '../catalog/model';
import type { Rule } from './rule';
import { risky, quiet, touchesOld, riskyWhenSlow, shown } from './rule';

/** The table is copied as a whole. */
export const rewriteTable: Rule = {
  id: 'rewrite-table',
  title: 'The table is copied as a whole',
  axis: 'operation',
  on: ['cluster', 'move-storage', 'set-persistence', 'vacuum'],
  why: 'Nobody can read or write it until the copy is finished.',
  safeWay: 'Leave the storage alone in migrations; pg_repack does the same online.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind === 'vacuum' && action.full) {
      const old = action.tables.some((name) => !isNew(catalog.spokenOf(name)));
      return old || action.tables.length === 0
        ? risky('VACUUM FULL copies whole tables under AccessExclusiveLock')
        : quiet;
    }
    if (action.kind === 'cluster')
      return touchesOld(subject) || action.table === undefined
        ? risky(`CLUSTER copies ${shown(subject)} under AccessExclusiveLock`)
        : quiet;
    const moves = action.kind === 'move-storage' || (action.kind === 'set-persistence' && action.logged);
    return moves && touchesOld(subject)
      ? riskyWhenSlow(subject, `copies ${shown(subject)} under AccessExclusiveLock`)
      : quiet;
  },
};
