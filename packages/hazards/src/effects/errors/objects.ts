import { indexName } from '../../catalog/apply';
import type { Catalog } from '../../catalog/catalog';
import { referencesTo } from '../../catalog/family';
import type { NamedType } from '../../catalog/model';
import { qualified } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import { dependentsOf } from '../dependents';
import type { PredictedError } from '../effect';
import { lacks } from './alter-table';
import { uniqueOnPartitioned } from './constraints';
import { depended, exists, noColumn, noTable, raise } from './raise';

/** The errors of everything but ALTER TABLE that the schema alone causes. */
export function objectError(action: Action, catalog: Catalog): PredictedError | null {
  switch (action.kind) {
    case 'create-table':
      return createTableError(action, catalog);
    case 'create-index':
      return createIndexError(action, catalog);
    case 'create-view': {
      const old = catalog.find(action.view);
      return old?.known === true && !action.replace && !action.ifNotExists
        ? exists('42P07', `relation "${old.name}"`)
        : null;
    }
    case 'create-type':
    case 'create-domain':
      return catalog.types.has(`${catalog.creationSchema(action.type)}.${action.type.name}`)
        ? exists('42710', `type "${action.type.name}"`)
        : null;
    case 'create-object':
      return createObjectError(action, catalog);
    case 'truncate': {
      const table = catalog.find(action.table);
      const referred =
        table !== undefined &&
        !action.cascade &&
        referencesTo(catalog.relations.values(), table).some(({ child }) => child !== table);
      return referred
        ? raise('0A000', 'cannot truncate a table referenced in a foreign key constraint')
        : null;
    }
    case 'drop':
      return dropError(action, catalog);
    case 'rename':
      return renameError(action, catalog);
    case 'set-schema': {
      const taken = catalog.relations.get(`${action.schema}.${action.name.name}`);
      return taken?.known === true
        ? exists('42P07', `relation "${action.name.name}" in schema "${action.schema}"`)
        : null;
    }
    case 'refresh-matview': {
      const view = catalog.find(action.view);
      if (view === undefined || !view.indexesKnown || !action.concurrently) return null;
      const unique = [...view.indexes.values()].some(
        (index) => index.unique && !index.partial && index.computed.length === 0,
      );
      return unique
        ? null
        : raise('55000', `cannot refresh materialized view "${qualified(view)}" concurrently`);
    }
    case 'alter-attribute': {
      const type = catalog.findType(action.type);
      const typed =
        type !== undefined && [...catalog.relations.values()].some(({ ofType }) => ofType === type);
      return typed && !action.cascade
        ? raise('2BP01', `cannot alter type "${action.type.name}" because it is the type of a typed table`)
        : null;
    }
    default:
      return null;
  }
}

function createTableError(
  action: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
): PredictedError | null {
  const schema = catalog.creationSchema(action.table, action.temporary);
  if (catalog.complete && !action.temporary && !catalog.schemas().has(schema))
    return raise('3F000', `schema "${schema}" does not exist`);
  const taken = catalog.relations.get(`${schema}.${action.table.name}`)?.known === true;
  return taken && !action.ifNotExists ? exists('42P07', `relation "${action.table.name}"`) : null;
}

function createIndexError(
  action: Extract<Action, { kind: 'create-index' }>,
  catalog: Catalog,
): PredictedError | null {
  const table = catalog.find(action.table);
  if (table === undefined) return catalog.complete ? noTable(action.table.name) : null;
  if (table.kind === 'view') return raise('42809', `cannot create index on relation "${table.name}"`);
  if (action.concurrently && table.kind === 'partitioned')
    return raise('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  const missing = action.columns.find((column) => lacks(table, column));
  if (missing !== undefined) return noColumn(missing);
  const taken =
    action.index !== undefined &&
    catalog.findIndex({ schema: table.schema, name: indexName(table, action) }) !== undefined;
  if (taken) return action.ifNotExists ? null : exists('42P07', `relation "${action.index}"`);
  return uniqueOnPartitioned(table, action.unique, action.keys);
}

function createObjectError(
  action: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
): PredictedError | null {
  if (action.object === 'schema')
    return catalog.complete && !action.ifNotExists && catalog.schemas().has(action.name.name)
      ? exists('42P06', `schema "${action.name.name}"`)
      : null;
  const hooks = action.onTable === undefined ? [] : (catalog.find(action.onTable)?.hooks ?? []);
  const taken =
    !action.replace && hooks.some(({ kind, name }) => kind === action.object && name === action.name.name);
  return taken && action.object !== 'statistics'
    ? exists('42710', `${action.object} "${action.name.name}" for relation "${action.onTable?.name ?? ''}"`)
    : null;
}

function dropError(action: Extract<Action, { kind: 'drop' }>, catalog: Catalog): PredictedError | null {
  const { name } = action.name;

  switch (action.object) {
    case 'table':
    case 'view':
    case 'matview':
    case 'foreign-table':
    case 'sequence': {
      const relation = catalog.find(action.name);
      if (relation === undefined)
        return catalog.complete && !action.ifExists
          ? raise('42P01', `${action.object} "${name}" does not exist`)
          : null;
      const kids = relation.kind !== 'partitioned' && relation.children.size > 0;
      return !action.cascade && (kids || dependentsOf(catalog, relation).length > 0)
        ? depended(`${action.object} ${name}`)
        : null;
    }
    case 'index': {
      const found = catalog.findIndex(action.name);
      if (found === undefined)
        return catalog.complete && !action.ifExists ? raise('42704', `index "${name}" does not exist`) : null;
      if (action.concurrently && found.table.kind === 'partitioned')
        return raise('0A000', `cannot drop partitioned index "${name}" concurrently`);
      return found.table.constraints.has(name)
        ? raise(
            '2BP01',
            `cannot drop index ${name} because constraint ${name} on table ${found.table.name} requires it`,
          )
        : null;
    }
    case 'type':
    case 'domain': {
      const type = catalog.findType(action.name);
      return type !== undefined && !action.cascade && isUsed(type, catalog) ? depended(`type ${name}`) : null;
    }
    case 'schema': {
      const full = [...catalog.relations.values(), ...catalog.types.values()].some(
        ({ schema }) => schema === name,
      );
      return full && !action.cascade ? depended(`schema ${name}`) : null;
    }
    case 'trigger': {
      const table = action.onTable === undefined ? undefined : catalog.find(action.onTable);
      const missing =
        catalog.complete &&
        table !== undefined &&
        !table.hooks.some((hook) => hook.kind === 'trigger' && hook.name === name);
      return missing && !action.ifExists
        ? raise('42704', `trigger "${name}" for table "${table.name}" does not exist`)
        : null;
    }
    default:
      return null;
  }
}

function isUsed(type: NamedType, catalog: Catalog): boolean {
  const columns = [...catalog.relations.values()].flatMap((relation) => [...relation.columns.values()]);
  const based = [...catalog.types.values()].flatMap(({ base }) => (base === undefined ? [] : [base]));
  return [...columns.flatMap((column) => column.type ?? []), ...based].some(
    (each) => catalog.findType(each) === type,
  );
}

function renameError(action: Extract<Action, { kind: 'rename' }>, catalog: Catalog): PredictedError | null {
  const relation = catalog.find(action.name);
  if (relation === undefined || !relation.known) return null;
  if (action.object === 'column' && action.part !== undefined) {
    if (lacks(relation, action.part)) return noColumn(action.part);
    if ([...relation.parents].some((parent) => parent.columns.has(action.part ?? '')))
      return raise('42P16', `cannot rename inherited column "${action.part}"`);
    return relation.columns.has(action.to)
      ? exists('42701', `column "${action.to}" of relation "${relation.name}"`)
      : null;
  }
  if (!['table', 'view', 'matview', 'sequence'].includes(action.object)) return null;
  const taken = catalog.relations.get(`${relation.schema}.${action.to}`);
  return taken?.known === true ? exists('42P07', `relation "${action.to}"`) : null;
}
