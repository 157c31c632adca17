import { storesOnlyNew } from '../catalog/model';
import type { Rule } from './rule';
import { dangerous, quiet, shown } from './rule';

/** A table that stood before is dropped. */
export const dropTable: Rule = {
  id: 'drop-table',
  title: 'A table that stood before is dropped',
  axis: 'data',
  on: ['drop'],
  why: 'Every row of the table is gone, and only a backup brings it back.',
  safeWay:
    'Stop using the table in code first, rename nothing, and drop it in a later contract phase after a verified backup.',
  check(subject) {
    const { action, relation } = subject;
    const drops = action.kind === 'drop' && (action.object === 'table' || action.object === 'foreign-table');
    return drops && relation !== null && !storesOnlyNew(relation)
      ? dangerous(`drops table ${shown(subject)} with all its rows`)
      : quiet;
  },
};
