import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** Code is attached to the writes of a table that stood before. */
export const createTrigger: Rule = {
  id: 'create-trigger',
  title: 'Code is attached to the writes of a table that stood before',
  axis: 'compatibility',
  on: ['create-object'],
  why: 'From then on it runs with every write of the live application, and a mistake in it stops them all.',
  safeWay:
    'Let the phase generator write the sync trigger, or try it on a copy with real traffic first; then acknowledge the rule.',
  check(subject) {
    const { action } = subject;
    if (action.kind !== 'create-object') return quiet;
    // A rule on a new table still acts on whatever tables it names.
    if (action.object === 'rule') return risky(`adds rule "${action.name.name}" to ${shown(subject)}`);
    if (action.object !== 'trigger' || !touchesOld(subject)) return quiet;
    return risky(`adds ${action.object} "${action.name.name}" to ${shown(subject)}`);
  },
};
