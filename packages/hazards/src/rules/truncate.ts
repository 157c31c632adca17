import type { Rule } from './rule';
import { dangerous, quiet, shown, touchesOld } from './rule';

/** A table that stood before is emptied. */
export const truncate: Rule = {
  id: 'truncate',
  title: 'A table that stood before is emptied',
  axis: 'data',
  on: ['truncate'],
  why: 'Every row is gone, and triggers and foreign keys do not get to object row by row.',
  safeWay:
    'Never empty a table in a migration. Delete what must go in batches, from reviewed code, after a verified backup.',
  check(subject) {
    return subject.action.kind === 'truncate' && touchesOld(subject)
      ? dangerous(`empties ${shown(subject)}`)
      : quiet;
  },
};
