import type { ColumnSpec, ConstraintSpec, TableAction } from '../sql/actions';
import { isSerial, storedType } from '../sql/types';
import type { Catalog } from './catalog';
import { newRelation } from './catalog';
import { familyOf } from './family';
import type { Column, Constraint, Index, Relation } from './model';
import { qualified, storesOnlyNew } from './model';
import { defaultName, makeName } from './default-names';
import { columnsProvenNotNull } from './not-null-proof';

/** Applies one subcommand of ALTER TABLE, to partitions and children too. */
export function applyTableAction(catalog: Catalog, action: TableAction): void {
  const table = catalog.resolve(action.table);
  const family = familyOf(table, action.only);

  switch (action.kind) {
    case 'add-column':
      for (const each of family) addColumn(catalog, each, action.column, action.ifNotExists);
      return;
    case 'drop-column':
      for (const each of family) dropColumn(catalog, each, action.column);
      return;
    case 'set-default':
      return withColumn(table, action.column, (column) => (column.hasDefault = action.expression !== null));
    case 'set-not-null':
    case 'drop-not-null':
      for (const each of family)
        withColumn(each, action.column, (column) => (column.notNull = action.kind === 'set-not-null'));
      return;
    case 'set-type':
      for (const each of family) withColumn(each, action.column, (column) => (column.type = action.type));
      return;
    case 'add-constraint':
      return addConstraint(catalog, table, action.constraint);
    case 'validate-constraint':
      for (const each of family) {
        const constraint = each.constraints.get(action.name);
        if (constraint !== undefined) constraint.valid = true;
      }
      return;
    case 'drop-constraint':
      for (const each of family) dropConstraint(catalog, each, action.name);
      return;
    case 'set-persistence':
      table.unlogged = !action.logged;
      return;
    case 'attach-partition':
      return attach(table, catalog.resolve(action.partition), action.isDefault);
    case 'detach-partition': {
      const partition = catalog.resolve(action.partition);
      table.children.delete(partition);
      partition.parents.delete(table);
      return;
    }
    case 'inherit': {
      const parent = catalog.resolve(action.parent);
      if (action.add) return addChild(parent, table);
      parent.children.delete(table);
      table.parents.delete(parent);
      return;
    }
    default:
  }
}

function withColumn(relation: Relation, name: string, change: (column: Column) => void): void {
  const column = relation.columns.get(name);
  if (column !== undefined) change(column);
}

/** Makes a relation a child or partition of another. */
export function addChild(parent: Relation, child: Relation): void {
  parent.children.add(child);
  child.parents.add(parent);
  if (parent.origin === 'here' && !storesOnlyNew(child)) parent.ties.set(child, 'storage');
}

/** Makes a table a partition: it takes over the parent's indexes. */
export function attach(parent: Relation, partition: Relation, isDefault: boolean): void {
  addChild(parent, partition);
  partition.isPartition = true;
  if (isDefault) parent.defaultPartition = qualified(partition);
  for (const index of missingIndexes(parent, partition)) partition.indexes.set(index.name, index);
}

/** The indexes that a partition gets because its parent has them, under their own names. */
export function missingIndexes(parent: Relation, partition: Relation): readonly Index[] {
  return [...parent.indexes.values()]
    .filter(({ keys }) => ![...partition.indexes.values()].some((own) => own.keys.join() === keys.join()))
    .map((index) => {
      const constraint = parent.constraints.get(index.name);
      const suffix = constraint === undefined ? 'idx' : constraint.kind === 'primary' ? 'pkey' : 'key';
      return {
        ...index,
        origin: partition.origin,
        name: makeName(partition.name, suffix === 'pkey' ? [] : index.keys, suffix),
      };
    });
}

/** Adds a column with the constraints and the sequence that come with it. */
export function addColumn(catalog: Catalog, relation: Relation, spec: ColumnSpec, ifNotExists = false): void {
  if (relation.columns.has(spec.name)) return;
  const fills =
    spec.defaultExpression !== undefined || spec.identity || spec.generated !== null || spec.notNull;
  // IF NOT EXISTS on a table that is not known may have found the column standing.
  const origin = ifNotExists && !relation.known ? 'before' : 'here';
  relation.columns.set(spec.name, {
    name: spec.name,
    origin,
    type: storedType(spec.type),
    notNull: spec.notNull,
    hasDefault: fills,
    generated: spec.generated !== null,
    generatedFrom: spec.generatedFrom,
    identity: spec.identity,
    virtual: spec.generated === 'virtual',
    filled: fills,
  });
  if (spec.identity || isSerial(spec.type)) ownSequence(catalog, relation, spec.name);
  for (const constraint of spec.constraints) addConstraint(catalog, relation, constraint);
}

function ownSequence(catalog: Catalog, relation: Relation, column: string): void {
  const name = makeName(relation.name, [column], 'seq');
  catalog.ownedSequences.add(`${relation.schema}.${name}`);
  relation.sequences.set(
    newRelation({ schema: relation.schema, name, kind: 'sequence', origin: 'here', known: true }),
    column,
  );
}

/** Adds a constraint, with its index and its copies on partitions and children. */
export function addConstraint(
  catalog: Catalog,
  relation: Relation,
  spec: ConstraintSpec,
  inherited = false,
): void {
  const name = spec.name ?? defaultName(relation.name, spec);
  const parent = spec.foreign === undefined ? undefined : catalog.resolve(spec.foreign.parent);
  const constraint: Constraint = {
    name,
    origin: 'here',
    kind: spec.kind,
    columns: spec.columns,
    valid: !spec.notValid && spec.enforced,
    provesNotNull: spec.kind === 'not-null' ? spec.columns : columnsProvenNotNull(spec.expression),
    ...(parent === undefined ? {} : { parent }),
    parentColumns: spec.foreign?.columns ?? [],
    noInherit: spec.noInherit,
    inherited,
  };
  relation.constraints.set(name, constraint);
  if (parent !== undefined && relation.origin === 'before' && parent.origin === 'here')
    parent.ties.set(constraint, 'reference');
  const provesNow = spec.kind === 'primary' || (spec.kind === 'not-null' && !spec.notValid);
  if (provesNow)
    for (const column of spec.columns) withColumn(relation, column, (each) => (each.notNull = true));
  const handedOn = { ...spec, name };
  if (spec.kind === 'primary' || spec.kind === 'unique' || spec.kind === 'exclude') {
    if (spec.usingIndex !== undefined) relation.indexes.delete(spec.usingIndex);
    relation.indexes.set(name, constraintIndex(name, spec));
    const unnamed = { ...spec, name: undefined };
    if (relation.kind === 'partitioned')
      for (const child of relation.children) addConstraint(catalog, child, unnamed, true);
  } else if (!spec.noInherit && (spec.kind === 'check' || relation.kind === 'partitioned')) {
    for (const child of relation.children) addConstraint(catalog, child, handedOn, true);
  }
}

const constraintIndex = (name: string, spec: ConstraintSpec): Index => ({
  name,
  origin: 'here',
  unique: spec.kind !== 'exclude',
  columns: spec.columns,
  keys: spec.columns,
  computed: [],
  partial: false,
  valid: true,
});

function dropColumn(catalog: Catalog, relation: Relation, name: string): void {
  const column = relation.columns.get(name);
  // IF EXISTS may name a column that never was.
  const missing = column === undefined && relation.known && relation.columns.size > 0;
  if (column?.origin !== 'here' && !missing) relation.lostColumns.set(name, column?.type ?? null);
  relation.columns.delete(name);
  for (const [key, { columns }] of relation.constraints)
    if (columns.includes(name)) dropConstraint(catalog, relation, key);
  for (const [key, { columns }] of relation.indexes) if (columns.includes(name)) relation.indexes.delete(key);
  for (const [sequence, column] of relation.sequences)
    if (column === name) relation.sequences.delete(sequence);
}

function dropConstraint(catalog: Catalog, relation: Relation, name: string): void {
  const constraint = relation.constraints.get(name);
  if (constraint !== undefined) catalog.untie(constraint);
  relation.constraints.delete(name);
  relation.indexes.delete(name);
}
