import type { Rule } from './rule';
import { dangerous, risky, quiet, shown, touchesOld } from './rule';

/** Triggers, and with them foreign keys, are switched off. */
export const disableTriggers: Rule = {
  id: 'disable-triggers',
  title: 'Triggers, and with them foreign keys, are switched off',
  axis: 'data',
  on: ['trigger-state'],
  why: 'Foreign keys are triggers: rows that break them can be written, and the sync of an expand phase stops.',
  safeWay: 'Leave the triggers on; write the rows in an order that satisfies them.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'trigger-state' || !touchesOld(subject)) return quiet;
    if (!action.enabled) return dangerous(`disables triggers of ${shown(subject)}`);
    return action.mode === 'origin' ? quiet : risky(`changes when triggers of ${shown(subject)} fire`);
  },
};
