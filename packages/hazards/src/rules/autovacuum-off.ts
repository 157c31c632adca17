import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** Autovacuum is switched off. */
export const autovacuumOff: Rule = {
  id: 'autovacuum-off',
  title: 'Autovacuum is switched off',
  axis: 'operation',
  on: ['table-option'],
  why: 'Dead rows pile up, queries slow down, and in the end the server stops to prevent wraparound.',
  safeWay: 'Tune autovacuum_vacuum_scale_factor instead.',
  check(subject) {
    const { action } = subject;
    const off =
      action.kind === 'table-option' &&
      action.option === 'autovacuum_enabled' &&
      ['false', 'off', '0', 'no'].includes(action.value);
    return off && touchesOld(subject) ? risky(`switches autovacuum of ${shown(subject)} off`) : quiet;
  },
};
