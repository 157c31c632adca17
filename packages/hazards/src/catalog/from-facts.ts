import type { ConstraintFacts, IndexFacts, ReadFacts, ReviewInput, TableFacts } from '../contract';
import { applyAction } from './apply';
import { addChild, noteDefault } from './apply-table';
import { noteType, own, refer, routinesOf } from './uses';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { parseFormattedType } from '../sql/types';
import type { Action, ForeignKey } from '../sql/actions';
import { Catalog, newRelation } from './catalog';
import type { Constraint, Index, Relation } from './model';
import { testsOf } from './comparisons';
import { columnsProvenNotNull } from './not-null-proof';

/** Builds the model from what was read from a live catalog. */
export function catalogFromFacts(
  input: Pick<ReviewInput, 'tables' | 'types' | 'routines' | 'schemas' | 'searchPath'>,
): Catalog {
  const catalog = new Catalog(input.searchPath, input.schemas ?? null);
  for (const facts of input.tables) {
    const relation = relationFromFacts(facts);
    catalog.relations.set(`${facts.schema}.${facts.name}`, relation);
  }
  for (const facts of input.tables) linkConstraints(catalog, facts);
  linkFamilies(catalog, input.tables);
  for (const facts of input.tables) linkSequence(catalog, facts);
  for (const facts of input.tables) linkIndexes(catalog, facts);
  addTypes(catalog, input);
  for (const relation of catalog.relations.values())
    for (const { type } of relation.columns.values()) if (type !== null) noteType(catalog, relation, type);
  hang(catalog, input);
  return catalog;
}

function addTypes(catalog: Catalog, { types = [], tables }: Pick<ReviewInput, 'types' | 'tables'>): void {
  for (const { schema, name, kind, constrained, base } of types)
    catalog.types.set(`${schema}.${name}`, {
      schema,
      name,
      kind,
      origin: 'before',
      constrained: kind === 'domain' && constrained !== false,
      ...(base ? { base: parseFormattedType(base) } : {}),
      addedValues: new Set(),
      users: new Set(),
      domains: new Set(),
    });
  for (const { schema, name, ofType } of tables) {
    const relation = catalog.relations.get(`${schema}.${name}`);
    const type = ofType ? catalog.types.get(ofType) : undefined;
    if (relation === undefined || type === undefined) continue;
    relation.ofType = type;
    type.users.add(relation);
  }
  for (const type of catalog.types.values())
    if (type.base !== undefined) catalog.findType(type.base)?.domains.add(type);
}

/** What hangs on the tables and reads them; functions come first, for they are called. */
function hang(catalog: Catalog, { tables, routines = [] }: Pick<ReviewInput, 'tables' | 'routines'>): void {
  for (const text of routines) make(catalog, text);
  for (const facts of tables) {
    const relation = catalog.relations.get(`${facts.schema}.${facts.name}`);
    if (relation === undefined) continue;
    for (const text of facts.hooks ?? []) make(catalog, text);
    if (facts.triggersOff === true) relation.triggersOff = true;
    for (const each of facts.columns)
      if (each.expression) compute(catalog, relation, each.name, each.expression);
    if (facts.reads) fillView(catalog, relation, facts.reads, facts.calls ?? []);
  }
  // All of it stood before.
  catalog.made.clear();
}

function make(catalog: Catalog, text: string): void {
  for (const action of readOnce(text, (_, all) => all))
    if (action.kind === 'create-object') applyAction(catalog, action);
}

function fillView(
  catalog: Catalog,
  view: Relation,
  reads: readonly ReadFacts[],
  calls: readonly string[],
): void {
  view.output = [...view.columns.values()].map(({ name, type }) => ({ name, type }));
  for (const { relation, columns } of reads) {
    const source = catalog.relations.get(relation);
    source?.usedBy.add(view);
    if (source !== undefined) view.reads.set(source, new Set(columns));
  }
  for (const each of calls) {
    const routine = catalog.functions.get(each);
    routine?.users.add(view);
    if (routine !== undefined) view.calls.add(routine);
  }
}

/** What a column gets by default or is computed from. */
function compute(catalog: Catalog, relation: Relation, name: string, expression: string): void {
  const column = relation.columns.get(name);
  if (column === undefined) return;
  const clause = column.generated ? `GENERATED ALWAYS AS (${expression}) STORED` : `DEFAULT ${expression}`;
  const spec = readOnce(`ALTER TABLE t ADD COLUMN c text ${clause}`, columnIn);
  if (spec === undefined) return;
  const calls = routinesOf(catalog, relation, spec.functions);
  const known = {
    ...column,
    generatedFrom: spec.generatedFrom,
    defaultExpression: spec.defaultExpression,
    ...(calls.length > 0 ? { calls } : {}),
  };
  relation.columns.set(name, known);
  noteDefault(catalog, relation, known);
}

function relationFromFacts(facts: TableFacts): Relation {
  const { schema, name, kind, rows, bytes } = facts;
  const relation = newRelation(
    { schema, name, kind, origin: 'before', known: true },
    {
      rows,
      bytes,
      constraintsKnown: facts.constraints !== undefined,
      indexesKnown: facts.indexes !== undefined,
      ...keyFromText(facts.partitionKey),
    },
  );
  if (facts.unlogged !== undefined) relation.unlogged = facts.unlogged;
  if (facts.defaultPartition !== undefined) relation.defaultPartition = facts.defaultPartition;
  const bound = facts.bound
    ? readOnce(`ALTER TABLE t ATTACH PARTITION p ${facts.bound}`, boundIn)
    : undefined;
  if (bound !== undefined) relation.bound = bound;
  // Since PostgreSQL 18 a column may be marked while older rows were never tested.
  const untested = new Set(
    facts.constraints?.flatMap((each) => (each.kind === 'not-null' && !each.validated ? each.columns : [])),
  );
  for (const {
    name: column,
    type,
    notNull,
    hasDefault,
    generated,
    virtual,
    identity,
    collation,
  } of facts.columns) {
    relation.columns.set(column, {
      name: column,
      origin: 'before',
      type: parseFormattedType(type),
      notNull: notNull && !untested.has(column),
      hasDefault,
      generated: generated === true,
      generatedFrom: [],
      identity: identity === undefined ? null : identity !== '',
      always: identity === 'a',
      ...(collation ? { collation } : {}),
      virtual: virtual === true,
      filled: true,
    });
  }
  for (const index of facts.indexes ?? []) relation.indexes.set(index.name, indexFromFacts(index, facts));
  const clustered = facts.indexes?.find((index) => index.clustered === true)?.name ?? null;
  if (facts.indexes?.every((index) => index.clustered !== undefined) === true)
    relation.clusteredBy = clustered === null ? null : (relation.indexes.get(clustered) ?? null);
  return relation;
}

// Only where every table says what it belongs to are all partitions known.
function linkFamilies(catalog: Catalog, tables: readonly TableFacts[]): void {
  const known = tables.every(({ parents }) => parents !== undefined);
  for (const { schema, name, parents } of tables) {
    const child = catalog.relations.get(`${schema}.${name}`);
    if (child === undefined) continue;
    child.childrenKnown = known;
    for (const each of parents ?? []) {
      const parent = catalog.relations.get(each);
      if (parent === undefined) continue;
      addChild(parent, child);
      child.isPartition = parent.kind === 'partitioned';
    }
  }
}

/** The indexes of a partition are parts of those of the table above, and so are the constraints that they belong to. */
function linkIndexes(catalog: Catalog, facts: TableFacts): void {
  const relation = catalog.relations.get(`${facts.schema}.${facts.name}`);
  for (const { name, attachedTo } of facts.indexes ?? []) {
    const part = relation?.indexes.get(name);
    if (relation === undefined || part === undefined || !attachedTo) continue;
    const whole = [...relation.parents].find((parent) => parent.indexes.has(nameIn(attachedTo, parent)));
    if (whole === undefined) continue;
    part.attachedTo = whole.indexes.get(nameIn(attachedTo, whole));
  }
}

const nameIn = (full: string, { schema }: Relation): string =>
  full.startsWith(`${schema}.`) ? full.slice(schema.length + 1) : '';

function linkSequence(catalog: Catalog, { schema, name, ownedBy }: TableFacts): void {
  const sequence = catalog.relations.get(`${schema}.${name}`);
  const owner = ownedBy ? catalog.relations.get(ownedBy.table) : undefined;
  if (ownedBy && sequence !== undefined && owner !== undefined) own(sequence, owner, ownedBy.column);
}

// Constraints come last: a foreign key's parent may be listed after its child.
function linkConstraints(catalog: Catalog, facts: TableFacts): void {
  const relation = catalog.relations.get(`${facts.schema}.${facts.name}`);
  for (const constraint of facts.constraints ?? []) {
    const made = constraintFromFacts(catalog, constraint);
    relation?.constraints.set(constraint.name, made);
    if (made.parent !== undefined && relation !== undefined) refer(relation, made.parent);
    const { name, kind, columns } = constraint;
    if ((kind === 'primary' || kind === 'unique') && relation?.indexes.has(name) === false)
      relation.indexes.set(name, {
        name,
        origin: 'before',
        unique: true,
        columns,
        keys: columns,
        computed: [],
        partial: false,
        valid: true,
      });
  }
}

function constraintFromFacts(catalog: Catalog, facts: ConstraintFacts): Constraint {
  const { name, kind, columns, validated, definition } = facts;
  const spec =
    definition === undefined
      ? undefined
      : readOnce(`ALTER TABLE t ADD CONSTRAINT c ${definition}`, constraintIn);
  const constraint: Constraint = {
    name,
    kind,
    columns,
    origin: 'before',
    valid: validated,
    provesNotNull: kind === 'not-null' ? columns : columnsProvenNotNull(spec?.expression),
    parentColumns: spec?.foreign?.columns ?? [],
    noInherit: spec?.noInherit === true,
    inherited: facts.inherited === true,
  };
  // Put together in one literal, these would take as long as all the rest: there are thousands of constraints.
  if (kind === 'check')
    Object.assign(constraint, { tests: testsOf(spec?.expression), expression: spec?.expression });
  if (spec?.foreign !== undefined) Object.assign(constraint, keyFromFacts(catalog, spec.foreign));
  if (spec?.deferrable === true) Object.assign(constraint, { deferrable: true });
  return constraint;
}

const keyFromFacts = (catalog: Catalog, { parent, onDelete, onUpdate, behaviour }: ForeignKey) => ({
  parent: catalog.resolve(parent),
  onDelete,
  onUpdate,
  behaviour,
});

// An index of which only the name is known may compute its keys from any column.
function indexFromFacts(facts: IndexFacts, table: TableFacts): Index {
  const { name, unique, valid, columns, definition } = facts;
  const action = definition === undefined ? undefined : readOnce(definition, indexIn);
  if (action !== undefined) {
    const { keys, computed, partial, width, parts, method, predicate } = action;
    return {
      name,
      unique,
      valid,
      origin: 'before',
      columns: action.columns,
      keys,
      computed,
      partial,
      width,
      parts,
      method,
      predicate,
    };
  }
  const any = columns.length === 0 ? table.columns.map((column) => column.name) : [];
  return {
    name,
    unique,
    valid,
    origin: 'before',
    columns: [...columns, ...any],
    keys: columns,
    computed: any,
    partial: false,
  };
}

/** What definitions were read as: a catalog that is read again and again has most of them in common with the one before. */
const read = new Map<string, unknown>();

/** More than any schema has; what is read without end must not fill the memory. */
const MOST = 20_000;

/** @param text one statement */
function readOnce<T>(text: string, find: (first: Action | undefined, all: readonly Action[]) => T): T {
  if (read.has(text)) return read.get(text) as T;
  if (read.size >= MOST) read.clear();
  const outcome = parseText(text);
  const first = outcome.ok ? outcome.statements[0] : undefined;
  const actions = first === undefined ? [] : readStatement(first.node, first.sql);
  const found = find(actions[0], actions);
  read.set(text, found);
  return found;
}

const indexIn = (action: Action | undefined) => (action?.kind === 'create-index' ? action : undefined);

const boundIn = (action: Action | undefined) =>
  action?.kind === 'attach-partition' ? action.bound : undefined;

/** What a relation is divided by. */
const keyFromText = (text: string | null | undefined) =>
  text ? readOnce(`CREATE TABLE t () PARTITION BY ${text}`, keyIn) : {};

const keyIn = (action: Action | undefined) =>
  action?.kind === 'create-table'
    ? {
        partitionKey: action.partitionKey,
        ...(action.plainKey === true ? { plainKey: true } : {}),
        ...(action.strategy === undefined ? {} : { strategy: action.strategy }),
      }
    : {};

const columnIn = (action: Action | undefined) => (action?.kind === 'add-column' ? action.column : undefined);

/** `pg_get_constraintdef()` gives the tail of an ADD CONSTRAINT. */
const constraintIn = (action: Action | undefined) =>
  action?.kind === 'add-constraint' ? action.constraint : undefined;
