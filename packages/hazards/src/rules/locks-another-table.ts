import { familyOf } from '../catalog/family';
import { qualified } from '../catalog/model';
import { blockingLocks } from './blocking-locks';
import type { Rule } from './rule';
import { advice, quiet } from './rule';

/** A table that the statement is not about is locked too. */
export const locksAnotherTable: Rule = {
  id: 'locks-another-table',
  title: 'A table that the statement is not about is locked too',
  axis: 'operation',
  on: ['add-column', 'add-constraint', 'create-table', 'drop', 'drop-column', 'drop-constraint', 'set-type'],
  why: 'A foreign key locks the table that it points to (when it is made and when it is dropped, a new table included), a partition its parent: writers of that table wait until the transaction ends.',
  safeWay:
    'Keep the transaction short: nothing that takes long after this statement, and one such table per migration.',
  check(subject) {
    const { action, relation } = subject;
    if (!reaching.has(action.kind)) return quiet;
    const own = new Set(relation === null ? [] : familyOf(relation));
    const others = blockingLocks(subject).filter((lock) => !own.has(lock.relation));
    const shownLocks = [...new Map(others.map(({ relation: each, mode }) => [each, mode]))];
    return shownLocks.length === 0
      ? quiet
      : advice(`also takes ${shownLocks.map(([each, mode]) => `${mode} on ${qualified(each)}`).join(', ')}`);
  },
};

const reaching: ReadonlySet<string> = new Set([
  'add-constraint',
  'add-column',
  'create-table',
  'drop',
  'drop-column',
  'drop-constraint',
  'set-type',
]);
