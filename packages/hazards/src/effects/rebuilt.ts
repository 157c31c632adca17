import type { Effect, Work } from './effect';
import { allOf, lockIndexes } from './effect';

/**
 * The locks on indexes that come with work: whatever gives a table a new file locks every index of it and builds it again, and an index
 * that is built again in its place is locked by itself.
 */
export const rebuilt = (work: readonly Work[]): Effect =>
  allOf(
    work.map(({ kind, relation, index }) =>
      kind === 'rewrite' || kind === 'empty'
        ? lockIndexes([relation], 'AccessExclusiveLock')
        : lockIndexes(
            kind === 'build' ? [relation] : [],
            'AccessExclusiveLock',
            ({ name }) => name === index,
          ),
    ),
  );
