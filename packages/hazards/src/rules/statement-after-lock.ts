import { changesNothing } from '../sql/actions';
import { earlierInTransaction } from './blocking-locks';
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
    const { past, text, relation } = subject;
    // The subcommands of one statement share its lock.
    const own = past.at(-1)?.text.sql === text.sql && text.at > 0 ? relation : null;
    for (const locked of earlierInTransaction(subject).lockedOut)
      if (locked !== own) return risky(`runs while AccessExclusiveLock on ${qualified(locked)} is held`);
    return quiet;
  },
};
