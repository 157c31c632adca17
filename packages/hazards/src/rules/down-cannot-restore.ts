import { pastDrops } from './past-drops';
import type { Rule } from './rule';
import { quiet, risky, shown } from './rule';

/** down() brings a column or table back, but not what was in it. */
export const downCannotRestore: Rule = {
  id: 'down-cannot-restore',
  title: 'down() brings a column or table back, but not what was in it',
  axis: 'data',
  on: ['add-column', 'create-table'],
  why: 'The schema is what it was, the values are gone: a release that goes back finds empty columns, and nobody is told.',
  safeWay:
    'Drop in a contract phase of its own, long after the last release that used it; keep what is dropped in a backup, or rename it away first.',
  check(subject) {
    const { action, relation, direction, up } = subject;
    if (direction !== 'down') return quiet;
    if (action.kind === 'add-column') {
      const lost = pastDrops(up).some(
        (step) =>
          step.action.kind === 'drop-column' &&
          step.lostColumn &&
          step.relation === relation &&
          step.action.column === action.column.name,
      );
      return lost
        ? risky(`brings "${action.column.name}" of ${shown(subject)} back without its values`)
        : quiet;
    }
    if (action.kind !== 'create-table') return quiet;
    const gone = up.some(
      (step) =>
        step.action.kind === 'drop' &&
        step.action.object === 'table' &&
        step.relation?.origin === 'before' &&
        step.action.name.name === action.table.name,
    );
    return gone ? risky(`brings table ${action.table.name} back without its rows`) : quiet;
  },
};
