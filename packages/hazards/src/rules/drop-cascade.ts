import { isNew } from '../catalog/model';
import type { Rule, Subject } from './rule';
import { dangerous, risky, quiet } from './rule';

/** CASCADE takes along what is not named. */
export const dropCascade: Rule = {
  id: 'drop-cascade',
  title: 'CASCADE takes along what is not named',
  axis: 'data',
  why: 'Views, foreign keys, columns and rows of other tables vanish without being named in the migration.',
  safeWay: 'Drop the dependent objects one by one, by name, so that the review sees each of them.',
  check(subject) {
    const { action, direction } = subject;
    if (!('cascade' in action) || !action.cascade) return quiet;
    const message = 'CASCADE removes objects that the statement does not name';
    if (!isOwn(subject)) return dangerous(message);
    return direction === 'down'
      ? risky(`${message}; between up() and down() others may have come to depend on it`)
      : quiet;
  },
};

/** Whether what CASCADE starts from was made by this migration. */
function isOwn({ action, relation, catalog }: Subject): boolean {
  if (action.kind === 'drop-column')
    return relation !== null && (isNew(relation) || relation.columns.get(action.column)?.origin === 'here');
  if (action.kind === 'drop-constraint')
    return relation !== null && (isNew(relation) || relation.constraints.get(action.name)?.origin === 'here');
  if (action.kind !== 'drop') return relation !== null && isNew(relation);
  if (action.object === 'type' || action.object === 'domain')
    return catalog.findType(action.name)?.origin === 'here';
  if (relation !== null) return isNew(relation) || (relation.kind === 'view' && relation.origin === 'here');
  return catalog.madeHere(action.object, action.name.name);
}
