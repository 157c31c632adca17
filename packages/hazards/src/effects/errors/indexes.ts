import { indexName } from '../../catalog/apply';
import type { Catalog } from '../../catalog/catalog';
import { isUnsorted } from '../../catalog/casts';
import type { Index, Relation } from '../../catalog/model';
import type { Action } from '../../sql/actions';
import type { SqlType } from '../../sql/types';
import { isPlainType, showType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { lacks, scopeOf } from './alter-table';
import { uniqueOnPartitioned } from './constraints';
import { expressionError } from './expressions';
import { exists, noColumn, noTable, raise } from './raise';

type CreateIndex = Extract<Action, { kind: 'create-index' }>;

/** CREATE INDEX: what it names is there, and its method can do what is asked of it. */
export function createIndexError(
  action: CreateIndex,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const table = catalog.find(action.table);
  if (table === undefined) return catalog.complete ? noTable(action.table.name) : null;
  if (table.kind === 'view' || table.kind === 'foreign')
    return raise('42809', `cannot create index on relation "${table.name}"`);
  if (action.concurrently && table.kind === 'partitioned')
    return raise('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  // In an expression the name of the table stands for its row.
  const missing = action.columns.find((column) => lacks(table, column) && column !== table.name);
  if (missing !== undefined) return noColumn(missing);
  if (action.columns.some((column) => table.columns.get(column)?.virtual === true))
    return raise('0A000', 'indexes on virtual generated columns are not supported');
  const method = methodError(action, catalog);
  if (method !== null) return method;
  const taken = action.index !== undefined && catalog.relationStands(table.schema, indexName(table, action));
  if (taken) return action.ifNotExists ? null : exists('42P07', `relation "${action.index}"`);
  return (
    partsError(action, table, catalog, conditions) ??
    classError(action, table, catalog) ??
    uniqueOnPartitioned(table, action.unique, action.keys)
  );
}

const methods = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin']);

function methodError({ method, unique, width }: CreateIndex, catalog: Catalog): PredictedError | null {
  if (!methods.has(method))
    return catalog.routinesComplete ? raise('42704', `access method "${method}" does not exist`) : null;
  const cannot = (what: string): PredictedError =>
    raise('0A000', `access method "${method}" does not support ${what}`);
  if (unique && method !== 'btree') return cannot('unique indexes');
  return width > 1 && (method === 'hash' || method === 'spgist') ? cannot('multicolumn indexes') : null;
}

function partsError(
  { expressions, predicate }: CreateIndex,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const scope = scopeOf(table);
  for (const each of expressions) {
    const problem = expressionError(each, 'index expression', scope, catalog, conditions);
    if (problem !== null) return problem;
  }
  return expressionError(predicate, 'index predicate', scope, catalog, conditions);
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

// Types that no operator class of the method takes by itself (pg_opclass).
const scalars =
  'int2 int4 int8 numeric float4 float8 text varchar bpchar uuid date timestamp timestamptz time timetz interval bytea money';
const unfit: Readonly<Record<string, ReadonlySet<string>>> = {
  gin: words(`${scalars} bool json inet cidr`),
  gist: words(`${scalars} bool json jsonb`),
  spgist: words('int2 int4 int8 numeric float4 float8 uuid date timestamp timestamptz bool json jsonb bytea'),
  brin: words('json jsonb xml'),
  hash: words('json xml point box polygon'),
};

const isForTexts = (name: string): boolean => /^(text|varchar|bpchar)_pattern_ops$/.test(name);
const neverText = words(
  'int2 int4 int8 numeric float4 float8 uuid date timestamp timestamptz time timetz interval bool bytea json jsonb',
);

/** Extensions may bring operator classes: without any, those of PostgreSQL are all there are. */
function classError(action: CreateIndex, table: Relation, catalog: Catalog): PredictedError | null {
  for (const { name, column } of action.classes) {
    const type = column === undefined ? null : (table.columns.get(column)?.type ?? null);
    if (type !== null && isForTexts(name.name) && neverText.has(catalog.baseType(type).name))
      return raise('42804', `operator class "${name.name}" does not accept data type ${showType(type)}`);
  }
  if (!catalog.routinesComplete) return null;
  const { method } = action;
  const strange = action.classes.find(({ name }) => name.schema === undefined && isStrange(name.name));
  if (strange !== undefined)
    return raise(
      '42704',
      `operator class "${strange.name.name}" does not exist for access method "${method}"`,
    );
  for (const column of action.plain) {
    const type = table.columns.get(column)?.type ?? null;
    if (type !== null && hasNoClass(catalog.baseType(type), method))
      return raise(
        '42704',
        `data type ${showType(type)} has no default operator class for access method "${method}"`,
      );
  }
  return null;
}

/** What EXCLUDE USING gist and WITHOUT OVERLAPS compare: most types can only be compared so with the extension btree_gist. */
export function gistError(
  columns: readonly string[],
  typeOf: (column: string) => SqlType | null | undefined,
  catalog: Catalog,
): PredictedError | null {
  if (!catalog.routinesComplete) return null;
  for (const column of columns) {
    const type = typeOf(column);
    if (type && hasNoClass(catalog.baseType(type), 'gist'))
      return raise(
        '42704',
        `data type ${showType(type)} has no default operator class for access method "gist"`,
      );
  }
  return null;
}

const isStrange = (name: string): boolean =>
  !name.endsWith('_ops') ||
  /^(gin_trgm|gist_trgm|vector|halfvec|sparsevec|citext|hstore|gin_hstore|gist_hstore)/.test(name);

function hasNoClass(type: SqlType, method: string): boolean {
  if (method === 'btree') return isUnsorted(type);
  if (!isPlainType(type) || type.schema !== undefined) return false;
  if (type.array) return method === 'gist' || method === 'spgist';
  return unfit[method]?.has(type.name) === true;
}

/** An index is named that the table does not have. */
export function noIndexOf(table: Relation, name: string, catalog: Catalog): PredictedError | null {
  if (!table.indexesKnown) return null;
  return catalog.relationStands(table.schema, name)
    ? raise('42809', `"${name}" is not an index for table "${table.name}"`)
    : raise('42704', `index "${name}" for table "${table.name}" does not exist`);
}

/** REPLICA IDENTITY USING INDEX wants a plain unique index over columns that are NOT NULL. */
export function replicaIdentityError(table: Relation, name: string, catalog: Catalog): PredictedError | null {
  const index = table.indexes.get(name);
  if (index === undefined) return noIndexOf(table, name, catalog);
  if (!index.unique) return raise('42809', `cannot use non-unique index "${name}" as replica identity`);
  if (hasExpressions(index))
    return raise('0A000', `cannot use expression index "${name}" as replica identity`);
  if (index.partial) return raise('0A000', `cannot use partial index "${name}" as replica identity`);
  const nullable = index.keys.find((column) => table.columns.get(column)?.notNull === false);
  return nullable === undefined
    ? null
    : raise(
        '42809',
        `index "${name}" cannot be used as replica identity because column "${nullable}" is nullable`,
      );
}

const hasExpressions = ({ partial, computed }: Index): boolean => computed.length > 0 && !partial;
