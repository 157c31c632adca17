import { indexName } from '../../catalog/apply';
import type { Catalog } from '../../catalog/catalog';
import type { Index, Relation } from '../../catalog/model';
import { kindOf } from '../../catalog/typing/kinds';
import type { Action } from '../../sql/actions';
import type { SqlType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { lacks, scopeOf } from './alter-table';
import { uniqueOnPartitioned } from './constraints';
import type { Taker } from './expressions';
import { expressionError } from './expressions';
import { classError } from './operator-classes';
import { exists, noColumn, noTable, raise } from './raise';
import { isSystemColumn } from './system-names';

type CreateIndex = Extract<Action, { kind: 'create-index' }>;

/** CREATE INDEX: what it names is there, and its method can do what is asked of it. */
export function createIndexError(
  action: CreateIndex,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const table = catalog.find(action.table);
  if (table === undefined) return catalog.lacks(action.table) ? noTable(action.table.name) : null;
  if (table.kind === 'view' || table.kind === 'foreign')
    return raise('42809', `cannot create index on relation "${table.name}"`);
  if (action.concurrently && table.kind === 'partitioned')
    return raise('0A000', `cannot create index on partitioned table "${table.name}" concurrently`);
  // In an expression the name of the table stands for its row.
  const missing = action.columns.find(
    (column) => lacks(table, column) && column !== table.name && column !== '',
  );
  if (missing !== undefined) return noKey(missing);
  if (action.columns.some((column) => table.columns.get(column)?.virtual === true))
    return raise('0A000', 'indexes on virtual generated columns are not supported');
  const method = methodError(action, catalog);
  if (method !== null) return method;
  const taken = action.index !== undefined && catalog.relationStands(table.schema, indexName(table, action));
  if (taken) return action.ifNotExists ? null : exists('42P07', `relation "${action.index}"`);
  return (
    partsError(action, table, catalog, conditions) ??
    uniqueOnPartitioned(
      table,
      action.unique,
      action.parts.flatMap(({ column }) => column ?? []),
    )
  );
}

/** A column is named as a key that the table does not have, or that is not one of its own. */
export const noKey = (column: string): PredictedError =>
  isSystemColumn(column)
    ? raise('0A000', 'index creation on system columns is not supported')
    : noColumn(column);

// R-trees became GiST; the name is still read.
const methods = new Set(['btree', 'hash', 'gin', 'gist', 'spgist', 'brin', 'rtree']);

function methodError({ method, unique, width }: CreateIndex, catalog: Catalog): PredictedError | null {
  if (!methods.has(method))
    return catalog.routinesComplete ? raise('42704', `access method "${method}" does not exist`) : null;
  const cannot = (what: string): PredictedError =>
    raise('0A000', `access method "${method}" does not support ${what}`);
  if (unique && method !== 'btree') return cannot('unique indexes');
  return width > 1 && (method === 'hash' || method === 'spgist') ? cannot('multicolumn indexes') : null;
}

function partsError(
  { parts, predicate, method }: CreateIndex,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const scope = scopeOf(table);
  for (const part of parts) {
    const taker: Taker = (kind) => classError(kind, part.class, method, catalog, conditions);
    const { column, expression } = part;
    const problem =
      column === undefined
        ? expressionError(expression, 'index expression', scope, catalog, conditions, taker)
        : taker(kindOf(table.columns.get(column)?.type, catalog).kind);
    if (problem !== null) return problem;
  }
  return expressionError(predicate, 'index predicate', scope, catalog, conditions);
}

/** What EXCLUDE USING gist and WITHOUT OVERLAPS compare: most types can only be compared so with the extension btree_gist. */
export function gistError(
  columns: readonly string[],
  typeOf: (column: string) => SqlType | null | undefined,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  for (const column of columns) {
    const problem = classError(kindOf(typeOf(column), catalog).kind, undefined, 'gist', catalog, conditions);
    if (problem !== null) return problem;
  }
  return null;
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
