import type { Catalog } from '../catalog/catalog';
import { isNew, qualified } from '../catalog/model';
import { bodyOf } from '../effects/routine-body';
import type { Action } from '../sql/actions';
import type { Name } from '../sql/names';
import { showName } from '../sql/names';

/** What a function that can be read would destroy, in words; null where nothing of it is known to. Functions that it calls are followed. */
export function destroyedBy(name: Name, catalog: Catalog, seen = new Set<string>()): string | null {
  const routine = catalog.findFunction(name);
  if (routine === undefined || seen.has(qualified(routine))) return null;
  seen.add(qualified(routine));
  const body = bodyOf(routine) ?? [];
  const made = new Set(body.flatMap((each) => (each.kind === 'create-table' ? [each.table.name] : [])));
  const stood = (table: Name): boolean => {
    if (made.has(table.name)) return false;
    const relation = catalog.find(table);
    return relation === undefined || !isNew(relation);
  };
  for (const action of body) {
    const found =
      action.kind === 'calls'
        ? action.functions.map((each) => destroyedBy(each, catalog, seen)).find((each) => each !== null)
        : deed(action, stood);
    if (found !== undefined && found !== null) return found;
  }
  return null;
}

function deed(action: Action, stood: (table: Name) => boolean): string | null {
  switch (action.kind) {
    case 'drop':
      return losing.has(action.object) && stood(action.name)
        ? `drops ${action.object} ${showName(action.name)}`
        : null;
    case 'drop-column':
      return stood(action.table) ? `drops column "${action.column}" of ${showName(action.table)}` : null;
    case 'truncate':
      return stood(action.table) ? `empties ${showName(action.table)}` : null;
    case 'delete':
      return stood(action.table) ? `deletes rows of ${showName(action.table)}` : null;
    default:
      return null;
  }
}

const losing = new Set<string>(['table', 'schema', 'database', 'foreign-table']);
