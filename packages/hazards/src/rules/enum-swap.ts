import { qualified } from '../catalog/model';
import { showName } from '../sql/names';
import type { Rule } from './rule';
import { dangerous, quiet, shown, touchesOld } from './rule';

/** An enum is replaced by a renamed copy. */
export const enumSwap: Rule = {
  id: 'enum-swap',
  title: 'An enum is replaced by a renamed copy',
  axis: 'data',
  on: ['rename', 'set-type'],
  why: 'The table is rewritten under a lock that stops everybody, values that have no namesake stop the migration, and code of the previous release loses the old type. TypeORM 0.3 writes this for every change of an enum.',
  safeWay:
    'ALTER TYPE ... ADD VALUE for a new value (keep the values that are no longer used); for anything else add a new column and switch in phases.',
  check(subject) {
    const { action, catalog, relation } = subject;
    // The new type gets the old one's name at last ...
    if (action.kind === 'rename' && (action.object === 'type' || action.object === 'domain')) {
      const schema =
        catalog.findType(action.name)?.schema ?? action.name.schema ?? catalog.creationSchema(action.name);
      return catalog.lostTypes.has(`${schema}.${action.to}`)
        ? dangerous(`puts type ${showName(action.name)} in the place of ${schema}.${action.to}`)
        : quiet;
    }
    // ... or is made under it, and the columns follow.
    if (action.kind !== 'set-type' || !touchesOld(subject)) return quiet;
    if (relation?.columns.get(action.column)?.origin === 'here') return quiet;
    const type = catalog.findType(action.type);
    return type !== undefined && catalog.lostTypes.has(qualified(type))
      ? dangerous(`swaps enum ${type.name} for a new one under "${action.column}" of ${shown(subject)}`)
      : quiet;
  },
};
