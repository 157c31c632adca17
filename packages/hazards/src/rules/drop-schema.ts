import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** A schema that stood before is dropped. */
export const dropSchema: Rule = {
  id: 'drop-schema',
  title: 'A schema that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'Everything in it goes with it.',
  safeWay: 'Move or drop the objects one by one in a later contract phase, after a verified backup.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'drop' || action.object !== 'schema') return quiet;
    return catalog.madeHere('schema', action.name.name)
      ? quiet
      : dangerous(`drops schema ${action.name.name}`);
  },
};
