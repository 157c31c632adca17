import type { Action, ColumnSpec, ConstraintSpec, ObjectKind, TableAction } from '../sql/actions';
import { isSerial, storedType } from '../sql/types';
import type { Name } from '../sql/names';
import type { Catalog } from './catalog';
import { newRelation } from './catalog';
import type { Column, Constraint, Relation, RelationKind } from './model';
import { qualified, storesOnlyNew } from './model';
import { columnsProvenNotNull } from './not-null-proof';

/**
 * Applies one action to the model, as if it had succeeded. Only what later judgements need is kept; an action that the model does not
 * follow leaves it unchanged, which can make it know less, never more than is true.
 */
export function applyAction(catalog: Catalog, action: Action): void {
  if ('ifExists' in action && 'table' in action) return applyTableAction(catalog, action);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest leaves the model as it is
  switch (action.kind) {
    case 'create-table':
      return createTable(catalog, action);
    case 'create-view': {
      if (catalog.find(action.view) !== undefined) return;
      return addRelation(catalog, action.view, action.materialized ? 'matview' : 'view', action.temporary);
    }
    case 'create-index':
      return createIndex(catalog, action);
    case 'create-type':
      return createType(catalog, action.type, action.flavour, false);
    case 'create-domain':
      return createType(catalog, action.type, 'domain', action.constrained);
    case 'add-enum-value':
      catalog.findType(action.type)?.addedValues.add(action.value);
      return;
    case 'create-object':
      if (action.object === 'sequence') return addRelation(catalog, action.name, 'sequence', false);
      return recordMade(catalog, action.object, objectKey(action), mayHaveStood(catalog, action));
    case 'update': {
      const relation = catalog.resolve(action.table);
      for (const column of action.columns) {
        const found = relation.columns.get(column);
        // A WHERE that asks for anything but the column's own NULL may leave rows out.
        const own = action.where.onlyNullTests && action.where.nullTests.join() === column;
        if (found && (!action.where.filters || own)) found.filled = true;
      }
      return;
    }
    case 'drop':
      return drop(catalog, action);
    case 'rename':
      return rename(catalog, action);
    case 'set-schema':
      return move(catalog, action.name, action.schema);
    case 'setting':
      if (action.name === 'search_path') catalog.setSearchPath(action.value === null ? null : action.values);
      return;
    default:
  }
}

/** The key of an object that hangs on a table: its name alone is not unique. */
export const objectKey = (action: { readonly name: Name; readonly onTable?: Name }): string =>
  action.onTable === undefined ? action.name.name : `${action.onTable.name}.${action.name.name}`;

function mayHaveStood(catalog: Catalog, action: Extract<Action, { kind: 'create-object' }>): boolean {
  if (action.object === 'schema') return action.ifNotExists && catalog.schemaMayStand(action.name.name);
  return action.replace || action.ifNotExists;
}

function recordMade(catalog: Catalog, object: ObjectKind, name: string, replaced: boolean): void {
  catalog.made.set(`${object}:${name}`, { object, name, replaced });
}

function addRelation(catalog: Catalog, name: Name, kind: RelationKind, temporary: boolean): void {
  const schema = catalog.creationSchema(name, temporary);
  if (catalog.relations.has(`${schema}.${name.name}`)) return;
  catalog.relations.set(
    `${schema}.${name.name}`,
    newRelation({ schema, name: name.name, kind, origin: 'here', known: true }),
  );
}

function createType(
  catalog: Catalog,
  name: Name,
  kind: 'enum' | 'composite' | 'range' | 'base' | 'domain',
  constrained: boolean,
): void {
  const schema = catalog.creationSchema(name);
  const key = `${schema}.${name.name}`;
  if (!catalog.types.has(key))
    catalog.types.set(key, {
      schema,
      name: name.name,
      kind,
      origin: 'here',
      constrained,
      addedValues: new Set(),
    });
}

function createTable(catalog: Catalog, action: Extract<Action, { kind: 'create-table' }>): void {
  const schema = catalog.creationSchema(action.table, action.temporary);
  const key = `${schema}.${action.table.name}`;
  if (catalog.relations.has(key)) return;
  addRelation(
    catalog,
    { schema, name: action.table.name },
    action.partitioned ? 'partitioned' : 'table',
    action.temporary,
  );
  const relation = catalog.relations.get(key);
  if (relation === undefined) return;
  for (const column of action.columns) addColumn(catalog, relation, column);
  for (const constraint of action.constraints) addConstraint(catalog, relation, constraint);
}

function addColumn(catalog: Catalog, relation: Relation, spec: ColumnSpec, ifNotExists = false): void {
  if (relation.columns.has(spec.name)) return;
  if (spec.identity || isSerial(spec.type))
    catalog.ownedSequences.add(`${qualified(relation)}_${spec.name}_seq`);
  const fills =
    spec.defaultExpression !== undefined || spec.identity || spec.generated !== null || spec.notNull;
  relation.columns.set(spec.name, {
    name: spec.name,
    // IF NOT EXISTS on a table that is not known may have found the column standing.
    origin: ifNotExists && !relation.known ? 'before' : 'here',
    type: storedType(spec.type),
    notNull: spec.notNull,
    hasDefault: fills,
    generated: spec.generated !== null,
    filled: fills,
  });
  for (const constraint of spec.constraints) addConstraint(catalog, relation, constraint);
}

const suffixes = {
  primary: 'pkey',
  unique: 'key',
  exclude: 'excl',
  check: 'check',
  foreign: 'fkey',
  'not-null': 'not_null',
};

/** The name that the server gives to a constraint without one (ChooseConstraintName), apart from shortening and numbering. */
export function constraintName(relation: { readonly name: string }, spec: ConstraintSpec): string {
  const middle = spec.kind === 'primary' ? [] : spec.columns;
  return spec.name ?? [relation.name, ...middle, suffixes[spec.kind]].join('_');
}

function addConstraint(catalog: Catalog, relation: Relation, spec: ConstraintSpec): void {
  const name = constraintName(relation, spec);
  const parent = spec.foreign === undefined ? undefined : catalog.resolve(spec.foreign.parent);
  const constraint: Constraint = {
    name,
    origin: 'here',
    kind: spec.kind,
    columns: spec.columns,
    valid: !spec.notValid && spec.enforced,
    provesNotNull: spec.kind === 'not-null' ? spec.columns : columnsProvenNotNull(spec.expression),
    ...(parent === undefined ? {} : { parent: qualified(parent) }),
  };
  relation.constraints.set(name, constraint);
  if (spec.kind === 'primary')
    for (const column of spec.columns) setNotNull(relation.columns.get(column), true);
  if (spec.kind === 'not-null' && !spec.notValid)
    for (const column of spec.columns) setNotNull(relation.columns.get(column), true);
  if (['primary', 'unique', 'exclude'].includes(spec.kind))
    relation.indexes.set(name, {
      name,
      origin: 'here',
      unique: spec.kind !== 'exclude',
      columns: spec.columns,
      valid: true,
    });
  if (spec.usingIndex !== undefined && spec.usingIndex !== name) relation.indexes.delete(spec.usingIndex);
  if (parent !== undefined && relation.origin === 'before' && parent.origin === 'here')
    parent.ties.set(constraint, 'reference');
}

function setNotNull(column: Column | undefined, notNull: boolean): void {
  if (column !== undefined) column.notNull = notNull;
}

function createIndex(catalog: Catalog, action: Extract<Action, { kind: 'create-index' }>): void {
  const relation = catalog.resolve(action.table);
  const name = action.index ?? `${relation.name}_${action.columns.join('_')}_idx`;
  if (catalog.findIndex({ schema: relation.schema, name }) !== undefined) return;
  const origin = action.ifNotExists && !relation.indexesKnown ? 'before' : 'here';
  relation.indexes.set(name, { name, origin, unique: action.unique, columns: action.columns, valid: true });
}

function applyTableAction(catalog: Catalog, action: TableAction): void {
  const relation = catalog.resolve(action.table);
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the rest leaves the model as it is
  switch (action.kind) {
    case 'add-column':
      return addColumn(catalog, relation, action.column, action.ifNotExists);
    case 'drop-column':
      relation.columns.delete(action.column);
      for (const [name, { columns }] of relation.constraints)
        if (columns.includes(action.column)) dropConstraint(catalog, relation, name);
      for (const [name, { columns }] of relation.indexes)
        if (columns.includes(action.column)) relation.indexes.delete(name);
      return;
    case 'set-default': {
      const column = relation.columns.get(action.column);
      if (column !== undefined) column.hasDefault = action.expression !== null;
      return;
    }
    case 'set-not-null':
    case 'drop-not-null':
      return setNotNull(relation.columns.get(action.column), action.kind === 'set-not-null');
    case 'set-type': {
      const column = relation.columns.get(action.column);
      if (column !== undefined) column.type = action.type;
      return;
    }
    case 'add-constraint':
      return addConstraint(catalog, relation, action.constraint);
    case 'validate-constraint': {
      const constraint = relation.constraints.get(action.name);
      if (constraint !== undefined) constraint.valid = true;
      return;
    }
    case 'drop-constraint':
      return dropConstraint(catalog, relation, action.name);
    case 'attach-partition':
      if (!storesOnlyNew(catalog.resolve(action.partition)))
        relation.ties.set(catalog.resolve(action.partition), 'storage');
      return;
    case 'inherit': {
      const parent = catalog.resolve(action.parent);
      if (action.add && !storesOnlyNew(relation)) parent.ties.set(relation, 'storage');
      return;
    }
    default:
  }
}

function dropConstraint(catalog: Catalog, relation: Relation, name: string): void {
  const constraint = relation.constraints.get(name);
  if (constraint !== undefined) catalog.untie(constraint);
  relation.constraints.delete(name);
  relation.indexes.delete(name);
}

function drop(catalog: Catalog, action: Extract<Action, { kind: 'drop' }>): void {
  if (['table', 'view', 'matview', 'foreign-table', 'sequence'].includes(action.object)) {
    const relation = catalog.find(action.name);
    if (relation === undefined) return;
    catalog.relations.delete(qualified(relation));
    for (const key of catalog.made.keys()) if (key.includes(`:${relation.name}.`)) catalog.made.delete(key);
  } else if (action.object === 'index') {
    const found = catalog.findIndex(action.name);
    found?.table.indexes.delete(found.index.name);
  } else if (action.object === 'type' || action.object === 'domain') {
    const type = catalog.findType(action.name);
    if (type !== undefined) catalog.types.delete(qualified(type));
  } else {
    catalog.made.delete(`${action.object}:${objectKey(action)}`);
    if (action.object === 'schema') dropSchema(catalog, action.name.name);
  }
}

function dropSchema(catalog: Catalog, schema: string): void {
  for (const map of [catalog.relations, catalog.types])
    for (const [key, entry] of map) if (entry.schema === schema) map.delete(key);
}

function rename(catalog: Catalog, action: Extract<Action, { kind: 'rename' }>): void {
  if (action.object === 'column' && action.part !== undefined) {
    const { columns } = catalog.resolve(action.name);
    const column = columns.get(action.part);
    if (column === undefined) return;
    columns.delete(action.part);
    column.name = action.to;
    columns.set(action.to, column);
  } else if (action.object === 'constraint' && action.part !== undefined) {
    const { constraints, indexes } = catalog.resolve(action.name);
    for (const map of [constraints, indexes])
      renameKey(map as Map<string, { name: string }>, action.part, action.to);
  } else if (action.object === 'index') {
    const found = catalog.findIndex(action.name);
    if (found) renameKey(found.table.indexes, found.index.name, action.to);
  } else if (action.object === 'type' || action.object === 'domain') {
    const type = catalog.findType(action.name);
    if (type === undefined) return;
    catalog.types.delete(qualified(type));
    type.name = action.to;
    catalog.types.set(qualified(type), type);
  } else if (['table', 'view', 'matview', 'foreign-table', 'sequence'].includes(action.object)) {
    const relation = catalog.resolve(action.name);
    catalog.relations.delete(qualified(relation));
    relation.name = action.to;
    catalog.relations.set(qualified(relation), relation);
  }
}

function renameKey<T extends { name: string }>(map: Map<string, T>, from: string, to: string): void {
  const found = map.get(from);
  if (found === undefined) return;
  map.delete(from);
  found.name = to;
  map.set(to, found);
}

function move(catalog: Catalog, name: Name, schema: string): void {
  const relation = catalog.find(name);
  if (relation === undefined) return;
  catalog.relations.delete(qualified(relation));
  relation.schema = schema;
  catalog.relations.set(qualified(relation), relation);
}
