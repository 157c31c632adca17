import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { asTable } from '../../catalog/view-output';
import type { Node } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import type { Action } from '../../sql/actions';
import type { Demand } from '../../sql/read/demands';
import type { Conditions, PredictedError } from '../effect';
import { missingTable } from './absent';
import { lacks } from './alter-table';
import { uniqueOver } from './constraints';
import { columnTaker } from './expressions';
import { queryError } from './queries';
import { publishedRowsError } from './published-rows';
import { noColumn, raise } from './raise';
import { typesTell } from './typed';
import { viewWriteError } from './view-writes';
import { isSystemColumn, systemColumns } from './system-names';
import { textError } from './values';

const hasColumns = (relation: Relation | undefined): relation is Relation =>
  relation?.known === true &&
  relation.columns.size > 0 &&
  (relation.kind === 'table' || relation.kind === 'partitioned' || relation.kind === 'foreign');

/** SQLSTATE 42703 for a column that none of the tables of a query has. */
export function demandError(demands: readonly Demand[], catalog: Catalog): PredictedError | null {
  for (const { column, among } of demands) {
    if (systemColumns.has(column)) continue;
    const tables = among.map((name) => catalog.find(name));
    if (tables.every((table) => hasColumns(table) && !table.columns.has(column))) return noColumn(column);
  }
  return null;
}

/** The errors of INSERT, UPDATE and DELETE: a table or a column that is not there, more values than columns. */
export function rowsError(
  action: Extract<Action, { kind: 'insert' | 'update' | 'delete' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const found = catalog.find(action.table);
  if (found === undefined) return missingTable(action.table, catalog);
  const wrong = changesError(action, found, catalog, conditions);
  return wrong ?? viewWriteError(action, found, conditions);
}

const isByMerge = ({ query }: Action): boolean => query !== undefined && 'MergeStmt' in query;

/** What is wrong with the change itself, whatever takes it. */
function changesError(
  action: Extract<Action, { kind: 'insert' | 'update' | 'delete' }>,
  found: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (found.kind === 'view' && isByMerge(action) && conditions.serverMajor < 17)
    return raise('0A000', `cannot execute MERGE on relation "${found.name}"`);
  const table = asTable(found);
  if (table.known && (table.kind === 'matview' || table.kind === 'sequence')) {
    const what = table.kind === 'matview' ? 'materialized view' : 'sequence';
    return raise('42809', `cannot change ${what} "${table.name}"`);
  }
  if (!hasColumns(table)) return null;
  if (action.kind === 'insert')
    return (
      insertError(action, table, conditions) ??
      textsError(action, table, catalog, conditions) ??
      valuesError(action, table, catalog, conditions) ??
      queryError(action.query, catalog, conditions)
    );
  const typeIn = ownColumns(action, table);
  const followed = queryError(action.query, catalog, conditions);
  // The tables and the conditions are looked at before what the columns get (transformUpdateStmt of analyze.c).
  if (followed?.sqlstate === '42P01') return followed;
  if (action.kind === 'update') {
    const own = action.columns.find((column) => lacks(table, column) && isSystemColumn(column));
    if (own !== undefined) return raise('0A000', `cannot assign to system column "${own}"`);
    const missing = action.columns.find((column) => lacks(table, column));
    if (missing !== undefined)
      return raise('42703', `column "${missing}" of relation "${table.name}" does not exist`);
    const computed = (action.assigned ?? []).find((column) => {
      const found = table.columns.get(column);
      return found?.generated === true || found?.always === true;
    });
    if (computed !== undefined)
      return raise(
        ofComputed(table, computed, conditions),
        `column "${computed}" can only be updated to DEFAULT`,
      );
    const wrong =
      textsError(action, table, catalog, conditions) ??
      givenTypeError(action.given ?? [], table, typeIn, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  const missing = demandError(action.demands ?? [], catalog);
  const { condition } = action.where;
  const wrong =
    missing ??
    (condition === undefined
      ? null
      : typesTell(condition.expression, typeIn, catalog, conditions, 'WHERE').error);
  return wrong ?? followed ?? publishedRowsError(action, found, catalog, conditions);
}

/** A text that its column cannot take. */
function textsError(
  action: Extract<Action, { kind: 'insert' | 'update' }>,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const order = action.kind === 'insert' && action.into === undefined ? [...table.columns.keys()] : undefined;
  for (const each of action.texts ?? []) {
    const name =
      'column' in each
        ? each.column
        : (order ?? (action.kind === 'insert' ? (action.into ?? []) : []))[each.at];
    const type = table.columns.get(name ?? '')?.type ?? null;
    const problem = type === null ? null : textError(each.text, type, catalog, conditions);
    if (problem !== null) return problem;
  }
  return null;
}

type ColumnType = (name: string, of: string | null) => SqlType | null;

/** A value of a type that its column does not take, or one that cannot be computed. */
function givenTypeError(
  given: readonly { readonly column: string | undefined; readonly value: Node }[],
  table: Relation,
  typeIn: ColumnType,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  for (const { column = '', value } of given) {
    const type = table.columns.get(column)?.type ?? null;
    const { error, kind } = typesTell(value, typeIn, catalog, conditions);
    const wrong = error ?? columnTaker(column, type, catalog, conditions)(kind);
    if (wrong !== null) return wrong;
  }
  return null;
}

const noColumns: ColumnType = () => null;

/** How the expressions of an UPDATE or a DELETE find the types of the table's columns. */
function ownColumns({ where }: Extract<Action, { kind: 'update' | 'delete' }>, table: Relation): ColumnType {
  const own = where.condition?.own ?? [table.name];
  return (name, of) => (of === null || own.includes(of) ? (table.columns.get(name)?.type ?? null) : null);
}

/** The values of the only row of an INSERT. */
function valuesError(
  { values = [], into }: Extract<Action, { kind: 'insert' }>,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const names = into ?? [...table.columns.keys()];
  const given = values.flatMap((value, at) => (isText(value) ? [] : [{ column: names[at], value }]));
  return givenTypeError(given, table, noColumns, catalog, conditions);
}

// Texts are looked at by themselves.
const isText = (value: Node): boolean => 'A_Const' in value && value.A_Const.sval !== undefined;

function insertError(
  action: Extract<Action, { kind: 'insert' }>,
  table: Relation,
  conditions: Conditions,
): PredictedError | null {
  const { into = [], width = 0 } = action;
  const missing = [...into, ...action.columns].find((column) => lacks(table, column));
  if (missing !== undefined)
    return raise('42703', `column "${missing}" of relation "${table.name}" does not exist`);
  const unfit = conflictError(action, table);
  if (unfit !== null) return unfit;
  if (width > (into.length || table.columns.size))
    return raise('42601', 'INSERT has more expressions than target columns');
  return width > 0 && width < into.length
    ? raise('42601', 'INSERT has more target columns than expressions')
    : givenError(action, table, conditions);
}

/** Columns that the server alone fills: computed ones, and those that are GENERATED ALWAYS AS IDENTITY. */
function givenError(
  action: Extract<Action, { kind: 'insert' }>,
  table: Relation,
  conditions: Conditions,
): PredictedError | null {
  const { into, width, defaults, overriding } = action;
  const names = into ?? [...table.columns.keys()].slice(0, width ?? 0);
  const given = names.filter((_, at) => defaults?.all.includes(at) !== true);
  const computed = given.find((name) => {
    const column = table.columns.get(name);
    return column?.generated === true || (column?.always === true && overriding === undefined);
  });
  return computed === undefined
    ? null
    : raise(
        ofComputed(table, computed, conditions),
        `cannot insert a non-DEFAULT value into column "${computed}"`,
      );
}

// Before PostgreSQL 14 a value for a computed column was called a syntax error.
const ofComputed = (table: Relation, column: string, { serverMajor }: Conditions): string =>
  serverMajor < 14 && table.columns.get(column)?.generated === true ? '42601' : '428C9';

/** ON CONFLICT (a, b) wants an index that keeps just these columns unique at once, ON CONSTRAINT one that is there. */
function conflictError(
  { arbiter, arbiterConstraint: name, onConflict }: Extract<Action, { kind: 'insert' }>,
  table: Relation,
): PredictedError | null {
  const named = name === undefined ? undefined : table.constraints.get(name);
  if (named?.deferrable === true) return deferred();
  if (named?.kind === 'exclude' && onConflict === 'update')
    return raise('42809', 'ON CONFLICT DO UPDATE not supported with exclusion constraints');
  if (name !== undefined)
    return table.constraintsKnown && named === undefined
      ? raise('42704', `constraint "${name}" for table "${table.name}" does not exist`)
      : null;
  if (arbiter === undefined || !table.indexesKnown || table.children.size > 0) return null;
  const missing = arbiter.find((column) => lacks(table, column));
  if (missing !== undefined) return noColumn(missing);
  const unique = uniqueOver(table, [...new Set(arbiter)]);
  if (unique.length === 0)
    return raise(
      '42P10',
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
    );
  return unique.every((index) => table.constraints.get(index.name)?.deferrable === true) ? deferred() : null;
}

const deferred = (): PredictedError =>
  raise('55000', 'ON CONFLICT does not support deferrable unique constraints as arbiters');
