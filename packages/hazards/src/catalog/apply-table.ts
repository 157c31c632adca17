import type { ColumnSpec, ConstraintSpec, TableAction } from '../sql/actions';
import type { Name } from '../sql/names';
import { functionsIn, sequencesIn } from '../sql/read/calls';
import { columnsIn } from '../sql/read/column-refs';
import { castsIn } from '../sql/read/casts';
import type { PartitionBound } from '../sql/read/partition-bound';
import { isSerial, storedType } from '../sql/types';
import type { Catalog } from './catalog';
import { newRelation } from './catalog';
import { familyOf } from './family';
import type { Column, Constraint, Index, Relation } from './model';
import { qualified, storesOnlyNew } from './model';
import { defaultConstraintName, freeName } from './default-names';
import { testsOf } from './comparisons';
import { columnsProvenNotNull, requiredBy } from './not-null-proof';
import { keepBound } from './detached';
import { adoptForeignKeys, adoptsKey } from './key-trees';
import { adoptIndex, adoptIndexes, dropIndexTree } from './partition-indexes';
import { settleExpressions } from './typing/settled';
import { noteType, own, refer, routinesOf } from './uses';

/** Applies one subcommand of ALTER TABLE, to partitions and children too. */
export function applyTableAction(catalog: Catalog, action: TableAction): void {
  const table = catalog.resolve(action.table);
  const family = familyOf(table, action.only);

  switch (action.kind) {
    case 'add-column':
      for (const each of family) {
        if (each !== table) withColumn(each, action.column.name, (column) => (column.local = true));
        addColumn(catalog, each, action.column, action.ifNotExists);
      }
      return;
    case 'drop-column': {
      const stays = (each: Relation): boolean =>
        each !== table && each.columns.get(action.column)?.local === true && !each.isPartition;
      for (const each of family) if (!stays(each)) dropColumn(catalog, each, action.column);
      return;
    }
    case 'set-default':
      for (const each of family)
        withColumn(each, action.column, (column) => {
          column.hasDefault = action.expression !== null;
          column.defaultExpression = action.expression ?? undefined;
          column.serial = undefined;
          column.calls = undefined;
          if (action.expression !== null)
            column.calls = routinesOf(catalog, each, functionsIn(action.expression));
          noteDefault(catalog, each, column);
        });
      return;
    case 'drop-expression':
      for (const each of family)
        withColumn(each, action.column, (column) =>
          each.columns.set(column.name, {
            ...column,
            generated: false,
            generatedFrom: [],
            hasDefault: false,
          }),
        );
      return;
    case 'set-expression':
      for (const each of action.expression === undefined ? [] : family)
        withColumn(each, action.column, (column) =>
          each.columns.set(column.name, { ...column, generatedFrom: columnsIn(action.expression) }),
        );
      return;
    case 'set-not-null':
    case 'drop-not-null':
      for (const each of family) {
        withColumn(each, action.column, (column) => (column.notNull = action.kind === 'set-not-null'));
        if (action.kind === 'set-not-null')
          for (const own of each.constraints.values())
            if (own.kind === 'not-null' && own.columns.includes(action.column)) own.valid = true;
      }
      return;
    case 'set-type':
      for (const each of family) {
        settleExpressions(each, action.column, catalog);
        withColumn(each, action.column, (column) => {
          column.type = action.type;
          column.collation = action.collation?.name;
        });
        noteType(catalog, each, action.type);
      }
      return;
    case 'identity':
      return identity(catalog, table, action);
    case 'add-constraint':
      return addConstraint(catalog, table, action.constraint, action.only);
    case 'validate-constraint':
      for (const each of family) {
        const constraint = each.constraints.get(action.name);
        if (constraint === undefined) continue;
        constraint.valid = true;
        for (const column of constraint.kind === 'not-null' ? constraint.columns : [])
          withColumn(each, column, (found) => (found.notNull = true));
      }
      return;
    case 'of-type':
      table.ofType = action.type === undefined ? undefined : catalog.findType(action.type);
      table.ofType?.users.add(table);
      return;
    case 'alter-constraint': {
      const { deferrable, initially } = action.deferrability ?? {};
      for (const each of action.enforced === undefined ? [] : family) {
        const constraint = each.constraints.get(action.name);
        if (constraint !== undefined)
          Object.assign(constraint, { enforced: action.enforced, valid: action.enforced });
      }
      for (const each of deferrable === undefined ? [] : family) {
        const constraint = each.constraints.get(action.name);
        if (constraint?.behaviour === undefined) continue;
        constraint.behaviour = [...constraint.behaviour.split(' ').slice(0, 3), deferrable, initially].join(
          ' ',
        );
      }
      return;
    }
    case 'drop-constraint': {
      const required = requiredBy(table, action.name);
      for (const each of family) {
        dropConstraint(each, action.name);
        if (required !== undefined) withColumn(each, required, (column) => (column.notNull = false));
      }
      return;
    }
    case 'owner':
      if (action.to === undefined) delete table.owner;
      else table.owner = action.to;
      return;
    case 'replica-identity': {
      const index = table.indexes.get(action.index ?? '');
      const other = action.full === true ? 'full' : action.nothing ? 'nothing' : index;
      if (other === undefined) delete table.identityBy;
      else table.identityBy = other;
      return;
    }
    case 'trigger-state':
      switchHooks(table, action);
      if (action.of === 'trigger') table.triggersOff = !action.enabled || action.mode === 'replica';
      return;
    case 'set-persistence':
      table.unlogged = !action.logged;
      return;
    case 'harmless-alter':
      if (action.what === 'CLUSTER ON') table.clusteredBy = table.indexes.get(action.index ?? '') ?? null;
      else if (action.what === 'SET WITHOUT CLUSTER') table.clusteredBy = null;
      else if (action.what === 'SET WITHOUT OIDS') for (const each of family) delete each.oids;
      return;
    case 'attach-partition':
      return attach(table, catalog.resolve(action.partition), action.isDefault, action.bound);
    case 'detach-partition': {
      const partition = catalog.resolve(action.partition);
      if (action.concurrently) keepBound(table, partition);
      table.children.delete(partition);
      partition.parents.delete(table);
      partition.isPartition = false;
      delete partition.bound;
      if (table.defaultPartition === qualified(partition)) table.defaultPartition = null;
      for (const index of partition.indexes.values()) delete index.attachedTo;
      for (const constraint of partition.constraints.values()) constraint.inherited = false;
      return;
    }
    case 'inherit': {
      const parent = catalog.resolve(action.parent);
      if (action.add) {
        addChild(parent, table);
        return inheritChecks(parent, table);
      }
      parent.children.delete(table);
      table.parents.delete(parent);
      return disown(table);
    }
    default:
  }
}

function withColumn(relation: Relation, name: string, change: (column: Column) => void): void {
  const column = relation.columns.get(name);
  if (column !== undefined) change(column);
}

// Those of replicas are not set off by anybody else.
function switchHooks(table: Relation, action: Extract<TableAction, { kind: 'trigger-state' }>): void {
  const off = !action.enabled || action.mode === 'replica';
  for (const each of familyOf(table, action.only || table.kind !== 'partitioned'))
    for (const hook of each.hooks)
      if (hook.kind === action.of && (action.name === undefined || hook.name === action.name)) hook.off = off;
}

/** A CHECK of the parent is one that the child inherits. */
function inheritChecks(parent: Relation, child: Relation): void {
  for (const { kind, name, noInherit } of parent.constraints.values()) {
    const own = child.constraints.get(name);
    if (kind === 'check' && own?.kind === 'check' && !noInherit) own.inherited = true;
  }
}

/** What no parent that is left hands on is the child's own. */
function disown(child: Relation): void {
  for (const own of child.constraints.values())
    if (![...child.parents].some((parent) => parent.constraints.get(own.name)?.kind === own.kind))
      own.inherited = false;
}

/** Makes a relation a child or partition of another; never of one that is below it, which the server refuses. */
export function addChild(parent: Relation, child: Relation): void {
  if (familyOf(child).includes(parent)) return;
  parent.children.add(child);
  child.parents.add(parent);
  if (parent.origin === 'here' && !storesOnlyNew(child)) parent.ties.set(child, 'storage');
}

/** Makes a table a partition: it takes over the parent's indexes. */
export function attach(
  parent: Relation,
  partition: Relation,
  isDefault: boolean,
  bound?: PartitionBound,
): void {
  addChild(parent, partition);
  if (!parent.children.has(partition)) return;
  partition.isPartition = true;
  if (bound !== undefined) partition.bound = bound;
  inheritChecks(parent, partition);
  if (isDefault) parent.defaultPartition = qualified(partition);
  adoptIndexes(parent, partition);
  adoptForeignKeys(parent, partition);
}

/** Adds a column with the constraints and the sequence that come with it. */
export function addColumn(catalog: Catalog, relation: Relation, spec: ColumnSpec, ifNotExists = false): void {
  if (relation.columns.has(spec.name)) return;
  const fills =
    spec.defaultExpression !== undefined || spec.identity || spec.generated !== null || spec.notNull;
  // IF NOT EXISTS on a table that is not known may have found the column standing.
  const origin = ifNotExists && !relation.known ? 'before' : 'here';
  const column: Column = {
    name: spec.name,
    origin,
    type: storedType(spec.type),
    notNull: spec.notNull,
    ...(spec.notNullName === undefined ? {} : { notNullName: spec.notNullName }),
    hasDefault: fills,
    defaultExpression: spec.defaultExpression,
    generated: spec.generated !== null,
    generatedFrom: spec.generatedFrom,
    identity: spec.identity,
    ...(spec.collation === undefined ? {} : { collation: spec.collation.name }),
    ...(spec.always === true ? { always: true } : {}),
    virtual: spec.generated === 'virtual',
    filled: fills,
    ...(fills || origin === 'before' ? {} : { blank: true }),
    ...(spec.functions === undefined ? {} : { calls: routinesOf(catalog, relation, spec.functions) }),
  };
  relation.columns.set(spec.name, column);
  noteType(catalog, relation, spec.type);
  noteDefault(catalog, relation, column);
  if (spec.identity || isSerial(spec.type)) {
    const sequence = ownSequence(catalog, relation, spec.name, spec.sequence);
    if (spec.identity) column.draws = sequence;
    else column.serial = sequence;
  }
  for (const constraint of spec.constraints) addConstraint(catalog, relation, constraint);
}

/** Notes which sequences and types a default rests on. */
export function noteDefault(catalog: Catalog, relation: Relation, column: Column): void {
  const expression = column.defaultExpression;
  column.serial?.usedBy.add(relation);
  if (expression === undefined) return;
  for (const name of sequencesIn(expression)) catalog.find(name)?.usedBy.add(relation);
  for (const type of castsIn(expression)) catalog.findType(type)?.users.add(relation);
}

/** Makes a column an identity column, with a sequence of its own. */
export function addIdentity(catalog: Catalog, relation: Relation, name: string, always?: boolean): void {
  const column = relation.columns.get(name);
  if (column === undefined) return;
  column.identity = true;
  column.always = always;
  column.hasDefault = true;
  column.draws = ownSequence(catalog, relation, name);
}

function identity(
  catalog: Catalog,
  table: Relation,
  action: Extract<TableAction, { kind: 'identity' }>,
): void {
  const { column: name, change } = action;
  const column = table.columns.get(name);
  // DROP IDENTITY IF EXISTS leaves alone what is none.
  if (column === undefined || (change !== 'add' && column.identity === false)) return;
  if (change !== 'set') column.identity = change === 'add';
  column.always = change === 'set' ? (action.always ?? column.always) : action.always;
  if (change === 'set') return;
  if (change === 'add') {
    column.hasDefault = true;
    column.draws = ownSequence(catalog, table, name, action.sequence);
    return;
  }
  column.hasDefault = false;
  dropSequences(catalog, table, name, column.draws);
  column.draws = undefined;
}

function dropSequences(catalog: Catalog, relation: Relation, column: string, only?: Relation): void {
  for (const [sequence, owner] of relation.sequences)
    if (owner === column && (only === undefined || only === sequence)) {
      relation.sequences.delete(sequence);
      catalog.relations.delete(qualified(sequence));
    }
}

function ownSequence(catalog: Catalog, relation: Relation, column: string, written?: Name): Relation {
  const taken = (each: string): boolean => catalog.relations.has(`${relation.schema}.${each}`);
  const name = written?.name ?? freeName(relation.name, [column], 'seq', taken);
  const sequence = newRelation({
    schema: written?.schema ?? relation.schema,
    name,
    kind: 'sequence',
    origin: 'here',
    known: true,
  });
  catalog.ownedSequences.add(qualified(sequence));
  catalog.relations.set(qualified(sequence), sequence);
  own(sequence, relation, column);
  return sequence;
}

/** Adds a constraint, with its index and its copies on partitions and children. */
export function addConstraint(
  catalog: Catalog,
  relation: Relation,
  spec: ConstraintSpec,
  only = false,
  inherited = false,
): void {
  const name = spec.name ?? defaultConstraintName(relation, spec);
  const parent = spec.foreign === undefined ? undefined : catalog.resolve(spec.foreign.parent);
  const constraint: Constraint = {
    name,
    origin: 'here',
    kind: spec.kind,
    columns: spec.columns,
    valid: !spec.notValid && spec.enforced,
    ...(spec.enforced ? {} : { enforced: false }),
    provesNotNull: spec.kind === 'not-null' ? spec.columns : columnsProvenNotNull(spec.expression),
    ...(parent === undefined ? {} : { parent }),
    parentColumns: spec.foreign?.columns ?? [],
    ...(spec.foreign === undefined
      ? {}
      : {
          onDelete: spec.foreign.onDelete,
          onUpdate: spec.foreign.onUpdate,
          behaviour: spec.foreign.behaviour,
        }),
    ...(spec.expression === undefined
      ? {}
      : { calls: routinesOf(catalog, relation, functionsIn(spec.expression)) }),
    noInherit: spec.noInherit,
    ...(spec.kind === 'check' ? { tests: testsOf(spec.expression), expression: spec.expression } : {}),
    ...(spec.deferrable === true ? { deferrable: true } : {}),
    ...(spec.temporal === true ? { temporal: true } : {}),
    inherited,
  };
  relation.constraints.set(name, constraint);
  if (parent !== undefined) refer(relation, parent);
  if (parent !== undefined && relation.origin === 'before' && parent.origin === 'here')
    parent.ties.set(constraint, 'reference');
  const provesNow = spec.kind === 'primary' || (spec.kind === 'not-null' && !spec.notValid);
  if (provesNow)
    for (const column of spec.columns) withColumn(relation, column, (each) => (each.notNull = true));
  const handedOn = { ...spec, name };
  if (spec.kind === 'primary' || spec.kind === 'unique' || spec.kind === 'exclude') {
    const taken = spec.usingIndex === undefined ? undefined : relation.indexes.get(spec.usingIndex);
    if (taken !== undefined) relation.indexes.delete(taken.name);
    const index = taken === undefined ? constraintIndex(name, spec) : Object.assign(taken, { name });
    relation.indexes.set(name, index);
    if (relation.kind === 'partitioned' && !only)
      for (const child of relation.children) handOn(index, constraint, child);
  } else if (!spec.noInherit && (spec.kind !== 'foreign' || relation.kind === 'partitioned')) {
    for (const child of relation.children)
      if (!adoptsKey(child, constraint)) addConstraint(catalog, child, handedOn, false, true);
  }
}

// A primary key makes its columns NOT NULL on the partitions too.
function handOn(index: Index, constraint: Constraint, partition: Relation): void {
  adoptIndex(index, constraint, partition);
  if (constraint.kind !== 'primary') return;
  for (const each of familyOf(partition))
    for (const column of constraint.columns) withColumn(each, column, (found) => (found.notNull = true));
}

const constraintIndex = (name: string, spec: ConstraintSpec): Index => ({
  name,
  origin: 'here',
  unique: spec.kind !== 'exclude',
  columns: [...spec.columns, ...(spec.included ?? [])],
  keys: spec.columns,
  ...(spec.kind === 'exclude' ? {} : { method: 'btree', parts: spec.columns.map((column) => ({ column })) }),
  computed: [],
  partial: spec.partial === true,
  valid: true,
  plainOrder: true,
  ...(spec.kind === 'exclude' ? {} : { shape: `btree|unique|${JSON.stringify(spec.columns)}|""|""` }),
});

export function dropColumn(catalog: Catalog, relation: Relation, name: string): void {
  const column = relation.columns.get(name);
  // IF EXISTS may name a column that never was.
  const missing = column === undefined && relation.known && relation.columns.size > 0;
  if (column?.origin !== 'here' && !missing) relation.lostColumns.set(name, column?.type ?? null);
  relation.columns.delete(name);
  // What is computed from it goes with it: before 15 by itself, later with CASCADE only.
  for (const each of [...relation.columns.values()])
    if (each.generatedFrom.includes(name)) dropColumn(catalog, relation, each.name);
  for (const [key, { columns }] of relation.constraints)
    if (columns.includes(name)) dropConstraint(relation, key);
  for (const [key, { columns }] of relation.indexes) {
    if (!columns.includes(name)) continue;
    // A constraint whose index holds the column besides its keys.
    if (relation.constraints.has(key)) dropConstraint(relation, key);
    relation.indexes.delete(key);
  }
  dropSequences(catalog, relation, name);
}

export function dropConstraint(relation: Relation, name: string): void {
  const constraint = relation.constraints.get(name);
  // What tied its parent to old rows is gone.
  if (constraint !== undefined) constraint.parent?.ties.delete(constraint);
  relation.constraints.delete(name);
  const index = relation.indexes.get(name);
  if (index !== undefined) dropIndexTree(relation, index);
}
