import { objectKey } from '../catalog/object-key';
import type { Rule } from './rule';
import { risky, quiet, touchesOld } from './rule';

/** A function, trigger, policy or rule that stood before is dropped. */
export const dropRoutine: Rule = {
  id: 'drop-routine',
  title: 'A function, trigger, policy or rule that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'What it did for every write (checks, sync, audit, access) stops at once, and down() cannot know its old body.',
  safeWay: 'Replace it in place, or drop it in a later phase, when nothing relies on it.',
  check(subject) {
    const { action, catalog } = subject;
    if (
      action.kind !== 'drop' ||
      !['function', 'trigger', 'policy', 'rule', 'statistics', 'collation', 'other'].includes(action.object)
    )
      return quiet;
    if (catalog.madeHere(action.object, objectKey(action))) return quiet;
    if (action.onTable !== undefined && !touchesOld(subject)) return quiet;
    const what = action.object === 'other' ? 'an object' : `${action.object} ${action.name.name}`;
    return risky(`drops ${what} that this migration did not create`);
  },
};
