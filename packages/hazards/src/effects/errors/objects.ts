import type { Catalog } from '../../catalog/catalog';
import { testsOf } from '../../catalog/comparisons';
import { droppedBy } from '../../catalog/dropped';
import { fallOf, identityOf, storesRowsOf } from '../../catalog/falls';
import { usersOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import { qualified } from '../../catalog/model';
import type { Action, ColumnName } from '../../sql/actions';
import type { Node } from 'libpg-query';
import type { Name } from '../../sql/names';
import { walk } from '../../sql/nodes';
import type { Conditions, PredictedError } from '../effect';
import { bodyError } from '../declared-body';
import { heldError } from '../falling';
import { generatedOf, lacks, scopeOf } from './alter-table';
import { noCollation } from './collations';
import { columnSpecError } from './column-spec';
import { parentError, uniqueOnPartitioned } from './constraints';
import { expressionError } from './expressions';
import { dropExtensionError } from './extensions';
import { createIndexError, gistError } from './indexes';
import { missingPart, renamePartError } from './parts';
import { demandError, missingTable, rowsError } from './rows';
import { isSystemColumn, isSystemSchema, systemColumns } from './system-names';
import { setConstraintsError } from './set-constraints';
import { knowsAll, missingType } from './types';
import { testsValues } from '../domain';
import { depended, exists, noColumn, noTable, raise } from './raise';
import { createTriggerError, dropTriggerError, renameTriggerError } from './triggers';
import { queryColumnsError, viewColumnsError } from './views';
import { truncateError } from './truncate';
import {
  addLabelError,
  attributesError,
  createDomainError,
  alterDomainError,
  dropTypeError,
  moveTypeError,
  renameTypeError,
} from './named-types';
import { dropRoutineError, createRoutineError } from './routines';

/** The errors of everything but ALTER TABLE that the schema alone causes. */
export function objectError(action: Action, catalog: Catalog, conditions: Conditions): PredictedError | null {
  const { alongside = [] } = conditions;
  switch (action.kind) {
    case 'create-table':
      return createTableError(action, catalog, conditions);
    case 'create-index':
      return createIndexError(action, catalog, conditions);
    case 'create-view': {
      const { name } = action.view;
      const schema = catalog.creationSchema(action.view, action.temporary);
      if (action.ifNotExists && catalog.relationStands(schema, name)) return null;
      const source =
        action.sources.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null) ??
        demandError(action.demands ?? [], catalog);
      if (source !== null) return source;
      const standing = catalog.relations.get(`${schema}.${name}`);
      const columns = viewColumnsError(action, action.replace ? standing : undefined, catalog);
      if (columns !== null && (standing === undefined || action.replace)) return columns;
      if (!catalog.relationStands(schema, name))
        return catalog.types.has(`${schema}.${name}`) ? exists('42710', `type "${name}"`) : null;
      const old = catalog.relations.get(`${schema}.${name}`);
      if (!action.replace) return exists('42P07', `relation "${name}"`);
      return old?.kind === 'view' ? null : raise('42809', `"${name}" is not a view`);
    }
    case 'create-type':
      return typeNameTaken(catalog, action.type)
        ? exists('42710', `type "${action.type.name}"`)
        : attributesError(action, catalog, conditions);
    case 'create-domain':
      return typeNameTaken(catalog, action.type)
        ? exists('42710', `type "${action.type.name}"`)
        : createDomainError(action, catalog, conditions);
    case 'add-enum-value':
      return addLabelError(action, catalog);
    case 'create-object':
      return createObjectError(action, catalog, conditions);
    case 'truncate':
      return truncateError(action, catalog, alongside);
    case 'alter-sequence': {
      const sequence = catalog.find(action.sequence);
      if (sequence === undefined)
        return catalog.complete && !action.ifExists && !action.byFunction
          ? noTable(action.sequence.name)
          : null;
      if (sequence.known && sequence.kind !== 'sequence' && !action.byFunction)
        return raise('42809', `"${sequence.name}" is not a sequence`);
      const inside = [...sequence.usedBy].some((owner) => identityOf(owner, sequence).length > 0);
      return action.changesOwner && inside
        ? raise('0A000', 'cannot change ownership of identity sequence')
        : ownerError(action.owner, sequence.schema, catalog);
    }
    case 'drop':
      return dropError(action, catalog, alongside);
    case 'rename':
      return renameError(action, catalog, conditions);
    case 'set-schema': {
      if (catalog.complete && !catalog.hasSchema(action.schema))
        return raise('3F000', `schema "${action.schema}" does not exist`);
      const type = moveTypeError(action, catalog);
      if (type !== null) return type;
      const moved = catalog.find(action.name);
      if (moved === undefined && catalog.complete && relationKinds.has(action.object))
        return action.ifExists === true ? null : noTable(action.name.name);
      const unlike =
        moved === undefined || action.object === 'table' ? null : wrongKind(moved, action.object);
      if (unlike !== null) return unlike;
      if (moved?.kind === 'sequence' && [...moved.usedBy].some(({ sequences }) => sequences.has(moved)))
        return raise('0A000', 'cannot move an owned sequence into another schema');
      const taken = catalog.relations.get(`${action.schema}.${action.name.name}`);
      return taken?.known === true && taken !== moved
        ? exists('42P07', `relation "${action.name.name}" in schema "${action.schema}"`)
        : null;
    }
    case 'refresh-matview': {
      const view = catalog.find(action.view);
      if (view === undefined) return missingTable(action.view, catalog);
      if (view.known && view.kind !== 'matview')
        return raise('42809', `"${view.name}" is not a materialized view`);
      if (action.concurrently && !action.populated)
        return raise('42601', 'REFRESH options CONCURRENTLY and WITH NO DATA cannot be used together');
      if (action.concurrently && view.populated === false)
        return raise('0A000', 'CONCURRENTLY cannot be used when the materialized view is not populated');
      if (!view.indexesKnown || !action.concurrently) return null;
      const unique = [...view.indexes.values()].some(
        (index) => index.unique && !index.partial && index.computed.length === 0,
      );
      return unique
        ? null
        : raise('55000', `cannot refresh materialized view "${qualified(view)}" concurrently`);
    }
    case 'alter-domain': {
      const wrong = alterDomainError(action, catalog);
      if (wrong !== null) return wrong;
      const domain = catalog.findType(action.type);
      if (domain === undefined || !testsValues(action)) return null;
      // Values inside of arrays and rows are not looked for.
      const inside =
        usersOf(catalog, domain, ({ array }) => array).length > 0 ||
        usersOf(catalog, domain).some((each) => storesRowsOf(each, catalog) !== null);
      return inside
        ? raise(
            '0A000',
            `cannot alter type "${action.type.name}" because a column of an array or a row of it uses it`,
          )
        : null;
    }
    case 'lock-table': {
      const table = catalog.find(action.table);
      if (table === undefined) return catalog.complete ? noTable(action.table.name) : null;
      return table.kind === 'matview' || table.kind === 'sequence'
        ? raise('42809', `cannot lock relation "${table.name}"`)
        : null;
    }
    case 'insert':
    case 'update':
    case 'delete':
      return rowsError(action, catalog, conditions);
    case 'grant':
      return grantError(action, catalog);
    case 'publish':
      return action.tables.map((table) => missingTable(table, catalog)).find((each) => each !== null) ?? null;
    case 'read-tables':
      return (
        action.sources.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null) ??
        demandError(action.demands ?? [], catalog)
      );
    case 'comment':
      return commentError(action, catalog);
    case 'copy':
      return copyError(action, catalog, conditions);
    case 'set-constraints':
      return setConstraintsError(action, catalog);
    case 'alter-policy': {
      const table = catalog.find(action.onTable);
      if (table === undefined) return missingTable(action.onTable, catalog);
      return (
        missingPart(table, 'policy', action.name, catalog) ??
        policyError(action.change?.expressions, table, catalog, conditions)
      );
    }
    case 'alter-attribute': {
      const type = catalog.findType(action.type);
      const typed =
        type !== undefined && [...catalog.relations.values()].some(({ ofType }) => ofType === type);
      const relation = type === undefined ? undefined : catalog.find(action.type);
      const user =
        action.change === 'type' && relation !== undefined ? storesRowsOf(relation, catalog) : null;
      if (user !== null)
        return raise(
          '0A000',
          `cannot alter type "${action.type.name}" because a column of "${user.name}" uses it`,
        );
      const held = relation?.columns.has(action.attribute ?? '') === true;
      if (action.change !== 'add' && relation?.known === true && relation.columns.size > 0 && !held)
        return action.missingOk === true ? null : noColumn(action.attribute ?? '');
      if (action.change === 'add' && held)
        return exists('42701', `column "${action.attribute ?? ''}" of relation "${action.type.name}"`);
      if (action.to !== undefined && relation?.columns.has(action.to) === true)
        return exists('42701', `column "${action.to}" of relation "${action.type.name}"`);
      return typed && !action.cascade
        ? raise('2BP01', `cannot alter type "${action.type.name}" because it is the type of a typed table`)
        : null;
    }
    default:
      return null;
  }
}

const relationKinds = new Set(['table', 'view', 'matview', 'foreign-table', 'sequence']);

const kindsOf: Readonly<Record<string, readonly Relation['kind'][]>> = {
  table: ['table', 'partitioned'],
  view: ['view'],
  matview: ['matview'],
  'foreign-table': ['foreign'],
  sequence: ['sequence'],
};

// Those that there are for each kind of thing (aclcheck_error and string_to_privilege).
const privileges: Readonly<Record<string, RegExp>> = {
  table: /^(select|insert|update|delete|truncate|references|trigger|maintain|usage|rule)$/,
  sequence: /^(select|update|usage)$/,
  schema: /^(create|usage)$/,
  function: /^execute$/,
  procedure: /^execute$/,
  routine: /^execute$/,
  type: /^usage$/,
  domain: /^usage$/,
  language: /^usage$/,
};

function grantError(
  { tables, columns = [], schemas = [], on, privileges: given = [] }: Extract<Action, { kind: 'grant' }>,
  catalog: Catalog,
): PredictedError | null {
  const absent = schemas.find(
    (each) => catalog.complete && !isSystemSchema(each) && !catalog.hasSchema(each),
  );
  if (absent !== undefined) return raise('3F000', `schema "${absent}" does not exist`);
  for (const name of tables) {
    const table = catalog.find(name);
    if (table === undefined) {
      const missing = missingTable(name, catalog);
      if (missing !== null) return missing;
      continue;
    }
    if (on === 'sequence' && table.known && table.kind !== 'sequence')
      return raise('42809', `"${table.name}" is not a sequence`);
    // USAGE on a table is that of a sequence, named by the wrong word.
    if (on === 'table' && table.known && table.kind !== 'sequence' && given.includes('usage'))
      return raise('0LP01', 'invalid privilege type USAGE for table');
    const column = columns.find((each) => lacks(table, each) && !systemColumns.has(each));
    if (column !== undefined)
      return raise('42703', `column "${column}" of relation "${table.name}" does not exist`);
  }
  const allowed = on === undefined ? undefined : privileges[on];
  const odd = allowed === undefined ? undefined : given.find((each) => !allowed.test(each));
  return odd === undefined
    ? null
    : raise('0LP01', `invalid privilege type ${odd.toUpperCase()} for ${on ?? ''}`);
}

/** COPY goes straight to what is stored: out of tables, and into views only through a trigger. */
function copyError(
  { table, columns = [], from }: Extract<Action, { kind: 'copy' }>,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  if (table === undefined) return null;
  const relation = catalog.find(table);
  if (relation === undefined) return missingTable(table, catalog);
  if (!relation.known) return null;
  const missing = columns.find((column) => lacks(relation, column));
  const { kind, name } = relation;
  const instead = relation.hooks.some((hook) => hook.kind === 'trigger' && hook.fires?.instead === true);
  const closed = from
    ? kind === 'matview' || kind === 'sequence' || (kind === 'view' && !instead)
    : kind === 'view' ||
      kind === 'sequence' ||
      kind === 'partitioned' ||
      (kind === 'matview' && serverMajor < 18);
  if (closed) return raise('42809', `cannot copy ${from ? 'to' : 'from'} ${kind} "${name}"`);
  return missing === undefined
    ? null
    : raise('42703', `column "${missing}" of relation "${name}" does not exist`);
}

function commentError(
  { onTable, object, column, part }: Extract<Action, { kind: 'comment' }>,
  catalog: Catalog,
): PredictedError | null {
  if (onTable === undefined) return null;
  const relation = catalog.find(onTable);
  if (relation === undefined) return catalog.complete ? noTable(onTable.name) : null;
  if (column !== undefined && lacks(relation, column)) return noColumn(column);
  if (part !== undefined) return missingPart(relation, part.object, part.name, catalog);
  return object === undefined || !relation.known || kindsOf[object]?.includes(relation.kind) === true
    ? null
    : raise('42809', `"${relation.name}" is not a ${object}`);
}

// A table's rows have a type of its name.
function typeNameTaken(catalog: Catalog, type: Name): boolean {
  const key = `${catalog.creationSchema(type)}.${type.name}`;
  const row = catalog.relations.get(key);
  return catalog.types.has(key) || (row?.known === true && row.kind !== 'sequence');
}

function createTableError(
  action: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const schema = catalog.creationSchema(action.table, action.temporary);
  if (catalog.complete && !action.temporary && !catalog.hasSchema(schema))
    return raise('3F000', `schema "${schema}" does not exist`);
  if (catalog.relationStands(schema, action.table.name))
    return action.ifNotExists ? null : exists('42P07', `relation "${action.table.name}"`);
  // Its rows get a type of its name.
  if (catalog.types.has(`${schema}.${action.table.name}`))
    return exists('42710', `type "${action.table.name}"`);
  return action.fromQuery
    ? queryColumnsError(action.output, catalog)
    : contentError(action, catalog, conditions);
}

type CreateTable = Extract<Action, { kind: 'create-table' }>;

/** The columns that a new table has from others, and those of them that must not be written once more; null where they are not known. */
function givenColumns(
  action: CreateTable,
  catalog: Catalog,
): { readonly all: ReadonlySet<string>; readonly copied: ReadonlySet<string> } | null {
  const parents = [...action.inherits, ...(action.partitionOf === undefined ? [] : [action.partitionOf])];
  const row = action.ofType === undefined ? [] : [action.ofType];
  const columnsOf = (name: Name): readonly string[] | null => {
    const relation = catalog.find(name);
    return relation?.known === true && relation.columns.size > 0 ? [...relation.columns.keys()] : null;
  };
  const copied = action.like.map(({ table }) => columnsOf(table));
  const handedOn = [...parents, ...row].map(columnsOf);
  if ([...copied, ...handedOn].includes(null)) return null;
  const twice = copied.flatMap((each) => each ?? []);
  return { all: new Set([...twice, ...handedOn.flatMap((each) => each ?? [])]), copied: new Set(twice) };
}

/** The errors of what a new table is made of. */
function contentError(
  action: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const names = action.columns.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return raise('42701', `column "${twice}" specified more than once`);
  const keys = [...action.columns.flatMap(({ constraints }) => constraints), ...action.constraints].filter(
    ({ kind }) => kind === 'primary' || kind === 'unique',
  );
  const parted = {
    kind: action.partitioned ? ('partitioned' as const) : ('table' as const),
    partitionKey: action.partitionKey,
  };
  const given = givenColumns(action, catalog);
  if (given !== null) {
    const again = names.find((name) => given.copied.has(name));
    if (again !== undefined) return raise('42701', `column "${again}" specified more than once`);
    const absent = [...keys.flatMap(({ columns }) => columns), ...action.partitionKey].find(
      (column) => !names.includes(column) && !given.all.has(column) && !systemColumns.has(column),
    );
    if (absent !== undefined) return raise('42703', `column "${absent}" named in key does not exist`);
    const strange =
      action.partitionOf !== undefined || action.ofType !== undefined
        ? names.find((name) => !given.all.has(name))
        : undefined;
    if (strange !== undefined) return noColumn(strange);
  }
  if (keys.filter(({ kind }) => kind === 'primary').length > 1)
    return raise('42P16', `multiple primary keys for table "${action.table.name}" are not allowed`);
  for (const { columns } of keys) {
    const problem = uniqueOnPartitioned(parted, true, columns);
    if (problem !== null) return problem;
  }
  if (!catalog.complete) return null;
  if (action.ofType !== undefined) {
    const row = catalog.findType(action.ofType);
    if (row !== undefined && row.kind !== 'composite')
      return raise('42809', `type ${action.ofType.name} is not a composite type`);
    const missing =
      row === undefined
        ? missingType({ ...action.ofType, mods: [], array: false }, catalog, conditions.serverMajor)
        : null;
    if (missing !== null) return missing;
  }
  // What it takes over from other tables is for the server to say; the columns of a typed table have their types from there.
  const alone = [...action.inherits, ...action.like].length === 0 && !action.partitionOf && !action.ofType;
  const types = new Map(action.columns.map(({ name, type }) => [name, type]));
  const copied = [...action.inherits, ...action.like.flatMap((each) => (each.generated ? [each.table] : []))];
  const generated = (): ReadonlySet<string> =>
    new Set([
      ...action.columns.flatMap((each) => (each.generated === null ? [] : [each.name])),
      ...copied.flatMap((from) => [...generatedOf(catalog.find(from)?.columns)]),
    ]);
  const scope = { table: action.table.name, columns: alone ? types : null, generated };
  for (const column of action.ofType === undefined && action.partitionOf === undefined
    ? action.columns
    : []) {
    const problem = columnSpecError(column, scope, catalog, conditions);
    if (problem !== null) return problem;
  }
  // The server compares the texts; what looks the same may be merged.
  for (const { kind, name = '', expression } of action.constraints) {
    const same = action.inherits
      .flatMap((parent) => catalog.find(parent)?.constraints.get(name) ?? [])
      .find((each) => each.kind === 'check' && !each.noInherit);
    if (kind !== 'check' || same === undefined) continue;
    const [own, theirs] = [testsOf(expression), same.tests];
    if (own !== undefined && theirs !== undefined && JSON.stringify(own) !== JSON.stringify(theirs))
      return exists('42710', `constraint "${name}" for relation "${action.table.name}"`);
  }
  for (const { kind, expression } of action.constraints) {
    const problem =
      kind === 'check' ? expressionError(expression, 'check constraint', scope, catalog, conditions) : null;
    if (problem !== null) return problem;
  }
  for (const { byGist = [] } of [
    ...action.columns.flatMap(({ constraints }) => constraints),
    ...action.constraints,
  ]) {
    const problem = gistError(byGist, (column) => types.get(column), catalog);
    if (problem !== null) return problem;
  }
  const sources = action.like.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null);
  if (sources) return sources;
  const isSelf = ({ schema, name }: Name): boolean =>
    name === action.table.name &&
    (schema ?? action.table.schema ?? catalog.creationSchema(action.table)) ===
      catalog.creationSchema(action.table);
  for (const spec of [...action.columns.flatMap(({ constraints }) => constraints), ...action.constraints]) {
    if (spec.foreign === undefined || isSelf(spec.foreign.parent)) continue;
    const parent = catalog.find(spec.foreign.parent);
    const problem =
      parent === undefined
        ? noTable(spec.foreign.parent.name)
        : parentError(
            parent,
            spec,
            spec.columns.map((column) => types.get(column)),
            catalog,
          );
    if (problem !== null) return problem;
  }
  return null;
}

function createObjectError(
  action: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (action.object === 'sequence') {
    if (catalog.relationStands(catalog.creationSchema(action.name), action.name.name))
      return action.ifNotExists ? null : exists('42P07', `relation "${action.name.name}"`);
    return ownerError(action.owner, catalog.creationSchema(action.name), catalog);
  }
  if (action.object === 'schema')
    return catalog.complete && !action.ifNotExists && catalog.hasSchema(action.name.name)
      ? exists('42P06', `schema "${action.name.name}"`)
      : null;
  if (action.object === 'function')
    return createRoutineError(action, catalog, conditions) ?? bodyError(action, catalog, conditions);
  if (action.object === 'extension') return createExtensionError(action, catalog);
  if (action.object === 'collation')
    return !action.ifNotExists && catalog.collations.has(action.name.name)
      ? exists('42710', `collation "${action.name.name}"`)
      : null;
  if (action.onTable !== undefined) {
    const missing = missingTable(action.onTable, catalog);
    if (missing !== null) return missing;
  }
  const hooks = action.onTable === undefined ? [] : (catalog.find(action.onTable)?.hooks ?? []);
  if (action.object === 'trigger') {
    const table = action.onTable === undefined ? undefined : catalog.find(action.onTable);
    return table === undefined ? null : createTriggerError(action, table, catalog, conditions);
  }
  const target = action.onTable === undefined ? undefined : catalog.find(action.onTable);
  if (action.object === 'policy' && target?.known === true && !kindsOf['table']?.includes(target.kind))
    return raise('42809', `"${target.name}" is not a table`);
  const wrong =
    action.object === 'policy' && target !== undefined
      ? policyError(action.expressions, target, catalog, conditions)
      : null;
  if (wrong !== null) return wrong;
  if (
    action.object === 'rule' &&
    action.name.name === '_RETURN' &&
    target?.known === true &&
    target.kind !== 'view'
  )
    return raise('42809', `relation "${target.name}" cannot have ON SELECT rules`);
  const taken =
    !action.replace && hooks.some(({ kind, name }) => kind === action.object && name === action.name.name);
  return taken && action.object !== 'statistics'
    ? exists('42710', `${action.object} "${action.name.name}" for relation "${action.onTable?.name ?? ''}"`)
    : null;
}

function createExtensionError(
  { name, ifNotExists, inSchema }: Extract<Action, { kind: 'create-object' }>,
  catalog: Catalog,
): PredictedError | null {
  if (catalog.extensions.has(name.name))
    return ifNotExists ? null : exists('42710', `extension "${name.name}"`);
  return inSchema !== undefined &&
    catalog.complete &&
    !isSystemSchema(inSchema) &&
    !catalog.hasSchema(inSchema)
    ? raise('3F000', `schema "${inSchema}" does not exist`)
    : null;
}

/** USING and WITH CHECK: columns of the table, and a condition. What a subquery names may be another table's. */
function policyError(
  expressions: readonly Node[] | undefined,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  for (const each of expressions ?? []) {
    if (walk(each).some(({ kind }) => kind === 'SubLink')) continue;
    const wrong = expressionError(each, 'policy expression', scopeOf(table), catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** OWNED BY names a column that is there. */
function ownerError(owner: ColumnName | undefined, schema: string, catalog: Catalog): PredictedError | null {
  if (owner === undefined) return null;
  const table = catalog.find(owner.table);
  if (table === undefined) return catalog.complete ? noTable(owner.table.name) : null;
  if (table.known && table.schema !== schema)
    return raise('55000', 'sequence must be in same schema as table it is linked to');
  return lacks(table, owner.column) ? noColumn(owner.column) : null;
}

function dropError(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  alongside: readonly Action[],
): PredictedError | null {
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
      // All names are looked up before the first is dropped.
      const ahead = alongside[0] === action ? alongside : [];
      const absent = ahead.find(
        (each) => each.kind === 'drop' && !each.ifExists && catalog.complete && !catalog.find(each.name),
      );
      if (absent?.kind === 'drop')
        return raise('42P01', `${absent.object} "${absent.name.name}" does not exist`);
      // The sequence of an identity column never goes without it.
      const inside = [...relation.usedBy].some((owner) => identityOf(owner, relation).length > 0);
      if (relation.kind === 'sequence' && inside && action.object === 'sequence')
        return depended(`sequence ${name}`);
      return wrongKind(relation, action.object) ?? held(action, catalog, alongside);
    }
    case 'index': {
      const found = catalog.findIndex(action.name);
      if (found === undefined)
        return catalog.complete && !action.ifExists ? raise('42704', `index "${name}" does not exist`) : null;
      if (found.index.attachedTo !== undefined)
        return raise(
          '2BP01',
          `cannot drop index ${name} because index ${found.index.attachedTo.name} requires it`,
        );
      if (action.concurrently && found.table.kind === 'partitioned')
        return raise('0A000', `cannot drop partitioned index "${name}" concurrently`);
      return found.table.constraints.has(name)
        ? raise(
            '2BP01',
            `cannot drop index ${name} because constraint ${name} on table ${found.table.name} requires it`,
          )
        : held(action, catalog, alongside);
    }
    case 'type':
    case 'domain': {
      const wrong = dropTypeError(action, catalog);
      if (wrong !== null) return wrong;
      const relation = catalog.findType(action.name) === undefined ? catalog.find(action.name) : undefined;
      return relation?.known === true
        ? raise('2BP01', `cannot drop type ${name} because table ${name} requires it`)
        : held(action, catalog, alongside);
    }
    case 'function':
      return dropRoutineError(action, catalog) ?? held(action, catalog, alongside);
    case 'extension':
      return knowsAll(catalog) && !action.ifExists && name !== 'plpgsql' && !catalog.extensions.has(name)
        ? raise('42704', `extension "${name}" does not exist`)
        : dropExtensionError(action, catalog);
    case 'schema': {
      if (catalog.complete && !action.ifExists && !catalog.hasSchema(name))
        return raise('3F000', `schema "${name}" does not exist`);
      const full = [...catalog.relations.values(), ...catalog.types.values()].some(
        ({ schema }) => schema === name,
      );
      return full && !action.cascade ? depended(`schema ${name}`) : null;
    }
    case 'collation':
      return action.ifExists ? null : noCollation(action.name, catalog);
    case 'statistics': {
      const known = [...catalog.relations.values()].some(({ hooks }) =>
        hooks.some((hook) => hook.kind === 'statistics' && hook.name === name),
      );
      return catalog.complete && !action.ifExists && !known
        ? raise('42704', `statistics object "${name}" does not exist`)
        : null;
    }
    case 'policy':
    case 'rule':
    case 'trigger': {
      const table = action.onTable === undefined ? undefined : catalog.find(action.onTable);
      if (action.onTable !== undefined && table === undefined)
        return action.ifExists ? null : missingTable(action.onTable, catalog);
      if (action.object === 'rule' && name === '_RETURN' && table?.kind === 'view')
        return depended(`rule _RETURN on view ${table.name}`);
      const inherited =
        action.object === 'trigger' && table !== undefined ? dropTriggerError(table, name) : null;
      if (inherited !== null) return inherited;
      const missing =
        catalog.complete &&
        table !== undefined &&
        !table.hooks.some((hook) => hook.kind === action.object && hook.name === name);
      return missing && !action.ifExists
        ? raise('42704', `${action.object} "${name}" for table "${table.name}" does not exist`)
        : null;
    }
    default:
      return null;
  }
}

/** SQLSTATE 2BP01, where something rests on what the statement drops and is not dropped with it. */
function held(
  action: Extract<Action, { kind: 'drop' }>,
  catalog: Catalog,
  alongside: readonly Action[],
): PredictedError | null {
  const all = alongside.includes(action) ? alongside : [action];
  const roots = all.flatMap((each) => droppedBy(each, catalog));
  return action.cascade
    ? null
    : heldError(
        fallOf(roots, false, catalog),
        `${action.object === 'domain' ? 'type' : action.object} ${action.name.name}`,
      );
}

const kinds: Readonly<Partial<Record<string, readonly Relation['kind'][]>>> = {
  table: ['table', 'partitioned'],
  view: ['view'],
  matview: ['matview'],
  'foreign-table': ['foreign'],
  sequence: ['sequence'],
};

function wrongKind(relation: Relation, object: string): PredictedError | null {
  const fits = !relation.known || kinds[object]?.includes(relation.kind) !== false;
  return fits ? null : raise('42809', `"${relation.name}" is not a ${object}`);
}

function renameError(
  action: Extract<Action, { kind: 'rename' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const type = renameTypeError(action, catalog);
  if (type !== null) return type;
  const relation = catalog.find(action.name);
  if (relation === undefined) return renameMissing(action, catalog);
  if (!relation.known) return null;
  const wrong = wrongKind(relation, action.object === 'table' ? 'relation' : action.object);
  if (wrong !== null) return wrong;
  const gone = renamePartError(action, relation, catalog);
  if (gone !== null) return gone;
  if (action.object === 'trigger' && action.part !== undefined)
    return renameTriggerError(relation, action.part, action.to, conditions);
  if (action.object === 'column' && action.part !== undefined) {
    if (lacks(relation, action.part)) return noColumn(action.part);
    if (relation.ofType !== undefined) return raise('42809', 'cannot rename column of typed table');
    if (isSystemColumn(action.to))
      return raise('42701', `column name "${action.to}" conflicts with a system column name`);
    if ([...relation.parents].some((parent) => parent.columns.has(action.part ?? '')))
      return raise('42P16', `cannot rename inherited column "${action.part}"`);
    return relation.columns.has(action.to)
      ? exists('42701', `column "${action.to}" of relation "${relation.name}"`)
      : null;
  }
  if (action.object === 'constraint' && action.part !== undefined)
    return renameConstraintError(relation, action.part, action.to, catalog);
  if (!['table', 'view', 'matview', 'sequence', 'foreign-table'].includes(action.object)) return null;
  if (catalog.relationStands(relation.schema, action.to)) return exists('42P07', `relation "${action.to}"`);
  return catalog.types.has(`${relation.schema}.${action.to}`) ? exists('42710', `type "${action.to}"`) : null;
}

/** Names of relations are looked up before anything else; those of indexes are relations too. */
function renameMissing(action: Extract<Action, { kind: 'rename' }>, catalog: Catalog): PredictedError | null {
  if (action.object === 'index' || action.object === 'table') {
    const index = catalog.findIndex(action.name);
    if (index !== undefined)
      return catalog.relationStands(index.table.schema, action.to)
        ? exists('42P07', `relation "${action.to}"`)
        : null;
  }
  const named = [
    ...['table', 'view', 'matview', 'sequence', 'foreign-table', 'index', 'column', 'constraint'],
    ...['trigger', 'policy', 'rule'],
  ];
  return named.includes(action.object) && action.ifExists !== true
    ? missingTable(action.name, catalog)
    : null;
}

function renameConstraintError(
  table: Relation,
  from: string,
  to: string,
  catalog: Catalog,
): PredictedError | null {
  const constraint = table.constraints.get(from);
  // A key of a partition may be called otherwise than that of the whole.
  const handedOn = constraint?.kind === 'check' || constraint?.kind === 'not-null';
  if (handedOn && constraint.inherited) return raise('42P16', `cannot rename inherited constraint "${from}"`);
  if (table.indexes.has(from) && catalog.relationStands(table.schema, to))
    return exists('42P07', `relation "${to}"`);
  return table.constraints.has(to)
    ? exists('42710', `constraint "${to}" for relation "${table.name}"`)
    : null;
}
