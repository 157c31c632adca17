import type { Relation } from '../catalog/model';
import type { ColumnSpec } from '../sql/actions';
import { quoteName } from '../sql/names';
import { isSerial } from '../sql/types';
import { pastDrops } from './past-drops';
import type { Rule, Subject } from './rule';
import { dangerous, quiet, rewriteOf, shown } from './rule';
import { tableSql, typeSql } from './suggest/sql';

/** A column is dropped and added again under the same name. */
export const dropAndAddColumn: Rule = {
  id: 'drop-and-add-column',
  title: 'A column is dropped and added again under the same name',
  axis: 'data',
  on: ['add-column', 'rename'],
  why: 'The new column starts empty: TypeORM writes this for a change of type or length, and every value is lost without an error (typeorm#3357).',
  safeWay:
    'ALTER TABLE ... ALTER COLUMN ... TYPE ... USING ..., or add a column under a new name, copy the values, switch, and drop the old one in a later phase.',
  check(subject) {
    const { action, relation } = subject;
    if (relation === null) return quiet;
    if (action.kind === 'add-column' && isGone(subject, action.column.name))
      return dangerous(
        `drops column "${action.column.name}" of ${shown(subject)} and adds an empty one under the same name`,
        rewriteOf(isFilledByServer(action.column) ? undefined : [changeOfType(relation, action.column)]),
      );
    if (action.kind !== 'rename' || action.object !== 'column' || action.part === undefined) return quiet;
    const moved = relation.columns.get(action.part);
    if (moved?.origin !== 'here' || !isGone(subject, action.to) || isCopied(subject, action.part))
      return quiet;
    return dangerous(
      `drops column "${action.to}" of ${shown(subject)} and puts "${action.part}" in its place, into which nothing was copied`,
    );
  },
};

/** Whether a column of that name was there, with its values, and is dropped by now: in this file, or by one before it in the same review. */
function isGone({ direction, relation, past }: Subject, name: string): boolean {
  if (direction === 'up') return relation?.lostColumns.has(name) === true;
  return pastDrops(past).some(
    (step) =>
      step.action.kind === 'drop-column' &&
      step.relation === relation &&
      step.action.column === name &&
      step.lostColumn,
  );
}

const isCopied = ({ past, relation }: Subject, column: string): boolean =>
  past.some(
    (step) =>
      step.action.kind === 'update' && step.relation === relation && step.action.columns.includes(column),
  );

const isFilledByServer = ({ identity, generated, type }: ColumnSpec): boolean =>
  identity || generated !== null || isSerial(type);

/** In place of both statements: the column stays, and so do its values. */
function changeOfType(relation: Relation, { name, type }: ColumnSpec): string {
  const column = quoteName(name);
  return `ALTER TABLE ${tableSql(relation)} ALTER COLUMN ${column} TYPE ${typeSql(type)} USING ${column}::${typeSql(type)}`;
}
