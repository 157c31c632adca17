import { isSerial } from '../sql/types';
import type { Rule } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';
import { bareColumn } from './suggest/new-column-steps';

/** A required column without a default is added. */
export const addRequiredColumn: Rule = {
  id: 'add-required-column',
  title: 'A required column without a default is added',
  axis: 'compatibility',
  on: ['add-column'],
  why: 'Existing rows have no value for it, so the statement fails on any table with rows; on an empty one, code of the previous release can no longer insert.',
  safeWay: 'Add a DEFAULT, or add the column as nullable, fill it, and make it NOT NULL in a later step.',
  check(subject) {
    const { action, relation, catalog } = subject;
    if (action.kind !== 'add-column' || relation === null || !touchesOld(subject)) return quiet;
    const { name, type, notNull, identity, generated, defaultExpression } = action.column;
    const filled = defaultExpression !== undefined || identity || generated !== null || isSerial(type);
    if (!notNull || filled || relation.columns.get(name) !== undefined) return quiet;
    return risky(`adds required column "${name}" to ${shown(subject)} without a default`, {
      rewrite: [bareColumn(relation, action.column, catalog)],
    });
  },
};
