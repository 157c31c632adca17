import { showName } from '../sql/names';
import type { Rule } from './rule';
import { risky, dangerous, quiet } from './rule';

/** A domain or composite type that stood before is changed. */
export const changeDomain: Rule = {
  id: 'change-domain',
  title: 'A domain or composite type that stood before is changed',
  axis: 'compatibility',
  on: ['alter-attribute', 'alter-domain'],
  why: 'Every table that uses it is read while its writers wait, and there is no way to do it online.',
  safeWay:
    'Put the CHECK on the tables (NOT VALID, then VALIDATE), or create a new type and switch in phases.',
  check(subject) {
    const { action, catalog } = subject;
    if (action.kind !== 'alter-domain' && action.kind !== 'alter-attribute') return quiet;
    if (action.change === 'rename') return quiet;
    if (action.change === 'default' || catalog.findType(action.type)?.origin === 'here') return quiet;
    const message = `changes type ${showName(action.type)} (${action.change})`;
    return action.change === 'drop' ? dangerous(message) : risky(message);
  },
};
