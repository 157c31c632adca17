import type { Action } from '../sql/actions';
import type { Catalog } from './catalog';
import { isEmpty } from './empties';
import { familyOf } from './family';
import type { Constraint, Relation } from './model';
import { stands } from './uses';

/** What a foreign key's behaviour says of when it is tested. */
const timing = ({
  behaviour = '',
}: Constraint): { readonly deferrable: boolean; readonly initially: boolean } => {
  const [, , , deferrable, initially] = behaviour.split(' ');
  return { deferrable: deferrable === 'true', initially: initially === 'true' };
};

/** Whether a foreign key is tested at the end of the transaction only. */
const isDeferred = (key: Constraint, catalog: Catalog): boolean => {
  const { deferrable, initially } = timing(key);
  const { modes } = catalog.unfinished;
  const said = modes.get(key.name) ?? modes.get('');
  return key.kind === 'foreign' && deferrable && (said ?? initially);
};

/** Whether a constraint can be put off; null where that is not known. */
export const isDeferrable = (constraint: Constraint): boolean | null => {
  if (constraint.kind === 'foreign')
    return constraint.behaviour === undefined ? null : timing(constraint).deferrable;
  return constraint.deferrable === true;
};

/** Notes the tables whose rows a deferred foreign key is still to test after a change. */
export function leaveTested(
  catalog: Catalog,
  action: Extract<Action, { kind: 'insert' | 'update' | 'delete' }>,
): void {
  const { unfinished } = catalog;
  const table = unfinished.inTransaction ? catalog.find(action.table) : undefined;
  if (table?.known !== true) return;
  // No row is changed, so that none is to be tested.
  if (action.kind !== 'insert' && isEmpty(catalog, table)) return;
  if (action.kind === 'insert' ? action.never === true : action.where.never === true) return;
  const touches = (columns: readonly string[]): boolean =>
    action.kind !== 'update' ||
    action.columns.some((column) => columns.includes(column) && action.untested?.includes(column) !== true);
  if (action.kind !== 'delete')
    for (const key of table.constraints.values())
      if (touches(key.columns) && isDeferred(key, catalog)) unfinished.tested.add(table);
  if (action.kind === 'insert') return;
  for (const child of [...table.usedBy].filter((each) => stands(catalog, each)))
    for (const key of child.constraints.values())
      if (
        key.parent === table &&
        waits(key, action.kind) &&
        isDeferred(key, catalog) &&
        touches(referred(key, table))
      )
        unfinished.tested.add(table);
}

// CASCADE and the like act at once; NO ACTION can be put off.
const waits = ({ behaviour = '' }: Constraint, kind: 'update' | 'delete'): boolean =>
  behaviour.split(' ')[kind === 'delete' ? 0 : 1] === 'a';

const referred = (key: Constraint, table: Relation): readonly string[] =>
  key.parentColumns.length > 0
    ? key.parentColumns
    : ([...table.constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? []);

/** SET CONSTRAINTS: IMMEDIATE tests what was put off, and from now on at once. */
export function setConstraints(
  catalog: Catalog,
  { names, deferred }: Extract<Action, { kind: 'set-constraints' }>,
): void {
  const { unfinished } = catalog;
  if (names.length === 0) unfinished.modes.clear();
  for (const name of names.length === 0 ? [''] : names) unfinished.modes.set(name, deferred);
  if (deferred) return;
  for (const table of unfinished.tested) {
    const other = [...table.constraints.values()].some((key) => isDeferred(key, catalog));
    if (names.length === 0 || !other) unfinished.tested.delete(table);
  }
}

/** A table, or one of its partitions and children, with rows that are still to be tested. */
export const stillTested = (catalog: Catalog, table: Relation): Relation | undefined =>
  catalog.unfinished.tested.size === 0
    ? undefined
    : familyOf(table).find((each) => catalog.unfinished.tested.has(each));
