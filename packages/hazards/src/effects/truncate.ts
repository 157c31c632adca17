import type { Catalog } from '../catalog/catalog';
import { familyOf } from '../catalog/family';
import { referencesInto, treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import type { Effect } from './effect';
import { doing, lockAll, together } from './effect';

type Truncate = Extract<Action, { kind: 'truncate' }>;

/** TRUNCATE of one table, with all that CASCADE empties. */
export function truncate(action: Truncate, catalog: Catalog): Effect {
  const emptied = emptiedBy([action], catalog);
  const stores = [...emptied].filter(({ kind }) => kind !== 'partitioned');
  const sequences = action.restartIdentity ? [...emptied].flatMap((each) => [...each.sequences.keys()]) : [];
  return together(
    lockAll([...emptied, ...sequences], 'AccessExclusiveLock'),
    doing(...stores.map((relation) => ({ kind: 'empty' as const, relation, note: 'every row is removed' }))),
  );
}

/** The tables that the actions of one TRUNCATE empty: partitions and children too, and with CASCADE those that refer to them. */
export function emptiedBy(actions: readonly Action[], catalog: Catalog): ReadonlySet<Relation> {
  const named = actions.filter((action) => action.kind === 'truncate');
  const emptied = new Set(named.flatMap(({ table, only }) => familyOf(catalog.resolve(table), only)));
  if (named.some(({ cascade }) => cascade))
    for (const each of emptied)
      for (const { child } of referencesInto(catalog.relations.values(), each))
        for (const one of treeOf(child)) emptied.add(one);
  return emptied;
}
