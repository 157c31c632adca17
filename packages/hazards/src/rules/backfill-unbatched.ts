import { estimateSeconds, isTooLong, showSeconds } from '../effects/cost';
import type { Rule } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';
import { isSmallBatch } from './update-targets';

/** Many rows are updated in one transaction. */
export const backfillUnbatched: Rule = {
  id: 'backfill-unbatched',
  title: 'Many rows are updated in one transaction',
  axis: 'operation',
  on: ['update'],
  why: 'Every row stays locked until the end, the log and the table grow by a copy of every row, and replicas fall behind.',
  safeWay:
    'Update in batches by key range, with a commit after each: a migration with `transaction = false`.',
  check(subject) {
    const { action, effect, holdsLock } = subject;
    if (action.kind !== 'update' || holdsLock || !touchesOld(subject) || isSmallBatch(subject)) return quiet;
    const seconds = estimateSeconds(effect.work);
    return isTooLong(seconds)
      ? risky(`updates ${shown(subject)} in one transaction ${showSeconds(seconds)}`)
      : quiet;
  },
};
