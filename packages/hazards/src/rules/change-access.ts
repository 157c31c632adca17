import { isNew } from '../catalog/model';
import type { Rule, Subject } from './rule';
import { risky, quiet, shown, touchesOld } from './rule';

/** Who may do what is changed. */
export const changeAccess: Rule = {
  id: 'change-access',
  title: 'Who may do what is changed',
  axis: 'compatibility',
  on: ['alter-policy', 'change-owner', 'create-object', 'grant', 'owner', 'row-security'],
  why: 'A grant opens data to others, a revoke, a new owner or row security locks the running application out.',
  safeWay: 'Change access in a reviewed step of its own, not in a schema migration.',
  check(subject) {
    const { action } = subject;
    if (action.kind === 'grant')
      return onlyNewTables(subject)
        ? quiet
        : risky(action.grants ? 'grants privileges' : 'revokes privileges');
    if (action.kind === 'change-owner')
      return risky(`changes the owner of ${action.object} ${action.name.name}`);
    if (action.kind === 'alter-policy') return risky(`changes row security policy ${action.name}`);
    if (!touchesOld(subject)) return quiet;
    if (action.kind === 'owner')
      return action.to !== undefined && action.to === subject.relation?.owner
        ? quiet
        : risky(`changes the owner of ${shown(subject)}`);
    if (action.kind === 'row-security')
      return risky(`changes row security of ${shown(subject)} (${action.change})`);
    return action.kind === 'create-object' && action.object === 'policy'
      ? risky(`adds a row security policy to ${shown(subject)}`)
      : quiet;
  },
};

function onlyNewTables({ action, catalog }: Subject): boolean {
  if (action.kind !== 'grant' || action.tables.length === 0) return false;
  return action.tables.every((name) => {
    const found = catalog.find(name);
    return found !== undefined && isNew(found);
  });
}
