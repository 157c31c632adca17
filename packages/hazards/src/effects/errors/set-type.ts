import type { Catalog } from '../../catalog/catalog';
import { fallOf } from '../../catalog/falls';
import { familyOf } from '../../catalog/family';
import type { Relation } from '../../catalog/model';
import { routinesOnColumn } from '../../catalog/routine-uses';
import { speaksOf } from '../../catalog/publications';
import type { TableAction } from '../../sql/actions';
import { isPlainType, showType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { isInherited, lacks, scopeOf } from './alter-table';
import { isBuiltin } from '../../catalog/casts';
import { collationError } from './collations';
import { castError } from './column-casts';
import { expressionError, givenTo } from './expressions';
import { noColumn, raise } from './raise';
import { madeAgainError } from './made-again';
import { missingType } from './types';
import { constantError } from './values';

/** The errors of ALTER COLUMN ... TYPE: no such cast, or something compiled for the old type. */
export function setTypeError(
  table: Relation,
  action: Extract<TableAction, { kind: 'set-type' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { serverMajor, alongside = [] } = conditions;
  const { column, type } = action;
  if (lacks(table, column)) return noColumn(column);
  const missing = missingType(type, catalog, serverMajor);
  if (missing !== null) return missing;
  const tooNew = isBuiltin(type) && !isBuiltin(type, serverMajor);
  if (catalog.complete && (tooNew || !isPlainType(type)) && catalog.findType(type) === undefined)
    return raise('42704', `type "${showType(type)}" does not exist`);
  if (table.columns.get(column)?.identity === true && !['int2', 'int4', 'int8'].includes(type.name))
    return raise('22023', 'identity column type must be smallint, integer, or bigint');
  const collation = collationError(action.collation, type, catalog);
  if (collation !== null) return collation;
  if (isInherited(table, column)) return raise('42P16', `cannot alter inherited column "${column}"`);
  if (familyOf(table, action.only).some(({ partitionKey }) => partitionKey.includes(column)))
    return raise('42P16', `cannot alter column "${column}" because it is part of the partition key`);
  const written = expressionError(
    action.using,
    'transform expression',
    scopeOf(table),
    catalog,
    conditions,
    givenTo(
      type,
      catalog,
      conditions,
      (to) => `result of USING clause for column "${column}" cannot be cast automatically to type ${to}`,
    ),
  );
  if (written !== null) return written;
  const text = constantError(action.using, type, catalog, conditions);
  if (text !== null) return text;
  const cast = castError(table, action, catalog, serverMajor);
  if (cast !== null) return cast;
  // Whatever its place in the statement, DROP DEFAULT comes first.
  const freed = alongside.some(
    (each) => each.kind === 'set-default' && each.column === column && each.expression === null,
  );
  const problem = freed ? null : defaultCastError(table, action, catalog, conditions);
  if (problem !== null) return problem;
  const user = compiledFor(table, column, catalog);
  // Before PostgreSQL 15 this one was called a syntax error.
  const sqlstate = user === 'by a generated column' && serverMajor < 15 ? '42601' : '0A000';
  if (user !== null) return raise(sqlstate, `cannot alter type of a column used ${user}`);
  return madeAgainError(table, action, catalog, conditions);
}

/** The default of a column is cast too, without USING: an enum that takes the place of another finds a value of the old one. */
function defaultCastError(
  table: Relation,
  action: Extract<TableAction, { kind: 'set-type' }>,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const { serverMajor } = conditions;
  const value = table.columns.get(action.column)?.defaultExpression;
  if (value === undefined) return null;
  const plain = { ...action, using: undefined };
  // A text takes the type of the column.
  if ('A_Const' in value && value.A_Const.sval !== undefined)
    return castError(table, plain, catalog, serverMajor);
  if ('A_Const' in value) return constantError(value, action.type, catalog, conditions);
  return castError(table, { ...plain, using: value }, catalog, serverMajor);
}

function compiledFor(table: Relation, column: string, catalog: Catalog): string | null {
  const found = table.columns.get(column);
  const resting =
    found === undefined ? [] : fallOf([{ kind: 'column', it: found, of: table }], true, catalog).things;
  if (resting.some(({ kind, it }) => kind === 'relation' && it.reads.has(table))) return 'by a view or rule';
  const hooked = resting.flatMap((thing) => (thing.kind === 'hook' ? [thing.it.kind] : []));
  if (hooked.includes('rule')) return 'by a view or rule';
  if (hooked.includes('policy')) return 'in a policy definition';
  if (speaksOf(table, column, catalog).length > 0) return 'by a publication WHERE clause';
  if (routinesOnColumn(table, column, catalog).length > 0) return 'by a function or procedure';
  const uses = (wanted: string): boolean =>
    table.hooks.some(({ kind, columns }) => kind === wanted && columns.includes(column));
  if (uses('trigger')) return 'in a trigger definition';
  if (uses('policy')) return 'in a policy definition';
  return [...table.columns.values()].some(({ generatedFrom }) => generatedFrom.includes(column))
    ? 'by a generated column'
    : null;
}
