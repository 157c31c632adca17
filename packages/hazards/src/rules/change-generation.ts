import type { Rule } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** How a column gets its values is changed. */
export const changeGeneration: Rule = {
  id: 'change-generation',
  title: 'How a column gets its values is changed',
  axis: 'compatibility',
  on: ['drop-expression', 'identity', 'set-expression'],
  why: 'Rows written by code of the previous release are refused or get other values than before.',
  safeWay: 'Add a new column that is generated the new way, and switch in phases.',
  check(subject) {
    const { action, relation } = subject;
    if (!touchesOld(subject) || !('column' in action) || typeof action.column !== 'string') return quiet;
    if (relation?.columns.get(action.column)?.origin === 'here') return quiet;
    if (action.kind === 'set-expression')
      return risky(`computes every value of "${action.column}" of ${shown(subject)} again`);
    if (action.kind === 'drop-expression')
      return risky(`"${action.column}" of ${shown(subject)} stops being computed`);
    if (action.kind !== 'identity' || (action.change === 'add' && !action.always)) return quiet;
    return risky(`changes the identity of "${action.column}" of ${shown(subject)}`);
  },
};
