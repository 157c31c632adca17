import type { ConstraintFacts, IndexFacts, ReviewInput, TableFacts } from '../contract';
import { addChild } from './apply-table';
import { noteType, own, refer } from './uses';
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
  input: Pick<ReviewInput, 'tables' | 'types' | 'schemas' | 'searchPath'>,
): Catalog {
  const catalog = new Catalog(input.searchPath, input.schemas ?? null);
  for (const facts of input.tables) {
    const relation = relationFromFacts(facts);
    catalog.relations.set(`${facts.schema}.${facts.name}`, relation);
  }
  for (const facts of input.tables) linkConstraints(catalog, facts);
  linkFamilies(catalog, input.tables);
  for (const facts of input.tables) linkSequence(catalog, facts);
  for (const { schema, name, kind, constrained } of input.types ?? []) {
    const strict = kind === 'domain' && constrained !== false;
    catalog.types.set(`${schema}.${name}`, {
      schema,
      name,
      kind,
      origin: 'before',
      constrained: strict,
      addedValues: new Set(),
      users: new Set(),
      domains: new Set(),
    });
  }
  for (const relation of catalog.relations.values())
    for (const { type } of relation.columns.values()) if (type !== null) noteType(catalog, relation, type);
  return catalog;
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
    },
  );
  if (facts.defaultPartition !== undefined) relation.defaultPartition = facts.defaultPartition;
  for (const { name: column, type, notNull, hasDefault, generated, identity } of facts.columns) {
    relation.columns.set(column, {
      name: column,
      origin: 'before',
      type: parseFormattedType(type),
      notNull,
      hasDefault,
      generated: generated === true,
      generatedFrom: [],
      identity: identity === undefined ? null : identity !== '',
      always: identity === 'a',
      virtual: false,
      filled: true,
    });
  }
  for (const index of facts.indexes ?? []) relation.indexes.set(index.name, indexFromFacts(index, facts));
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
    inherited: false,
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
function readOnce<T>(text: string, find: (action: Action | undefined) => T): T {
  if (read.has(text)) return read.get(text) as T;
  if (read.size >= MOST) read.clear();
  const outcome = parseText(text);
  const first = outcome.ok ? outcome.statements[0] : undefined;
  const found = find(first === undefined ? undefined : readStatement(first.node, first.sql)[0]);
  read.set(text, found);
  return found;
}

const indexIn = (action: Action | undefined) => (action?.kind === 'create-index' ? action : undefined);

/** `pg_get_constraintdef()` gives the tail of an ADD CONSTRAINT. */
const constraintIn = (action: Action | undefined) =>
  action?.kind === 'add-constraint' ? action.constraint : undefined;
