import type { ConstraintFacts, IndexFacts, ReadFacts, ReviewInput, TableFacts } from '../contract';
import type { ConstraintSpec, ForeignKey } from '../sql/actions';
import { parseFormattedType } from '../sql/types';
import { applyAction } from './apply';
import { addChild } from './apply-table';
import { Catalog, newRelation } from './catalog';
import { testsOf } from './comparisons';
import { readOnce, textsOf, type TableTexts } from './facts-texts';
import type { Constraint, Index, Relation } from './model';
import { columnsProvenNotNull } from './not-null-proof';
import { noteType, own, refer, routinesOf } from './uses';

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
    if (!ofType) continue;
    const relation = catalog.relations.get(`${schema}.${name}`);
    const type = catalog.types.get(ofType);
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
    const { names, calls } = textsOf(facts);
    const computes = names || (calls && catalog.functions.size > 0);
    const { hooks = [], triggersOff = false, reads } = facts;
    if (!computes && hooks.length === 0 && !triggersOff && !reads) continue;
    const relation = catalog.relations.get(`${facts.schema}.${facts.name}`);
    if (relation === undefined) continue;
    for (const text of hooks) make(catalog, text);
    if (triggersOff) relation.triggersOff = true;
    if (computes) noteComputed(catalog, relation, facts);
    if (reads) fillView(catalog, relation, reads, facts.calls ?? []);
  }
  // All of it stood before.
  catalog.made.clear();
}

function make(catalog: Catalog, text: string): void {
  for (const action of readOnce(text, (actions) => actions))
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

/** What the columns of a table rest on by what they are given. */
function noteComputed(catalog: Catalog, relation: Relation, facts: TableFacts): void {
  for (const [at, computed] of textsOf(facts).computed.entries()) {
    if (computed === undefined) continue;
    const { functions, sequences, casts } = computed;
    const calls = routinesOf(catalog, relation, functions);
    const column = relation.columns.get(facts.columns[at]?.name ?? '');
    if (calls.length > 0 && column !== undefined) column.calls = calls;
    for (const name of sequences) catalog.find(name)?.usedBy.add(relation);
    for (const type of casts) catalog.findType(type)?.users.add(relation);
  }
}

function relationFromFacts(facts: TableFacts): Relation {
  const { schema, name, kind, rows, bytes } = facts;
  const texts = textsOf(facts);
  const relation = newRelation(
    { schema, name, kind, origin: 'before', known: true },
    {
      rows,
      bytes,
      constraintsKnown: facts.constraints !== undefined,
      indexesKnown: facts.indexes !== undefined,
      ...texts.key,
    },
  );
  if (facts.unlogged !== undefined) relation.unlogged = facts.unlogged;
  if (facts.defaultPartition !== undefined) relation.defaultPartition = facts.defaultPartition;
  if (texts.bound !== undefined) relation.bound = texts.bound;
  const untested = untestedIn(facts);
  for (const [at, each] of facts.columns.entries()) {
    const { name: column, type, notNull, hasDefault, generated, virtual, identity, collation } = each;
    const made = texts.computed[at];
    relation.columns.set(column, {
      name: column,
      origin: 'before',
      type: parseFormattedType(type),
      notNull: notNull && !untested.includes(column),
      hasDefault,
      generated: generated === true,
      defaultExpression: made?.defaultExpression,
      generatedFrom: made?.generatedFrom ?? [],
      identity: identity === undefined ? null : identity !== '',
      always: identity === 'a',
      collation: collation ?? undefined,
      virtual: virtual === true,
      filled: true,
    });
  }
  for (const [at, index] of (facts.indexes ?? []).entries())
    relation.indexes.set(index.name, indexFromFacts(index, texts.indexes[at], facts));
  const clustered = clusteredIn(facts);
  if (clustered !== undefined) relation.clusteredBy = relation.indexes.get(clustered ?? '') ?? null;
  return relation;
}

/** Since PostgreSQL 18 a column may be marked NOT NULL while older rows were never tested. */
function untestedIn({ constraints = [] }: TableFacts): readonly string[] {
  const all: string[] = [];
  for (const { kind, validated, columns } of constraints)
    if (kind === 'not-null' && !validated) all.push(...columns);
  return all;
}

/** The index that CLUSTER goes by; null where there is none, undefined where that was not read. */
function clusteredIn({ indexes }: TableFacts): string | null | undefined {
  for (const { name, clustered } of indexes ?? []) {
    if (clustered === undefined) return undefined;
    if (clustered) return name;
  }
  return indexes === undefined ? undefined : null;
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
function linkIndexes(catalog: Catalog, { schema, name: table, indexes = [] }: TableFacts): void {
  for (const { name, attachedTo } of indexes) {
    if (!attachedTo) continue;
    const relation = catalog.relations.get(`${schema}.${table}`);
    const part = relation?.indexes.get(name);
    if (relation === undefined || part === undefined) continue;
    const whole = [...relation.parents].find((parent) => parent.indexes.has(nameIn(attachedTo, parent)));
    if (whole === undefined) continue;
    part.attachedTo = whole.indexes.get(nameIn(attachedTo, whole));
  }
}

const nameIn = (full: string, { schema }: Relation): string =>
  full.startsWith(`${schema}.`) ? full.slice(schema.length + 1) : '';

function linkSequence(catalog: Catalog, { schema, name, ownedBy }: TableFacts): void {
  if (!ownedBy) return;
  const sequence = catalog.relations.get(`${schema}.${name}`);
  const owner = catalog.relations.get(ownedBy.table);
  if (sequence !== undefined && owner !== undefined) own(sequence, owner, ownedBy.column);
}

// Constraints come last: a foreign key's parent may be listed after its child.
function linkConstraints(catalog: Catalog, facts: TableFacts): void {
  const relation = catalog.relations.get(`${facts.schema}.${facts.name}`);
  const texts = textsOf(facts).constraints;
  for (const [at, constraint] of (facts.constraints ?? []).entries()) {
    const made = constraintFromFacts(catalog, constraint, texts[at]);
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

function constraintFromFacts(
  catalog: Catalog,
  facts: ConstraintFacts,
  spec: ConstraintSpec | undefined,
): Constraint {
  const { name, kind, columns, validated } = facts;
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
function indexFromFacts(facts: IndexFacts, action: TableTexts['indexes'][number], table: TableFacts): Index {
  const { name, unique, valid, columns } = facts;
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
