import type { Action, ObjectKind } from '../sql/actions';
import type { SqlType } from '../sql/types';
import type { Name } from '../sql/names';
import { addChild, addColumn, addConstraint, applyTableAction, attach } from './apply-table';
import type { Catalog } from './catalog';
import { newRelation } from './catalog';
import { defaultIndexName } from './default-names';
import { applyDrop, applyRename, applySetSchema } from './apply-object';
import { objectKey } from './object-key';
import { adoptIndex } from './partition-indexes';
import type { Index, Relation, RelationKind } from './model';

/**
 * Applies one action to the model, as if it had succeeded. Only what later judgements need is kept; an action that the model does not
 * follow leaves it unchanged, which can make it know less, never more than is true.
 */
export function applyAction(catalog: Catalog, action: Action): void {
  if ('ifExists' in action && 'table' in action) return applyTableAction(catalog, action);

  switch (action.kind) {
    case 'create-table':
      return createTable(catalog, action);
    case 'create-view':
      return createView(catalog, action);
    case 'create-index':
      return createIndex(catalog, action);
    case 'create-type':
      if (action.flavour === 'composite') addRelation(catalog, action.type, 'composite');
      return createType(catalog, action.type, action.flavour, false);
    case 'create-domain': {
      const constrained = action.constrained || catalog.mayBeConstrained(action.base);
      return createType(catalog, action.type, 'domain', constrained, action.base);
    }
    case 'add-enum-value':
      catalog.findType(action.type)?.addedValues.add(action.value);
      return;
    case 'create-object':
      return createObject(catalog, action);
    case 'update':
      return fill(catalog, action);
    case 'drop':
      return applyDrop(catalog, action);
    case 'rename':
      return applyRename(catalog, action);
    case 'set-schema':
      return applySetSchema(catalog, action);
    case 'alter-sequence': {
      const sequence = catalog.find(action.sequence);
      if (action.owner !== undefined && sequence !== undefined)
        catalog.resolve(action.owner).sequences.set(sequence, '');
      return;
    }
    case 'setting':
      if (action.name === 'search_path') catalog.setSearchPath(action.value === null ? null : action.values);
      return;
    default:
  }
}

function createObject(catalog: Catalog, action: Extract<Action, { kind: 'create-object' }>): void {
  if (action.object === 'sequence') return void addRelation(catalog, action.name, 'sequence');
  const { object } = action;
  if (
    action.onTable !== undefined &&
    (object === 'trigger' || object === 'policy' || object === 'rule' || object === 'statistics')
  ) {
    const hook = {
      kind: object,
      name: action.name.name,
      columns: action.columns ?? [],
      forEachRow: action.forEachRow === true,
    };
    catalog.resolve(action.onTable).hooks.push(hook);
  }
  if (action.volatility !== undefined)
    catalog.functions.set(`${catalog.creationSchema(action.name)}.${action.name.name}`, action.volatility);
  const name = objectKey(action);
  const made: { object: ObjectKind; name: string; replaced: boolean } = {
    object,
    name,
    replaced: mayHaveStood(catalog, action),
  };
  catalog.made.set(`${object}:${name}`, made);
  if (object === 'schema') catalog.addSchema(name);
}

function mayHaveStood(catalog: Catalog, action: Extract<Action, { kind: 'create-object' }>): boolean {
  if (action.object === 'schema') return action.ifNotExists && catalog.schemaMayStand(action.name.name);
  return action.replace || action.ifNotExists;
}

function addRelation(
  catalog: Catalog,
  name: Name,
  kind: RelationKind,
  more: Partial<Relation> = {},
): Relation | undefined {
  const schema = catalog.creationSchema(name);
  const key = `${schema}.${name.name}`;
  if (catalog.relations.has(key)) return undefined;
  const relation = newRelation({ schema, name: name.name, kind, origin: 'here', known: true }, more);
  catalog.relations.set(key, relation);
  return relation;
}

function createType(
  catalog: Catalog,
  name: Name,
  kind: 'enum' | 'composite' | 'range' | 'base' | 'domain',
  constrained: boolean,
  base?: SqlType,
): void {
  const schema = catalog.creationSchema(name);
  const key = `${schema}.${name.name}`;
  if (catalog.types.has(key)) return;
  const based = base === undefined ? {} : { base };
  catalog.types.set(key, {
    schema,
    name: name.name,
    kind,
    origin: 'here',
    constrained,
    ...based,
    addedValues: new Set(),
  });
}

function createTable(catalog: Catalog, action: Extract<Action, { kind: 'create-table' }>): void {
  const schema = catalog.creationSchema(action.table, action.temporary);
  const ofType = action.ofType === undefined ? undefined : catalog.findType(action.ofType);
  const more = {
    partitionKey: action.partitionKey,
    unlogged: action.unlogged,
    ...(ofType === undefined ? {} : { ofType }),
  };
  const relation = addRelation(
    catalog,
    { schema, name: action.table.name },
    action.partitioned ? 'partitioned' : 'table',
    more,
  );
  if (relation === undefined) return;
  const parents = [...action.inherits, ...(action.partitionOf === undefined ? [] : [action.partitionOf])].map(
    (name) => catalog.resolve(name),
  );
  for (const source of [...parents, ...action.like.map(({ table }) => catalog.resolve(table))]) {
    for (const [name, column] of source.columns)
      relation.columns.set(name, { ...column, origin: 'here', identity: false });
  }
  for (const column of action.columns) addColumn(catalog, relation, column);
  for (const constraint of action.constraints) addConstraint(catalog, relation, constraint);
  for (const parent of parents) {
    for (const constraint of parent.constraints.values()) {
      if (constraint.kind === 'check' && !constraint.noInherit)
        relation.constraints.set(constraint.name, { ...constraint, origin: 'here', inherited: true });
    }
    if (action.partitionOf === undefined) addChild(parent, relation);
    else attach(parent, relation, action.isDefaultPartition);
  }
  for (const { table, indexes } of action.like) {
    if (indexes)
      for (const index of likeIndexes(catalog.resolve(table), relation))
        relation.indexes.set(index.name, index);
  }
}

/** The indexes that CREATE TABLE (LIKE ... INCLUDING INDEXES) builds. */
export function likeIndexes(source: Relation, relation: { readonly name: string }): readonly Index[] {
  return [...source.indexes.values()].map((index) => {
    const constraint = source.constraints.get(index.name);
    const suffix = constraint === undefined ? 'idx' : constraint.kind === 'primary' ? 'pkey' : 'key';
    return {
      ...index,
      origin: 'here',
      name: defaultIndexName(relation, suffix === 'pkey' ? [] : index.keys, suffix),
    };
  });
}

function createView(catalog: Catalog, action: Extract<Action, { kind: 'create-view' }>): void {
  const schema = catalog.creationSchema(action.view, action.temporary);
  const made = addRelation(
    catalog,
    { schema, name: action.view.name },
    action.materialized ? 'matview' : 'view',
  );
  const view = made ?? (action.replace ? catalog.resolve(action.view) : undefined);
  view?.reads.clear();
  for (const { table, columns } of action.sources)
    view?.reads.set(catalog.resolve(table), columns === null ? null : new Set(columns));
}

function createIndex(catalog: Catalog, action: Extract<Action, { kind: 'create-index' }>): void {
  const table = catalog.resolve(action.table);
  const name = indexName(table, action);
  if (catalog.findIndex({ schema: table.schema, name }) !== undefined) return;
  const { unique, columns, keys, computed, partial } = action;
  const origin = action.ifNotExists && !table.indexesKnown ? 'before' : 'here';
  const index: Index = { name, origin, unique, columns, keys, computed, partial, valid: true };
  table.indexes.set(name, index);
  if (action.only || table.kind !== 'partitioned') return;
  for (const child of table.children) adoptIndex(index, undefined, child);
}

/** The name of an index: as written, or as the server makes it. */
export const indexName = (
  table: Pick<Relation, 'name'> & Partial<Relation>,
  action: { readonly index?: string; readonly keys: readonly string[] },
): string => action.index ?? defaultIndexName(table, action.keys);

/** Notes which columns an UPDATE gave a value in every row. A WHERE that asks for anything but the column's own NULL may leave rows out. */
function fill(catalog: Catalog, action: Extract<Action, { kind: 'update' }>): void {
  const relation = catalog.resolve(action.table);
  for (const name of action.columns) {
    const column = relation.columns.get(name);
    const own = action.where.onlyNullTests && action.where.nullTests.join() === name;
    if (column !== undefined && (!action.where.filters || own)) column.filled = true;
  }
}
