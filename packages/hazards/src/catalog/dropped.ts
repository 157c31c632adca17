import type { Action } from '../sql/actions';
import type { Catalog } from './catalog';
import type { Thing } from './falls';
import { toThing } from './falls';
import { familyOf } from './family';

/** What a DROP or an ALTER TABLE ... DROP names, so far as the model knows it. */
export function droppedBy(action: Action, catalog: Catalog): readonly Thing[] {
  if (action.kind === 'drop-column') {
    const table = catalog.find(action.table);
    return (table === undefined ? [] : familyOf(table, action.only)).flatMap((of): readonly Thing[] => {
      const it = of.columns.get(action.column);
      return it === undefined ? [] : [{ kind: 'column', it, of }];
    });
  }
  if (action.kind === 'drop-constraint') {
    const of = catalog.find(action.table);
    const it = of?.constraints.get(action.name);
    return of === undefined || it === undefined ? [] : [{ kind: 'constraint', it, of }];
  }
  if (action.kind !== 'drop') return [];
  switch (action.object) {
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence': {
      const found = catalog.find(action.name);
      return found === undefined ? [] : [toThing(found)];
    }
    case 'index': {
      const found = catalog.findIndex(action.name);
      return found === undefined ? [] : [{ kind: 'index', it: found.index, of: found.table }];
    }
    case 'type':
    case 'domain': {
      const found = catalog.findType(action.name);
      return found === undefined ? [] : [{ kind: 'type', it: found }];
    }
    case 'function': {
      const found = catalog.findFunction(action.name);
      return found === undefined ? [] : [{ kind: 'routine', it: found }];
    }
    case 'schema':
      return [
        ...[...catalog.relations.values()].filter(({ schema }) => schema === action.name.name).map(toThing),
        ...[...catalog.types.values()]
          .filter(({ schema }) => schema === action.name.name)
          .map((it) => ({ kind: 'type' as const, it })),
        ...[...catalog.functions.values()]
          .filter(({ schema }) => schema === action.name.name)
          .map((it) => ({ kind: 'routine' as const, it })),
      ];
    default:
      return [];
  }
}
