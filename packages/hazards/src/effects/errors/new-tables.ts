import type { Catalog } from '../../catalog/catalog';
import { testsOf } from '../../catalog/comparisons';
import { kindOf } from '../../catalog/typing/kinds';
import type { Action, ConstraintSpec } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { Conditions, PredictedError } from '../effect';
import { generatedOf } from './alter-table';
import { columnSpecError } from './column-spec';
import { parentError, timeError, uniqueOnPartitioned } from './constraints';
import type { Scope, Taker } from './expressions';
import { expressionError } from './expressions';
import { gistError } from './indexes';
import { classError } from './operator-classes';
import { exists, noColumn, noTable, raise } from './raise';
import { missingTable } from './absent';
import { noSchema } from './schemas';
import { isSystemSchema, systemColumns } from './system-names';
import { missingType } from './types';
import { queryError } from './queries';
import { queryColumnsError } from './views';

/** CREATE TABLE, of columns or from a query: its own name first, then what it is made of. */
export function createTableError(
  action: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const schema = catalog.creationSchema(action.table, action.temporary);
  if (schema === 'pg_catalog')
    return raise('42501', `permission denied to create "${action.table.name}" in it`);
  if (catalog.complete && !action.temporary && !isSystemSchema(schema) && !catalog.hasSchema(schema))
    return raise('3F000', `schema "${schema}" does not exist`);
  if (catalog.relationStands(schema, action.table.name))
    return action.ifNotExists ? null : exists('42P07', `relation "${action.table.name}"`);
  // Its rows get a type of its name.
  if (catalog.types.has(`${schema}.${action.table.name}`))
    return exists('42710', `type "${action.table.name}"`);
  return action.fromQuery
    ? (queryError(action.query, catalog, conditions) ?? queryColumnsError(action.output, catalog))
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
  const specs = [...action.columns.flatMap(({ constraints }) => constraints), ...action.constraints];
  const keys = specs.filter(({ kind }) => kind === 'primary' || kind === 'unique');
  const parted = {
    kind: action.partitioned ? ('partitioned' as const) : ('table' as const),
    partitionKey: action.partitionKey,
    children: [],
  };
  if (action.foreign === true && keys.length > 0)
    return raise('0A000', 'keys on foreign tables are not supported');
  const unlike = action.like
    .map(({ table }) => catalog.find(table))
    .find((each) => each?.known === true && each.kind === 'sequence');
  if (unlike !== undefined) return raise('42809', `"${unlike.name}" is not a table, view or the like`);
  const given = givenColumns(action, catalog);
  if (given !== null) {
    const again = names.find((name) => given.copied.has(name));
    if (again !== undefined) return raise('42701', `column "${again}" specified more than once`);
    const used = specs.flatMap(({ kind, columns }) => (kind === 'check' ? [] : columns));
    const absent = [...used, ...action.partitionKey].find(
      (column) =>
        !names.includes(column) &&
        !given.all.has(column) &&
        !systemColumns.has(column) &&
        column !== action.table.name,
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
  const virtual = action.columns.filter((each) => each.generated === 'virtual').map(({ name }) => name);
  if (specs.some(({ kind, columns }) => kind !== 'check' && columns.some((each) => virtual.includes(each))))
    return raise('0A000', 'keys on virtual generated columns are not supported');
  if (action.partitioned) {
    const computed = action.columns.find(
      ({ name, generated }) => generated !== null && action.partitionKey.includes(name),
    );
    if (computed !== undefined) return raise('42P17', 'cannot use generated column in partition key');
    if (action.partitionKey.some((each) => systemColumns.has(each) && !names.includes(each)))
      return raise('42P17', 'cannot use system column in partition key');
    if (specs.some(({ kind, noInherit }) => kind === 'check' && noInherit))
      return raise('42P16', `cannot add NO INHERIT constraint to partitioned table "${action.table.name}"`);
    if (conditions.serverMajor < 17 && specs.some(({ kind }) => kind === 'exclude'))
      return raise('0A000', 'exclusion constraints are not supported on partitioned tables');
  }
  if (!catalog.complete) return goneParent(specs, action, catalog);
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
  for (const { kind, name = '', expression, enforced } of action.constraints) {
    const same = action.inherits
      .flatMap((parent) => catalog.find(parent)?.constraints.get(name) ?? [])
      .find((each) => each.kind === 'check' && !each.noInherit);
    if (kind !== 'check' || same === undefined) continue;
    const [own, theirs] = [testsOf(expression), same.tests];
    if (own !== undefined && theirs !== undefined && JSON.stringify(own) !== JSON.stringify(theirs))
      return exists('42710', `constraint "${name}" for relation "${action.table.name}"`);
    if (!enforced && same.enforced !== false)
      return raise(
        '42P17',
        `constraint "${name}" conflicts with NOT ENFORCED constraint on relation "${action.table.name}"`,
      );
  }
  for (const { kind, expression } of action.constraints) {
    const problem =
      kind === 'check' ? expressionError(expression, 'check constraint', scope, catalog, conditions) : null;
    if (problem !== null) return problem;
  }
  for (const spec of specs) {
    const typeIn = (column: string) => types.get(column);
    const problem =
      timeError(spec, typeIn, catalog) ?? gistError(spec.byGist ?? [], typeIn, catalog, conditions);
    if (problem !== null) return problem;
  }
  const keyed = partitionKeyError(action, scope, catalog, conditions);
  if (keyed !== null) return keyed;
  const sources = action.like.map(({ table }) => missingTable(table, catalog)).find((each) => each !== null);
  if (sources) return sources;
  const isSelf = ({ schema, name }: Name): boolean =>
    name === action.table.name &&
    (schema ?? action.table.schema ?? catalog.creationSchema(action.table)) ===
      catalog.creationSchema(action.table);
  const taken = constraintNamesError(action, specs, catalog);
  if (taken !== null) return taken;
  for (const spec of specs) {
    if (spec.foreign === undefined) continue;
    if (isSelf(spec.foreign.parent)) {
      const unkeyed = alone ? selfError(action.table.name, spec.foreign.columns, keys) : null;
      if (unkeyed !== null) return unkeyed;
      continue;
    }
    const parent = catalog.find(spec.foreign.parent);
    if (action.temporary && parent !== undefined && parent.schema !== 'pg_temp')
      return raise('42P16', 'constraints on temporary tables may reference only temporary tables');
    const problem =
      parent === undefined
        ? (noSchema(spec.foreign.parent, catalog) ?? noTable(spec.foreign.parent.name))
        : parentError(
            parent,
            spec,
            spec.columns.map((column) => types.get(column)),
            catalog,
            conditions.serverMajor,
          );
    if (problem !== null) return problem;
  }
  return null;
}

/** A foreign key to the new table itself finds the keys that are declared with it. */
function selfError(
  name: string,
  referred: readonly string[],
  keys: readonly ConstraintSpec[],
): PredictedError | null {
  if (referred.length === 0)
    return keys.some(({ kind }) => kind === 'primary')
      ? null
      : raise('42704', `there is no primary key for referenced table "${name}"`);
  const wanted = [...referred].sort().join();
  return keys.some(({ columns }) => [...columns].sort().join() === wanted)
    ? null
    : raise('42830', `there is no unique constraint matching given keys for referenced table "${name}"`);
}

/** Constraints of one table are called unlike each other; those with an index also unlike every relation. */
function constraintNamesError(
  action: CreateTable,
  specs: readonly ConstraintSpec[],
  catalog: Catalog,
): PredictedError | null {
  const schema = catalog.creationSchema(action.table, action.temporary);
  const ranks: readonly ConstraintSpec['kind'][] = ['check', 'primary', 'unique', 'exclude', 'foreign'];
  const seen = new Map<string, boolean>();
  for (const { kind, name } of [...specs].sort((a, b) => ranks.indexOf(a.kind) - ranks.indexOf(b.kind))) {
    if (name === undefined) continue;
    const indexed = kind !== 'check' && kind !== 'foreign' && kind !== 'not-null';
    if (
      indexed &&
      (name === action.table.name || seen.get(name) === true || catalog.relationStands(schema, name))
    )
      return exists('42P07', `relation "${name}"`);
    if (seen.has(name)) return exists('42710', `constraint "${name}" for relation "${action.table.name}"`);
    seen.set(name, indexed);
  }
  return null;
}

/** What a table is partitioned by: IMMUTABLE expressions, of types that can be compared. */
function partitionKeyError(
  { partitionParts = [], strategy }: CreateTable,
  scope: Scope,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const method = strategy === 'hash' ? 'hash' : 'btree';
  for (const part of partitionParts) {
    const taker: Taker = (kind) => classError(kind, part.class, method, catalog, conditions);
    const problem =
      part.column === undefined
        ? expressionError(part.expression, 'partition key expression', scope, catalog, conditions, taker)
        : taker(kindOf(scope.columns?.get(part.column), catalog).kind);
    if (problem !== null) return problem;
  }
  return null;
}

/** Where not all that exists is known: a table that a foreign key refers to, and that has gone. */
function goneParent(
  specs: readonly ConstraintSpec[],
  { table }: Extract<Action, { kind: 'create-table' }>,
  catalog: Catalog,
): PredictedError | null {
  const parents = specs.flatMap(({ foreign }) => foreign?.parent ?? []);
  const gone = parents.find((each) => each.name !== table.name && catalog.lacks(each));
  return gone === undefined ? null : noTable(gone.name);
}
