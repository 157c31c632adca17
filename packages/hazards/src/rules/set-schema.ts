import { showName } from '../sql/names';
import type { Rule } from './rule';
import { dangerous, quiet } from './rule';

/** Something that stood before moves to another schema. */
export const setSchema: Rule = {
  id: 'set-schema',
  title: 'Something that stood before moves to another schema',
  axis: 'compatibility',
  on: ['set-schema'],
  why: 'Code of the previous release looks for it in the old schema and fails.',
  safeWay: 'Leave it where it is; a view in the new schema can show it there.',
  check(subject) {
    const { action, relation, catalog } = subject;
    if (action.kind !== 'set-schema') return quiet;
    const own =
      relation?.origin === 'here' ||
      catalog.findType(action.name)?.origin === 'here' ||
      catalog.madeHere(action.object, action.name.name);
    return own
      ? quiet
      : dangerous(`moves ${action.object} ${showName(action.name)} to schema ${action.schema}`);
  },
};
