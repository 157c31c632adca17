import type { Catalog } from '../../catalog/catalog';
import { stillTested } from '../../catalog/deferred';
import type { Action } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { raise } from './raise';

function changed(action: Action): { readonly what: string; readonly name: Name } | null {
  if ('ifExists' in action && 'table' in action) return { what: 'ALTER TABLE', name: action.table };
  switch (action.kind) {
    case 'create-index':
      return { what: 'CREATE INDEX', name: action.table };
    case 'truncate':
      return { what: 'TRUNCATE', name: action.table };
    case 'cluster':
      return action.table === undefined ? null : { what: 'CLUSTER', name: action.table };
    case 'drop':
      return action.object === 'table' ? { what: 'DROP TABLE', name: action.name } : null;
    default:
      return null;
  }
}

/** SQLSTATE 55006: the rows of a table are still to be tested by a deferred constraint (CheckTableNotInUse). */
export function unfinishedError(action: Action, catalog: Catalog): PredictedError | null {
  if (catalog.unfinished.tested.size === 0) return null;
  const asked = changed(action);
  const table = asked === null ? undefined : catalog.find(asked.name);
  const busy = table === undefined ? undefined : stillTested(catalog, table);
  return asked === null || busy === undefined
    ? null
    : raise('55006', `cannot ${asked.what} "${busy.name}" because it has pending trigger events`);
}
