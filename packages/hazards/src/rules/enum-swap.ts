import type { Rule } from './rule';
import { dangerous, quiet, shown, touchesOld } from './rule';

/** An enum is replaced by a renamed copy. */
export const enumSwap: Rule = {
  id: 'enum-swap',
  title: 'An enum is replaced by a renamed copy',
  axis: 'data',
  why: 'The table is rewritten under a lock that stops everybody, values that have no namesake stop the migration, and code of the previous release loses the old type. TypeORM 0.3 writes this for every change of an enum.',
  safeWay:
    'ALTER TYPE ... ADD VALUE for a new value (keep the values that are no longer used); for anything else add a new column and switch in phases.',
  check(subject) {
    const { action, past, relation } = subject;
    if (action.kind !== 'set-type' || !touchesOld(subject)) return quiet;
    if (relation?.columns.get(action.column)?.origin === 'here') return quiet;
    const { name } = action.type;
    const renamed = past.some(
      (step) =>
        step.action.kind === 'rename' && step.action.object === 'type' && step.action.name.name === name,
    );
    const created = past.some((step) => step.action.kind === 'create-type' && step.action.type.name === name);
    return renamed && created
      ? dangerous(`swaps enum ${name} for a new one under "${action.column}" of ${shown(subject)}`)
      : quiet;
  },
};
