import { classifyTypeChange, usingIsPlain } from '../effects/type-change';
import { showType } from '../sql/types';
import type { Rule } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';
import { besideStep } from './suggest/sql';

/** A change of type may refuse, cut or round values. */
export const typeChangeLosesValues: Rule = {
  id: 'type-change-loses-values',
  title: 'A change of type may refuse, cut or round values',
  axis: 'data',
  on: ['set-type'],
  why: 'Values that do not fit stop the migration or are changed without a word, and down() cannot bring the old ones back.',
  safeWay:
    'Add a column of the new type, copy with a checked conversion in batches, switch the code, drop the old column in a later phase.',
  check(subject) {
    const { action, relation, direction, catalog, conditions } = subject;
    if (action.kind !== 'set-type' || relation === null || !touchesOld(subject)) return quiet;
    const more = { rewrite: [besideStep(relation, action)] };
    const column = relation.columns.get(action.column);
    if (column?.origin === 'here') return quiet;
    const to = showType(action.type);
    if (!usingIsPlain(action.using, action.column, action.type))
      return risky(
        `replaces the values of "${action.column}" of ${shown(subject)} by a USING expression (to ${to})`,
        more,
      );
    if (column?.type === undefined || column.type === null)
      return risky(`changes "${action.column}" of ${shown(subject)} from an unknown type to ${to}`, more);
    const change = classifyTypeChange(
      catalog.baseType(column.type),
      catalog.baseType(action.type),
      conditions,
    );
    // down() may narrow what up() widened: the server refuses what does not fit, and nothing is lost.
    if (change === 'lossy' || (change === 'refuses' && direction === 'up'))
      return risky(
        `changes "${action.column}" of ${shown(subject)} from ${showType(column.type)} to ${to}, which not every value survives`,
        more,
      );
    return quiet;
  },
};
