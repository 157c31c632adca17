import { changesNothing } from '../sql/actions';
import { earlierInTransaction, locksOut } from './blocking-locks';
import type { Rule } from './rule';
import { quiet, risky } from './rule';
import { qualified } from '../catalog/model';

/** A statement runs while the transaction keeps everybody out of a table. */
export const statementAfterLock: Rule = {
  id: 'statement-after-lock',
  title: 'A statement runs while the transaction keeps everybody out of a table',
  axis: 'operation',
  optional: true,
  why: 'AccessExclusiveLock is held until the transaction ends: every statement after it adds to the time that others wait.',
  safeWay: 'The statement that takes the lock last, or alone.',
  check(subject) {
    if (changesNothing.has(subject.action.kind) && subject.action.kind !== 'query') return quiet;
    for (const step of earlierInTransaction(subject)) {
      if (step.text.sql !== subject.text.sql && step.relation !== null && locksOut(step))
        return risky(`runs while AccessExclusiveLock on ${qualified(step.relation)} is held`);
    }
    return quiet;
  },
};
