import { pastDrops } from './past-drops';
import type { Rule } from './rule';
import { dangerous, quiet, shown } from './rule';

/** A column is dropped and added again under the same name. */
export const dropAndAddColumn: Rule = {
  id: 'drop-and-add-column',
  title: 'A column is dropped and added again under the same name',
  axis: 'data',
  why: 'The new column starts empty: TypeORM writes this for a change of type or length, and every value is lost without an error (typeorm#3357).',
  safeWay:
    'ALTER TABLE ... ALTER COLUMN ... TYPE ... USING ..., or add a column under a new name, copy the values, switch, and drop the old one in a later phase.',
  check(subject) {
    const { action, relation, past } = subject;
    if (action.kind !== 'add-column') return quiet;
    const dropped = pastDrops(past).some(
      (step) =>
        step.action.kind === 'drop-column' &&
        step.relation === relation &&
        step.action.column === action.column.name &&
        step.lostColumn,
    );
    if (!dropped) return quiet;
    return dangerous(
      `drops column "${action.column.name}" of ${shown(subject)} and adds an empty one under the same name`,
    );
  },
};
