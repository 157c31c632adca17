import type { Rule } from './rule';
import { quiet, riskyWhenSlow, shown, touchesOld } from './rule';
import { isSmallBatch } from './update-targets';

/** Rows are filled while the transaction blocks the table. */
export const backfillInDdlTransaction: Rule = {
  id: 'backfill-in-ddl-transaction',
  title: 'Rows are filled while the transaction blocks the table',
  axis: 'operation',
  on: ['update'],
  why: 'The lock of the DDL before it is held until the last row is written: nobody can use the table for that long.',
  safeWay: 'Fill the rows in a migration of its own, in batches with commits between them.',
  check(subject) {
    const { action, holdsLock } = subject;
    if (action.kind !== 'update' || !holdsLock || !touchesOld(subject) || isSmallBatch(subject)) return quiet;
    return riskyWhenSlow(
      subject,
      `backfill in the same transaction as DDL: updates ${shown(subject)} while others wait`,
    );
  },
};
