import type { SqlType } from '../sql/types';
import { sameType, storedType } from '../sql/types';
import { pastDrops } from './past-drops';
import type { Rule, Subject } from './rule';
import { quiet, risky, shown, touchesOld } from './rule';
import { columnList, tableSql } from './suggest/sql';

/** A rename that is really a drop and an add. */
export const dropAndAddElsewhere: Rule = {
  id: 'drop-and-add-elsewhere',
  title: 'A rename that is really a drop and an add',
  axis: 'data',
  on: ['add-column', 'drop-column'],
  why: 'TypeORM cannot tell a renamed property from a new one: it drops the old column with all its values and adds an empty one under the new name.',
  safeWay:
    'Add the new column, write to both, copy the values in batches, switch reads, and drop the old one in a later phase.',
  check(subject) {
    const { action, relation } = subject;
    if (subject.direction === 'down' || relation === null || !touchesOld(subject)) return quiet;
    const pair =
      action.kind === 'add-column'
        ? {
            from: droppedAs(subject, storedType(action.column.type), action.column.name),
            to: action.column.name,
          }
        : action.kind === 'drop-column'
          ? { from: action.column, to: addedAs(subject, action.column) }
          : null;
    if (pair === null || pair.from === null || pair.to === null) return quiet;
    const { from, to } = pair;
    return risky(
      `drops "${from}" and adds "${to}" of the same type to ${shown(subject)}: a rename that would lose the values`,
      {
        safeWay: `Keep "${from}" for now: UPDATE ${tableSql(relation)} SET ${columnList([to])} = ${columnList([from])} WHERE ${columnList([to])} IS NULL, in batches; drop it in a later phase.`,
      },
    );
  },
};

/** A column of the same type that was dropped before; null where there is none, or the values were not in it. */
function droppedAs({ past, relation }: Subject, type: SqlType, name: string): string | null {
  for (const { action, relation: from, lostColumn } of pastDrops(past)) {
    if (action.kind !== 'drop-column' || from !== relation || !lostColumn || action.column === name) continue;
    const lost = relation?.lostColumns.get(action.column);
    if (lost && sameType(lost, type)) return action.column;
  }
  return null;
}

/** A column of the same type that this recording added, and into which nothing was copied. */
function addedAs({ past, relation, lostColumn }: Subject, dropped: string): string | null {
  const type = relation?.columns.get(dropped)?.type;
  if (!lostColumn || !type) return null;
  const twin = [...(relation?.columns.values() ?? [])].find(
    (column) => column.origin === 'here' && column.type !== null && sameType(column.type, type),
  );
  if (twin === undefined) return null;
  const copied = past.some(
    ({ action, relation: on }) =>
      action.kind === 'update' && on === relation && action.columns.includes(twin.name),
  );
  return copied ? null : twin.name;
}
