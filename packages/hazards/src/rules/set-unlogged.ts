import type { Rule } from './rule';
import { dangerous, quiet, shown, touchesOld } from './rule';

/** A table that stood before is made UNLOGGED. */
export const setUnlogged: Rule = {
  id: 'set-unlogged',
  title: 'A table that stood before is made UNLOGGED',
  axis: 'data',
  on: ['set-persistence'],
  why: 'After a crash an unlogged table is empty, and it is not copied to replicas or backups of the log.',
  safeWay: 'Leave the table as it is.',
  check(subject) {
    const { action } = subject;
    const unlogs = action.kind === 'set-persistence' && !action.logged;
    return unlogs && touchesOld(subject) ? dangerous(`makes ${shown(subject)} UNLOGGED`) : quiet;
  },
};
