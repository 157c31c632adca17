import type { Catalog } from '../catalog/catalog';
import { namedTables, publishedIn } from '../catalog/publications';
import type { Action } from '../sql/actions';
import type { Effect } from './effect';
import { lockAll } from './effect';

/** CREATE PUBLICATION and ALTER PUBLICATION lock the tables that come, and those that SET takes out. */
export function publishing(action: Extract<Action, { kind: 'publish' }>, catalog: Catalog): Effect {
  const before = action.change === 'set' ? catalog.publications.get(action.name) : undefined;
  const gone = before === undefined ? [] : publishedIn(before, catalog);
  return lockAll(
    [...namedTables(action, catalog), ...gone].map(({ table }) => table),
    'ShareUpdateExclusiveLock',
  );
}
