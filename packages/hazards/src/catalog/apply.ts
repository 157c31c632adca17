import type { Node } from 'libpg-query';
import type { Action, ColumnSpec, ObjectKind } from '../sql/actions';
import { isOn } from '../sql/read/publications';
import type { SqlType } from '../sql/types';
import type { Name } from '../sql/names';
import { addRoutine, declareRoutine } from './add-routine';
import {
  addChild,
  addColumn,
  addConstraint,
  addIdentity,
  applyTableAction,
  attach,
  dropColumn,
  noteDefault,
} from './apply-table';
import type { Catalog } from './catalog';
import { newRelation } from './catalog';
import { defaultIndexName } from './default-names';
import { noteRows } from './empties';
import { applyDrop, applyRename, applySetSchema } from './apply-object';
import { leaveTested, setConstraints } from './deferred';
import { droppedBy } from './dropped';
import { fallOf } from './falls';
import { familyOf } from './family';
import { dropFleeting, dropTemporary } from './fleeting';
import { objectKey } from './object-key';
import { adoptIndex } from './partition-indexes';
import { applyPublish } from './publications';
import { renameColumn } from './rename-column';
import type { Column, Constraint, Hook, Index, NamedType, Relation, RelationKind } from './model';
import { takeOut } from './take-out';
import { noteType, own, readsOf, routinesOf } from './uses';
import type { Kind } from './typing/kinds';
import { sameKind } from './typing/kinds';
import { statementGives } from './typing/query';
import type { ViewColumn } from './view-output';
import { viewColumns } from './view-output';
import { writesThrough } from './view-writes';

/**
 * Applies one action to the model, as if it had succeeded. Only what later judgements need is kept; an action that the model does not
 * follow leaves it unchanged, which can make it know less, never more than is true.
 */
export function applyAction(catalog: Catalog, action: Action): void {
  catalog.change(() => applyWhole(catalog, action), action.caught !== undefined);
}

function applyWhole(catalog: Catalog, action: Action): void {
  const cascades = 'cascade' in action && action.cascade && action.kind !== 'truncate';
  const fall = cascades ? fallOf(droppedBy(action, catalog), true, catalog) : null;
  applyOne(catalog, action);
  noteRows(catalog, action);
  for (const thing of fall?.things ?? []) takeOut(thing, catalog);
}

function applyOne(catalog: Catalog, action: Action): void {
  if ('ifExists' in action && 'table' in action) return applyTableAction(catalog, action);

  switch (action.kind) {
    case 'create-table':
      return createTable(catalog, action);
    case 'create-view':
      return createView(catalog, action);
    case 'create-index':
      return createIndex(catalog, action);
    case 'create-type':
      if (action.flavour === 'composite') {
        const relation = addRelation(catalog, action.type, 'composite');
        if (relation !== undefined)
          for (const each of action.attributes ?? []) addColumn(catalog, relation, each);
      }
      createType(catalog, action.type, action.flavour, false);
      return setLabels(catalog, action);
    case 'create-domain': {
      const constrained = action.constrained || catalog.mayBeConstrained(action.base);
      createType(catalog, action.type, 'domain', constrained, action.base);
      const domain = catalog.findType(action.type);
      if (domain !== undefined && action.constraints !== undefined) domain.constraints ??= action.constraints;
      return setDomainDefault(catalog, action);
    }
    case 'alter-domain':
      if (action.change === 'default') setDomainDefault(catalog, action);
      return changeDomain(catalog, action);
    case 'alter-attribute':
      return changeAttribute(catalog, action);
    case 'add-enum-value':
      return addLabel(catalog, action);
    case 'create-object':
      return createObject(catalog, action);
    case 'insert':
      noteWritten(catalog.find(action.table), action.into);
      return leaveTested(catalog, action);
    case 'delete':
      return leaveTested(catalog, action);
    case 'update':
      noteWritten(catalog.find(action.table), action.columns);
      leaveTested(catalog, action);
      return fill(catalog, action);
    case 'copy':
      if (action.from && action.table !== undefined) noteWritten(catalog.find(action.table), action.columns);
      return;
    case 'refresh-matview': {
      const view = catalog.find(action.view);
      if (view !== undefined) view.populated = action.populated;
      return;
    }
    case 'set-constraints':
      return setConstraints(catalog, action);
    case 'transaction':
      if (!inside.has(action.verb)) {
        catalog.unfinished.end();
        dropFleeting(catalog);
      }
      return;
    case 'drop':
      return applyDrop(catalog, action);
    case 'rename':
      return applyRename(catalog, action);
    case 'set-schema':
      return applySetSchema(catalog, action);
    case 'alter-sequence': {
      const sequence = catalog.find(action.sequence);
      if (sequence === undefined || !action.changesOwner) return;
      disown(catalog, sequence);
      if (action.owner !== undefined) own(sequence, catalog.resolve(action.owner.table), action.owner.column);
      return;
    }
    case 'alter-policy':
      return changePolicy(catalog, action);
    case 'publish':
      return applyPublish(catalog, action);
    case 'alter-index':
      return attachIndex(catalog, action);
    case 'cluster': {
      const table = action.table === undefined ? undefined : catalog.find(action.table);
      const index = table?.indexes.get(action.index ?? '');
      if (table !== undefined && index !== undefined) table.clusteredBy = index;
      return;
    }
    case 'setting':
      if (action.name === 'search_path') {
        if (action.value === null) catalog.resetSearchPath();
        else catalog.setSearchPath(action.values);
      } else if (action.name === 'all') catalog.resetSettings();
      else if (action.name === 'default_with_oids')
        catalog.givesOids = action.value !== null && isOn(action.value) === true;
      else if (action.name === 'check_function_bodies')
        catalog.checksBodies = action.value === null || !/^(off|false|no|0)$/i.test(action.value);
      return;
    case 'discard':
      if (action.what === 'all' || action.what === 'temp') dropTemporary(catalog);
      return;
    case 'opaque-code':
      return catalog.loseSight('relations');
    case 'unknown':
      if (action.makes !== 'nothing') catalog.loseSight(action.makes ?? 'relations');
      if (action.declares !== undefined) declareRoutine(catalog, action.declares);
      return;
    default:
  }
}

/** Verbs that do not end a transaction. */
const inside = new Set(['SAVEPOINT', 'RELEASE', 'ROLLBACK TO']);

/** Rows were written: what they were given is NULL in every row no more. */
function noteWritten(table: Relation | undefined, columns: readonly string[] | undefined): void {
  for (const each of table === undefined ? [] : familyOf(table))
    for (const column of each.columns.values())
      if (column.blank === true && columns?.includes(column.name) !== false) column.blank = undefined;
}

/** The tables of a composite type have its attributes as columns. */
function changeAttribute(catalog: Catalog, action: Extract<Action, { kind: 'alter-attribute' }>): void {
  const { change, attribute = '', spec, to, missingOk } = action;
  const type = catalog.findType(action.type);
  const own = catalog.find(action.type);
  if (type === undefined) return;
  const typed = [...type.users].filter(({ ofType }) => ofType === type);
  for (const each of [...(own?.kind === 'composite' ? [own] : []), ...typed]) {
    catalog.relations.touch(each);
    const column = each.columns.get(attribute);
    if (change === 'add' && spec !== undefined) addColumn(catalog, each, spec);
    else if (change === 'drop' && (column !== undefined || missingOk !== true))
      dropColumn(catalog, each, attribute);
    else if (change === 'type' && column !== undefined && spec !== undefined) column.type = spec.type;
    else if (change === 'rename' && to !== undefined) renameColumn(catalog, each, attribute, to);
  }
}

function setLabels(catalog: Catalog, action: Extract<Action, { kind: 'create-type' }>): void {
  const type = catalog.findType(action.type);
  if (type === undefined || action.labels === undefined || type.labels !== undefined) return;
  type.labels = action.labels;
  if (catalog.unfinished.inTransaction) catalog.unfinished.made.add(type);
}

function addLabel(catalog: Catalog, action: Extract<Action, { kind: 'add-enum-value' }>): void {
  const type = catalog.findType(action.type);
  if (type === undefined || type.labels?.includes(action.value) === true) return;
  type.addedValues.add(action.value);
  if (type.labels !== undefined) type.labels = [...type.labels, action.value];
  const { unfinished } = catalog;
  if (unfinished.inTransaction)
    unfinished.labels.set(type, new Set([...(unfinished.labels.get(type) ?? []), action.value]));
}

function createObject(catalog: Catalog, action: Extract<Action, { kind: 'create-object' }>): void {
  if (action.object === 'sequence') {
    const sequence = addRelation(catalog, action.name, 'sequence');
    if (sequence !== undefined && action.owner !== undefined)
      own(sequence, catalog.resolve(action.owner.table), action.owner.column);
    return;
  }
  const { object } = action;
  if (action.onTable !== undefined && isHook(object))
    addHook(catalog, { ...action, object, onTable: action.onTable });
  if (action.volatility !== undefined) addRoutine(catalog, action, action.volatility);
  const name = objectKey(action);
  const made: { object: ObjectKind; name: string; replaced: boolean } = {
    object,
    name,
    replaced: mayHaveStood(catalog, action),
  };
  catalog.made.set(`${object}:${name}`, made);
  if (object === 'schema') catalog.addSchema(name);
  if (object === 'extension') catalog.extensions.add(name);
  if (object === 'collation') catalog.collations.add(action.name.name);
}

function disown(catalog: Catalog, sequence: Relation): void {
  for (const each of sequence.usedBy) {
    catalog.relations.touch(each);
    each.sequences.delete(sequence);
  }
}

// The index of a partition becomes a part of its parent's, and so does the constraint that it belongs to.
function attachIndex(catalog: Catalog, action: Extract<Action, { kind: 'alter-index' }>): void {
  const whole = catalog.findIndex(action.index);
  const part = action.attached === undefined ? undefined : catalog.findIndex(action.attached);
  if (whole === undefined || part === undefined) return;
  part.index.attachedTo = whole.index;
  const constraint = part.table.constraints.get(part.index.name);
  if (constraint !== undefined && whole.table.constraints.has(whole.index.name)) constraint.inherited = true;
}

const isHook = (object: ObjectKind): object is Hook['kind'] =>
  object === 'trigger' || object === 'policy' || object === 'rule' || object === 'statistics';

function addHook(
  catalog: Catalog,
  action: Extract<Action, { kind: 'create-object' }> & {
    readonly object: Hook['kind'];
    readonly onTable: Name;
  },
): void {
  const table = catalog.resolve(action.onTable);
  const at = action.replace
    ? table.hooks.findIndex(({ kind, name }) => kind === action.object && name === action.name.name)
    : -1;
  const hook: Hook = {
    kind: action.object,
    name: action.name.name,
    columns: action.columns ?? [],
    forEachRow: action.forEachRow === true,
    reads: readsOf(catalog, table, action.reads),
    calls: routinesOf(catalog, table, action.functions),
    ...(action.fires === undefined ? {} : { fires: action.fires }),
    ...(action.checks === undefined ? {} : { checks: action.checks, filters: action.filters === true }),
  };
  if (at < 0) table.hooks.push(hook);
  else table.hooks.splice(at, 1, hook);
}

/** USING and WITH CHECK are not kept apart: where the policy keeps one of them, it may rest on all that it rested on. */
function changePolicy(
  catalog: Catalog,
  { onTable, name, change }: Extract<Action, { kind: 'alter-policy' }>,
): void {
  const table = catalog.find(onTable);
  const at = table?.hooks.findIndex((hook) => hook.kind === 'policy' && hook.name === name) ?? -1;
  const old = table?.hooks[at];
  if (table === undefined || old === undefined || change === undefined) return;
  const keeps = (!change.using && old.filters !== false) || (!change.check && old.checks !== false);
  const reads = readsOf(catalog, table, change.reads);
  const calls = routinesOf(catalog, table, change.functions);
  table.hooks[at] = {
    ...old,
    columns: keeps ? [...new Set([...old.columns, ...change.columns])] : change.columns,
    reads: keeps ? new Map([...reads, ...old.reads]) : reads,
    calls: keeps ? [...old.calls, ...calls] : calls,
    filters: change.using || old.filters !== false,
    checks: change.check || old.checks !== false,
  };
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
  if (catalog.placeIsTaken(schema, name.name)) return undefined;
  const relation = newRelation({ schema, name: name.name, kind, origin: 'here', known: true }, more);
  catalog.relations.set(key, relation);
  return relation;
}

// A domain over another begins with the default of that one.
function setDomainDefault(
  catalog: Catalog,
  action: Extract<Action, { kind: 'create-domain' | 'alter-domain' }>,
): void {
  const domain = catalog.findType(action.type);
  if (domain === undefined) return;
  const below =
    action.kind === 'create-domain' ? catalog.findType(action.base)?.defaultExpression : undefined;
  domain.defaultExpression = action.defaultExpression ?? below;
}

function changeDomain(
  catalog: Catalog,
  { type, change, name, to }: Extract<Action, { kind: 'alter-domain' }>,
): void {
  const domain = catalog.findType(type);
  if (domain?.constraints === undefined) return;
  if (change === 'constraint') {
    let made = name ?? `${domain.name}_check`;
    for (let number = 1; domain.constraints.includes(made); number += 1)
      made = `${domain.name}_check${number}`;
    domain.constraints = [...domain.constraints, made];
  } else if (change === 'relax' && name !== undefined)
    domain.constraints = domain.constraints.filter((each) => each !== name);
  else if (change === 'rename' && to !== undefined)
    domain.constraints = domain.constraints.map((each) => (each === name ? to : each));
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
  const type: NamedType = {
    schema,
    name: name.name,
    kind,
    origin: 'here',
    constrained,
    ...based,
    addedValues: new Set(),
    users: new Set(),
    domains: new Set(),
  };
  catalog.types.set(key, type);
  if (base !== undefined) catalog.findType(base)?.domains.add(type);
}

function createTable(catalog: Catalog, action: Extract<Action, { kind: 'create-table' }>): void {
  const schema = catalog.creationSchema(action.table, action.temporary);
  const ofType = action.ofType === undefined ? undefined : catalog.findType(action.ofType);
  const more = {
    partitionKey: action.partitionKey,
    ...(action.plainKey === true ? { plainKey: true } : {}),
    ...(action.strategy === undefined ? {} : { strategy: action.strategy }),
    unlogged: action.unlogged,
    ...((action.oids ?? catalog.givesOids) ? { oids: true } : {}),
    ...(ofType === undefined ? {} : { ofType }),
  };
  const relation = addRelation(
    catalog,
    { schema, name: action.table.name },
    action.foreign === true ? 'foreign' : action.partitioned ? 'partitioned' : 'table',
    more,
  );
  if (relation === undefined) return;
  if (action.fleeting === true) catalog.unfinished.fleeting.add(relation);
  const parents = [...action.inherits, ...(action.partitionOf === undefined ? [] : [action.partitionOf])].map(
    (name) => catalog.resolve(name),
  );
  for (const source of parents)
    for (const column of source.columns.values()) inheritColumn(catalog, relation, column);
  const row = action.ofType === undefined ? undefined : catalog.find(action.ofType);
  for (const column of row?.kind === 'composite' ? row.columns.values() : [])
    inheritColumn(catalog, relation, column);
  if (ofType !== undefined) ofType.users.add(relation);
  const queried = viewColumns(action.output, catalog);
  if (queried?.every(({ name }) => name !== null) === true)
    for (const { name, type } of queried) fromQuery(catalog, relation, name ?? '', type);
  for (const like of action.like) copyLike(catalog, relation, like);
  // The server pays no heed to NOT VALID here: there are no rows that could be wrong.
  const valid = <T extends { readonly notValid: boolean }>(spec: T): T => ({ ...spec, notValid: false });
  for (const column of action.columns)
    addOrDetail(catalog, relation, { ...column, constraints: column.constraints.map(valid) });
  for (const constraint of action.constraints) addConstraint(catalog, relation, valid(constraint));
  for (const parent of parents) {
    for (const constraint of parent.constraints.values()) {
      if (constraint.kind === 'check' && !constraint.noInherit)
        relation.constraints.set(constraint.name, { ...constraint, origin: 'here', inherited: true });
    }
    if (action.partitionOf === undefined) addChild(parent, relation);
    else attach(parent, relation, action.isDefaultPartition, action.bound);
  }
  for (const { table, indexes } of action.like) {
    if (indexes)
      for (const { index, constraint } of likeIndexes(catalog.resolve(table), relation)) {
        relation.indexes.set(index.name, index);
        if (constraint !== undefined)
          relation.constraints.set(index.name, {
            ...constraint,
            name: index.name,
            origin: 'here',
            inherited: false,
          });
      }
  }
}

/** A column of CREATE TABLE AS: nothing but its name, and its type where that can be told. */
function fromQuery(catalog: Catalog, relation: Relation, name: string, type: SqlType | null): void {
  relation.columns.set(name, {
    name,
    origin: 'here',
    type,
    notNull: false,
    hasDefault: false,
    generated: false,
    generatedFrom: [],
    identity: false,
    virtual: false,
    filled: true,
  });
  if (type !== null) noteType(catalog, relation, type);
}

/** A column of a typed table or a partition is there already: what is written of it comes on top. */
function addOrDetail(catalog: Catalog, relation: Relation, spec: ColumnSpec): void {
  const standing = relation.columns.get(spec.name);
  if (standing === undefined) return addColumn(catalog, relation, spec);
  standing.local = true;
  if (spec.notNull) standing.notNull = true;
  if (spec.defaultExpression !== undefined) {
    Object.assign(standing, { hasDefault: true, defaultExpression: spec.defaultExpression });
    noteDefault(catalog, relation, standing);
  }
  for (const constraint of spec.constraints) addConstraint(catalog, relation, constraint);
}

function copyLike(
  catalog: Catalog,
  relation: Relation,
  like: Extract<Action, { kind: 'create-table' }>['like'][number],
): void {
  const source = catalog.resolve(like.table);
  for (const column of source.columns.values()) {
    const given = column.generated ? like.generated : like.defaults;
    inheritColumn(catalog, relation, given ? column : withoutDefault(column));
    if (column.identity === true && like.identity) addIdentity(catalog, relation, column.name, column.always);
  }
  for (const constraint of like.constraints ? source.constraints.values() : [])
    if (constraint.kind === 'check')
      relation.constraints.set(constraint.name, {
        ...constraint,
        origin: 'here',
        inherited: false,
        valid: true,
      });
}

const withoutDefault = (column: Column): Column => ({
  ...column,
  hasDefault: column.identity === true,
  defaultExpression: undefined,
  serial: undefined,
  calls: undefined,
  generated: false,
  generatedFrom: [],
  virtual: false,
});

function inheritColumn(catalog: Catalog, relation: Relation, column: Column): void {
  relation.columns.set(column.name, { ...column, origin: 'here', identity: false });
  if (column.type !== null) noteType(catalog, relation, column.type);
  noteDefault(catalog, relation, column);
}

/** The indexes that CREATE TABLE (LIKE ... INCLUDING INDEXES) builds. */
export function likeIndexes(
  source: Relation,
  relation: { readonly name: string },
): readonly { readonly index: Index; readonly constraint: Constraint | undefined }[] {
  return [...source.indexes.values()].map((original) => {
    const constraint = source.constraints.get(original.name);
    const suffix = constraint === undefined ? 'idx' : constraint.kind === 'primary' ? 'pkey' : 'key';
    const name = defaultIndexName(relation, suffix === 'pkey' ? [] : original.keys, suffix);
    const index: Index = { ...original, origin: 'here', name };
    // It stands for itself, whatever the original is a part of.
    delete index.attachedTo;
    return { index, constraint };
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
  if (view === undefined) return;
  view.output = withKinds(viewColumns(action.output, catalog), action.query, catalog);
  view.writes = action.materialized ? undefined : writesThrough(action.query, catalog);
  if (action.materialized) view.populated = action.populated;
  for (const part of [view.reads, view.calls, view.casts, view.groupedBy]) part.clear();
  for (const { table, columns } of action.sources) {
    const source = catalog.resolve(table);
    source.usedBy.add(view);
    view.reads.set(source, columns === null ? null : new Set(columns));
    if (action.grouping !== undefined && restsOnKey(source, action.grouping)) view.groupedBy.add(source);
  }
  for (const each of routinesOf(catalog, view, action.functions)) view.calls.add(each);
  for (const cast of action.casts ?? []) {
    const type = catalog.findType(cast);
    type?.users.add(view);
    if (type !== undefined) view.casts.add(type);
  }
}

/** What the expressions of a view give, where every server gives the same. */
function withKinds(
  columns: readonly ViewColumn[] | null,
  query: Node | undefined,
  catalog: Catalog,
): readonly ViewColumn[] | undefined {
  if (columns === null) return undefined;
  if (query === undefined || columns.every(({ type }) => type !== null)) return columns;
  const last = statementGives(query, catalog, 18);
  if (last?.some(({ kind }) => isKnown(kind)) !== true) return columns;
  const first = statementGives(query, catalog, 11);
  return columns.map((each, at) => {
    const [kind, other] = [first?.[at]?.kind ?? null, last[at]?.kind ?? null];
    const same = isKnown(kind) && isKnown(other) && sameKind(kind, other);
    return each.type === null && same && kind.schema === undefined ? { ...each, kind } : each;
  });
}

const isKnown = (kind: Kind): kind is SqlType => kind !== null && kind !== 'unknown';

// A column that is not grouped by may stand alone only where the primary key is.
function restsOnKey(
  { constraints, columns }: Relation,
  { by, bare }: { readonly by: readonly string[]; readonly bare: readonly string[] },
): boolean {
  const primary = [...constraints.values()].find(({ kind }) => kind === 'primary')?.columns ?? [];
  const held = primary.length > 0 && primary.every((column) => by.includes(column));
  return held && bare.some((column) => columns.has(column) && !by.includes(column));
}

function createIndex(catalog: Catalog, action: Extract<Action, { kind: 'create-index' }>): void {
  const table = catalog.resolve(action.table);
  const name = indexName(table, action);
  if (catalog.relationStands(table.schema, name)) return;
  const origin = action.ifNotExists && !table.indexesKnown ? 'before' : 'here';
  const calls = routinesOf(catalog, table, action.functions);
  const index: Index = { ...newIndex(name, action), origin, calls };
  table.indexes.set(name, index);
  if (action.only || table.kind !== 'partitioned') return;
  for (const child of table.children) adoptIndex(index, undefined, child);
}

/** The index that CREATE INDEX makes. */
export const newIndex = (
  name: string,
  {
    unique,
    columns,
    keys,
    computed,
    partial,
    shape,
    plainOrder,
    width,
    parts,
    method,
    predicate,
  }: Extract<Action, { kind: 'create-index' }>,
): Index => ({
  name,
  origin: 'here',
  unique,
  columns,
  keys,
  computed,
  partial,
  valid: true,
  shape,
  width,
  plainOrder,
  parts,
  method,
  ...(predicate === undefined ? {} : { predicate }),
});

/** The name of an index: as written, or as the server makes it. */
export const indexName = (
  table: Pick<Relation, 'name'> & Partial<Relation>,
  action: { readonly index?: string; readonly keys: readonly string[] },
): string => action.index ?? defaultIndexName(table, action.keys);

/**
 * Notes which columns an UPDATE gave a value in every row. A WHERE that asks for anything but the column's own NULL may leave rows out,
 * and ONLY leaves out those of the partitions and children.
 */
function fill(catalog: Catalog, action: Extract<Action, { kind: 'update' }>): void {
  const relation = catalog.resolve(action.table);
  if (action.only && (relation.children.size > 0 || !relation.childrenKnown)) return;
  for (const name of action.columns) {
    const column = relation.columns.get(name);
    const own = action.where.onlyNullTests && action.where.nullTests.join() === name;
    if (column !== undefined && (!action.where.filters || own)) column.filled = true;
  }
}
