import { quoteName } from '../sql/names';
import type { Rule } from './rule';
import { dangerous, quiet, shown, touchesOld } from './rule';
import { tableSql } from './suggest/sql';

const keep =
  'Keep the column, mark it as deprecated and stop using it in code; drop it in a later contract phase (`Remove...`) after a verified backup.';

/** A column that stood before is dropped. */
export const dropColumn: Rule = {
  id: 'drop-column',
  title: 'A column that stood before is dropped',
  axis: 'data',
  on: ['drop-column'],
  why: 'The values of the column are gone for every row, and running code that names the column fails.',
  safeWay: keep,
  check(subject) {
    const { action, relation } = subject;
    if (action.kind !== 'drop-column' || relation === null || !touchesOld(subject)) return quiet;
    const column = relation.columns.get(action.column);
    if (column?.origin === 'here') return quiet;
    // IF EXISTS over a column that is known not to exist does nothing.
    if (column === undefined && action.missingOk && relation.known === true && relation.columns.size > 0)
      return quiet;
    const values = `SELECT count(${quoteName(action.column)}) FROM ${tableSql(relation)}`;
    return dangerous(`drops column "${action.column}" of ${shown(subject)} with all its values`, {
      safeWay: `${keep} What would be lost: ${values}`,
    });
  },
};
