import type { Catalog } from '../catalog/catalog';
import { droppedBy } from '../catalog/dropped';
import { fallOf } from '../catalog/falls';
import { familyOf, isWithin } from '../catalog/family';
import { foreignKeysOf, treeOf } from '../catalog/key-trees';
import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import type { Conditions, Effect } from './effect';
import { lockAll, lockIndexes, nothing, onceEach, together } from './effect';
import { falling } from './falling';

/** DROP of anything: the locks that it takes on tables. */
export function predictDrop(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  conditions: Conditions,
): Effect {
  const own = dropNamed(action, catalog, conditions);
  return action.concurrently
    ? own
    : onceEach(together(own, falling(fallOf(droppedBy(action, catalog), action.cascade, catalog))));
}

function dropNamed(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  switch (action.object) {
    case 'index': {
      const found = catalog.findIndex(action.name);
      if (found === undefined) return nothing;
      const family = familyOf(found.table, found.table.kind !== 'partitioned');
      const mode = action.concurrently ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock';
      return together(
        lockAll(family, mode),
        lockIndexes(family, mode, (index) => isWithin(index, found.index)),
      );
    }
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence': {
      const missing = action.ifExists && catalog.lacks(action.name);
      return missing ? nothing : dropRelation(catalog.resolve(action.name), catalog);
    }
    case 'statistics':
      if (serverMajor < 12) return nothing;
      return lockAll(
        [...catalog.relations.values()].filter(({ hooks }) =>
          hooks.some(({ kind, name }) => kind === 'statistics' && name === action.name.name),
        ),
        'ShareUpdateExclusiveLock',
      );
    case 'trigger':
    case 'policy':
    case 'rule':
      return dropHook(action, catalog);
    case 'schema': {
      const inside = [...catalog.relations.values()].filter(({ schema }) => schema === action.name.name);
      return action.cascade ? together(...inside.map((each) => dropRelation(each, catalog))) : nothing;
    }
    case 'type':
    case 'domain':
    case 'database':
    case 'extension':
    case 'function':
    case 'constraint':
    case 'column':
    case 'attribute':
    case 'role':
    case 'owned':
    case 'collation':
    case 'publication':
    case 'other':
      return nothing;
  }
}

// IF EXISTS gives up before it locks the table.
function dropHook(action: Extract<Action, { kind: 'drop' }>, catalog: Catalog): Effect {
  if (action.onTable === undefined) return nothing;
  const table = catalog.resolve(action.onTable);
  const found = table.hooks.some(({ kind, name }) => kind === action.object && name === action.name.name);
  if (action.ifExists && catalog.complete && !found) return nothing;
  // The copies that the partitions have fall with it.
  const handedOn =
    table.kind === 'partitioned' &&
    table.hooks.some(
      ({ kind, name, forEachRow }) => kind === 'trigger' && name === action.name.name && forEachRow,
    );
  return lockAll(familyOf(table, action.object !== 'trigger' || !handedOn), 'AccessExclusiveLock');
}

function dropRelation(relation: Relation, catalog: Catalog): Effect {
  const dropped = relation.kind === 'partitioned' ? familyOf(relation) : [relation];
  // A key that a partition has from above stays there.
  const keys = dropped.flatMap((each) =>
    foreignKeysOf(each).flatMap((key) => (key.inherited ? [] : treeOf(key.parent))),
  );
  const above = relation.isPartition
    ? [...relation.parents].flatMap((parent) => [parent, defaultOf(parent, catalog)])
    : [];
  const sequences = dropped.flatMap((each) => [...each.sequences.keys()]);
  return together(
    lockAll([...dropped, ...keys, ...above, ...sequences], 'AccessExclusiveLock'),
    lockIndexes(dropped, 'AccessExclusiveLock'),
  );
}

const defaultOf = (parent: Relation, catalog: Catalog): Relation | undefined =>
  typeof parent.defaultPartition === 'string' ? catalog.relations.get(parent.defaultPartition) : undefined;
