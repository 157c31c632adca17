import { blocksWriters } from '../effects/effect';
import type { Rule } from './rule';
import { risky, quiet, touchesOld, shown } from './rule';

/** A table that stood before is locked by hand. */
export const lockTable: Rule = {
  id: 'lock-table',
  title: 'A table that stood before is locked by hand',
  axis: 'operation',
  on: ['lock-table'],
  why: 'The lock is held until the transaction ends, whatever else it does.',
  safeWay: 'Let the statements take the locks that they need.',
  check(subject) {
    const { action, effect } = subject;
    const blocks = effect.locks.some(({ mode }) => blocksWriters(mode));
    return action.kind === 'lock-table' && blocks && touchesOld(subject)
      ? risky(`locks ${shown(subject)} against writers`)
      : quiet;
  },
};
