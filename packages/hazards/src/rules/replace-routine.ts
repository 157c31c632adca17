import type { Rule } from './rule';
import { risky, quiet, shown } from './rule';

/** A function or view that may stand before is replaced. */
export const replaceRoutine: Rule = {
  id: 'replace-routine',
  title: 'A function or view that may stand before is replaced',
  axis: 'compatibility',
  on: ['create-object', 'create-view'],
  why: 'Running code gets the new behaviour at once, and down() has to know the old body.',
  safeWay:
    'Create it under a new name and switch the callers, or acknowledge the rule and put the old body into down().',
  check(subject) {
    const { action, relation, catalog } = subject;
    if (action.kind === 'create-view')
      return action.replace && relation?.origin === 'before'
        ? risky(`replaces view ${shown(subject)}`)
        : quiet;
    if (action.kind !== 'create-object' || !action.replace || action.object !== 'function') return quiet;
    const isNew = catalog.routinesComplete && catalog.findFunction(action.name) === undefined;
    return isNew || catalog.madeHere('function', action.name.name)
      ? quiet
      : risky(`replaces function ${action.name.name}, if it exists`);
  },
};
