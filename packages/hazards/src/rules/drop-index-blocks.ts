import { quoteQualified, showName } from '../sql/names';
import { isNew } from '../catalog/model';
import type { Rule } from './rule';
import { quiet, rewriteOf, risky } from './rule';

/** An index that stood before is dropped. */
export const dropIndexBlocks: Rule = {
  id: 'drop-index-blocks',
  title: 'An index that stood before is dropped',
  axis: 'operation',
  on: ['drop'],
  why: 'AccessExclusiveLock on the table waits for, and then stops, every query on it; a unique index also takes its guarantee along.',
  safeWay: 'DROP INDEX CONCURRENTLY, alone in a migration with `transaction = false`.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'drop' || action.object !== 'index' || action.concurrently) return quiet;
    const found = catalog.findIndex(action.name);
    if (found !== undefined && (found.index.origin === 'here' || isNew(found.table))) return quiet;
    const ifExists = action.ifExists ? 'IF EXISTS ' : '';
    return risky(
      `drops index ${showName(action.name)}`,
      rewriteOf(
        found?.table.kind === 'partitioned' || action.cascade
          ? undefined
          : [`DROP INDEX CONCURRENTLY ${ifExists}${quoteQualified(action.name)}`],
      ),
    );
  },
};
