import type { Catalog } from './catalog';
import { fallOf, toThing } from './falls';
import { takeOut } from './take-out';

/** The transaction is over: what it was to drop at its end goes, with all that rests on it (PreCommit_on_commit_actions of tablecmds.c). */
export function dropFleeting(catalog: Catalog): void {
  const { fleeting } = catalog.unfinished;
  if (fleeting.size === 0) return;
  const roots = [...fleeting].map(toThing);
  catalog.change(() => {
    for (const thing of fallOf(roots, true, catalog).things) takeOut(thing, catalog);
  });
  fleeting.clear();
}
