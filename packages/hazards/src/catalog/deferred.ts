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

type Timing = ReturnType<typeof timing>;

/** Whether what can be put off is tested at the end of the transaction only. */
function isPutOff(name: string, { deferrable, initially }: Timing, catalog: Catalog): boolean {
  const { modes } = catalog.unfinished;
  return deferrable && (modes.get(name) ?? modes.get('') ?? initially);
}

const isDeferred = (key: Constraint, catalog: Catalog): boolean =>
  key.kind === 'foreign' && key.enforced !== false && isPutOff(key.name, timing(key), catalog);

/** Whether a constraint can be put off; null where that is not known. */
export const isDeferrable = (constraint: Constraint): boolean | null => {
  if (constraint.kind === 'foreign')
    return constraint.behaviour === undefined ? null : timing(constraint).deferrable;
  return constraint.deferrable === true;
};

/** Notes the tables whose rows a deferred foreign key or trigger is still to test after a change. */
export function leaveTested(
  catalog: Catalog,
  action: Extract<Action, { kind: 'insert' | 'update' | 'delete' }>,
): void {
  const { unfinished } = catalog;
  const table = unfinished.inTransaction ? catalog.find(action.table) : undefined;
  // Who switched triggers off, and which, is not kept apart: keys are tested by triggers, too.
  if (table?.known !== true || table.triggersOff === true) return;
  // No row is changed, so that none is to be tested.
  if (action.kind !== 'insert' && isEmpty(catalog, table)) return;
  if (action.kind === 'insert' ? action.never === true : action.where.never === true) return;
  const testing = testingAfter(catalog, action, table);
  if (testing.length > 0)
    unfinished.tested.set(table, new Set([...(unfinished.tested.get(table) ?? []), ...testing]));
}

function testingAfter(
  catalog: Catalog,
  action: Extract<Action, { kind: 'insert' | 'update' | 'delete' }>,
  table: Relation,
): readonly string[] {
  const touches = (columns: readonly string[]): boolean =>
    action.kind !== 'update' ||
    action.columns.some((column) => columns.includes(column) && action.untested?.includes(column) !== true);
  const triggers = table.hooks.filter(
    ({ name, fires }) =>
      fires?.timing !== undefined &&
      fires.events.includes(action.kind) &&
      (fires.updateOf.length === 0 || action.kind !== 'update' || touches(fires.updateOf)) &&
      isPutOff(name, fires.timing, catalog),
  );
  const own =
    action.kind === 'delete'
      ? []
      : [...table.constraints.values()].filter((key) => touches(key.columns) && isDeferred(key, catalog));
  const others = action.kind === 'insert' ? [] : [...table.usedBy].filter((each) => stands(catalog, each));
  const referring = others.flatMap(({ constraints }) =>
    [...constraints.values()].filter(
      (key) =>
        key.parent === table &&
        action.kind !== 'insert' &&
        waits(key, action.kind) &&
        isDeferred(key, catalog) &&
        touches(referred(key, table)),
    ),
  );
  return [...triggers, ...own, ...referring].map(({ name }) => name);
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
  for (const [table, testing] of unfinished.tested) {
    const left = names.length === 0 ? [] : [...testing].filter((name) => !names.includes(name));
    if (left.length === 0) unfinished.tested.delete(table);
    else if (left.length < testing.size) unfinished.tested.set(table, new Set(left));
  }
}

/** A table, or one of its partitions and children, with rows that are still to be tested. */
export const stillTested = (catalog: Catalog, table: Relation): Relation | undefined =>
  catalog.unfinished.tested.size === 0
    ? undefined
    : familyOf(table).find((each) => catalog.unfinished.tested.has(each));
