import type { Action } from '../sql/actions';
import type { Catalog } from './catalog';
import type { Relation } from './model';
import { storesOf } from './family';

// What can put rows anywhere: code that is not read, and rows that triggers, rules and views hand on.
const anywhere = new Set<Action['kind']>(['opaque-code', 'calls', 'unknown', 'outside-transaction']);

/** Notes which of the tables that the recording made may hold rows once the action has run. */
export function noteRows(catalog: Catalog, action: Action): void {
  const { empties } = catalog;
  if (action.kind === 'create-table') {
    const made = catalog.find({
      name: action.table.name,
      schema: catalog.creationSchema(action.table, action.temporary),
    });
    const plain = action.partitionOf === undefined && action.fromQuery !== true;
    if (plain && made?.origin === 'here' && made.kind === 'table') empties.add(made);
    return;
  }
  if (empties.size === 0) return;
  if (anywhere.has(action.kind)) return empties.clear();
  if (action.kind === 'attach-partition' || action.kind === 'inherit')
    return forget(catalog, catalog.find(action.table));
  if (
    action.kind !== 'insert' &&
    action.kind !== 'update' &&
    action.kind !== 'delete' &&
    action.kind !== 'copy'
  )
    return;
  const table = action.table === undefined ? undefined : catalog.find(action.table);
  const handsOn = table === undefined || table.kind !== 'table' || table.hooks.length > 0;
  if (handsOn) empties.clear();
  else forget(catalog, table);
}

function forget({ empties }: Catalog, table: Relation | undefined): void {
  if (table === undefined) return;
  empties.delete(table);
  for (const parent of table.parents) empties.delete(parent);
}

/** Whether a table, with what is below it, holds no row for certain. */
export const isEmpty = (catalog: Catalog, table: Relation): boolean =>
  storesOf(table).every((each) => catalog.empties.has(each));
