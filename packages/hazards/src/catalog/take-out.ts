import { dropRelation } from './apply-object';
import { dropColumn, dropConstraint } from './apply-table';
import type { Catalog } from './catalog';
import type { Thing } from './falls';
import { qualified } from './model';
import { leavePublication } from './publications';
import { stands } from './uses';

/** Takes out one of the things that fall with what is dropped. */
export function takeOut(thing: Thing, catalog: Catalog): void {
  if ('of' in thing) catalog.relations.touch(thing.of);
  if (thing.kind === 'relation') catalog.relations.touch(thing.it);
  switch (thing.kind) {
    case 'relation':
      if (stands(catalog, thing.it)) dropRelation(catalog, thing.it);
      return;
    case 'column':
      if (stands(catalog, thing.of) && thing.of.columns.get(thing.it.name) === thing.it)
        dropColumn(catalog, thing.of, thing.it.name);
      return;
    case 'default':
      Object.assign(thing.column, {
        hasDefault: false,
        defaultExpression: undefined,
        serial: undefined,
        calls: undefined,
      });
      return;
    case 'constraint':
      if (thing.of.constraints.get(thing.it.name) === thing.it) dropConstraint(thing.of, thing.it.name);
      return;
    case 'index':
      if (thing.of.indexes.get(thing.it.name) === thing.it) thing.of.indexes.delete(thing.it.name);
      return;
    case 'hook': {
      const at = thing.of.hooks.indexOf(thing.it);
      if (at >= 0) thing.of.hooks.splice(at, 1);
      return;
    }
    case 'type':
      if (catalog.types.get(qualified(thing.it)) === thing.it) catalog.types.delete(qualified(thing.it));
      return;
    case 'published':
      return leavePublication(thing.from, thing.it, catalog);
    case 'routine':
      if (thing.it.signatures.length === 1) catalog.functions.delete(qualified(thing.it));
  }
}
