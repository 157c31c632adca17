import { showName } from '../sql/names';
import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** A type that stood before is dropped. */
export const dropType: Rule = {
  id: 'drop-type',
  title: 'A type that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'What is stored as that type, and code that casts to it, depends on it.',
  safeWay: 'Leave the type until nothing uses it, then drop it in a later contract phase.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'drop' || (action.object !== 'type' && action.object !== 'domain')) return quiet;
    return catalog.findType(action.name)?.origin === 'here'
      ? quiet
      : dangerous(`drops type ${showName(action.name)}`);
  },
};
