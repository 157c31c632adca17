import type { Catalog } from './catalog';
import { fallOf, toThing } from './falls';
import type { Relation } from './model';
import { takeOut } from './take-out';

/** The transaction is over: what it was to drop at its end goes, with all that rests on it (PreCommit_on_commit_actions of tablecmds.c). */
export function dropFleeting(catalog: Catalog): void {
  const { fleeting } = catalog.unfinished;
  if (fleeting.size === 0) return;
  dropWithAll([...fleeting], catalog);
  fleeting.clear();
}

/** DISCARD TEMP: the session's temporary tables go, with all that rests on them (ResetTempTableNamespace of namespace.c). */
export function dropTemporary(catalog: Catalog): void {
  dropWithAll(
    [...catalog.relations.values()].filter(({ schema }) => schema === 'pg_temp'),
    catalog,
  );
}

function dropWithAll(relations: readonly Relation[], catalog: Catalog): void {
  catalog.change(() => {
    for (const thing of fallOf(relations.map(toThing), true, catalog).things) takeOut(thing, catalog);
  });
}
