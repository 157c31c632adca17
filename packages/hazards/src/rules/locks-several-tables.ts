import { qualified } from '../catalog/model';
import { earlierInTransaction, locksOut } from './blocking-locks';
import type { Rule } from './rule';
import { advice, quiet, shown } from './rule';

/** One transaction locks everybody out of more than one table. */
export const locksSeveralTables: Rule = {
  id: 'locks-several-tables',
  title: 'One transaction locks everybody out of more than one table',
  axis: 'operation',
  why: 'The first table stays locked while the statement waits for the second; a query that holds the second and wants the first is a deadlock.',
  safeWay: 'One migration per table, each in a transaction of its own.',
  check(subject) {
    const { relation } = subject;
    if (relation === null || !locksOut(subject)) return quiet;
    const { lockedOut } = earlierInTransaction(subject);
    if (lockedOut.has(relation)) return quiet;
    const [first] = lockedOut;
    return first === undefined
      ? quiet
      : advice(`locks ${shown(subject)} while it holds AccessExclusiveLock on ${qualified(first)}`);
  },
};
