import type { Rule } from './rule';
import { dangerous, quiet, shown } from './rule';

/** A sequence that stood before is dropped. */
export const dropSequence: Rule = {
  id: 'drop-sequence',
  title: 'A sequence that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'The position of the sequence is gone; a new one starts at 1 and runs into existing keys.',
  safeWay: 'Leave the sequence; an unused one costs nothing.',
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'drop' || action.object !== 'sequence') return quiet;
    return relation?.origin === 'here' ? quiet : dangerous(`drops sequence ${shown(subject)}`);
  },
};
