import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** A database, a role or everything that a role owns is dropped. */
export const dropDatabase: Rule = {
  id: 'drop-database',
  title: 'A database, a role or everything that a role owns is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'This reaches far beyond one schema change; nothing in a migration may do it.',
  safeWay: 'Never in a migration. An administrator does this by hand, after a verified backup.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'drop' || !['database', 'owned', 'role'].includes(action.object)) return quiet;
    const what =
      action.object === 'owned' ? 'everything that a role owns' : `${action.object} ${action.name.name}`;
    return dangerous(`drops ${what}`);
  },
};
