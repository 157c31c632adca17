import type { Catalog } from '../catalog/catalog';
import { familyOf } from '../catalog/family';
import type { Relation } from '../catalog/model';
import type { Action } from '../sql/actions';
import { dependentsOf } from './dependents';
import type { Conditions, Effect } from './effect';
import { lockAll, nothing, together } from './effect';

/** DROP of anything: the locks that it takes on tables. */
export function predictDrop(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): Effect {
  switch (action.object) {
    case 'index': {
      const table = catalog.findIndex(action.name)?.table;
      if (table === undefined) return nothing;
      return lockAll(
        familyOf(table, table.kind !== 'partitioned'),
        action.concurrently ? 'ShareUpdateExclusiveLock' : 'AccessExclusiveLock',
      );
    }
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence': {
      const missing = action.ifExists && catalog.complete && catalog.find(action.name) === undefined;
      return missing ? nothing : dropRelation(catalog.resolve(action.name), action.cascade, catalog);
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
      const inside = [...catalog.relations.values()].filter(
        ({ schema, kind }) => schema === action.name.name && kind !== 'composite',
      );
      return action.cascade ? together(...inside.map((each) => dropRelation(each, true, catalog))) : nothing;
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
    case 'other':
      return nothing;
  }
}

// IF EXISTS gives up before it locks the table.
function dropHook(action: Extract<Action, { kind: 'drop' }>, catalog: Catalog): Effect {
  if (action.onTable === undefined) return nothing;
  const table = catalog.resolve(action.onTable);
  const found = table.hooks.some(({ kind, name }) => kind === action.object && name === action.name.name);
  return action.ifExists && catalog.complete && !found ? nothing : lockAll([table], 'AccessExclusiveLock');
}

function dropRelation(relation: Relation, cascade: boolean, catalog: Catalog): Effect {
  const dropped = relation.kind === 'partitioned' || cascade ? familyOf(relation) : [relation];
  const keys = dropped.flatMap((each) =>
    [...each.constraints.values()].flatMap(({ parent }) => (parent === undefined ? [] : [parent])),
  );
  const above = relation.isPartition
    ? [...relation.parents].flatMap((parent) => [parent, defaultOf(parent, catalog)])
    : [];
  const dependents = cascade ? dropped.flatMap((each) => dependentsOf(catalog, each)) : [];
  const sequences = dropped.flatMap((each) => [...each.sequences.keys()]);
  return lockAll([...dropped, ...keys, ...above, ...dependents, ...sequences], 'AccessExclusiveLock');
}

const defaultOf = (parent: Relation, catalog: Catalog): Relation | undefined =>
  typeof parent.defaultPartition === 'string' ? catalog.relations.get(parent.defaultPartition) : undefined;
