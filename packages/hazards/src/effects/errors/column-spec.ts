import type { Catalog } from '../../catalog/catalog';
import type { Node } from 'libpg-query';
import type { ColumnSpec } from '../../sql/actions';
import { functionsIn } from '../../sql/read/calls';
import type { SqlType } from '../../sql/types';
import { isPlainType, isSerial } from '../../sql/types';
import { columnsIn } from '../../sql/read/column-refs';
import type { Conditions, PredictedError } from '../effect';
import type { Scope, Taker } from './expressions';
import { columnTaker, expressionError } from './expressions';
import { collationError } from './collations';
import { raise } from './raise';
import { isSystemColumn } from './system-names';
import { missingType } from './types';
import { constantError } from './values';

const pseudo = new Set(
  'any anyarray anyelement anyenum anynonarray anyrange cstring event_trigger internal record trigger unknown void'.split(
    ' ',
  ),
);

/** The errors of a column as it is written in CREATE TABLE and ADD COLUMN, constraints of other tables aside. */
export function columnSpecError(
  column: ColumnSpec,
  scope: Scope,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (isSystemColumn(column.name))
    return raise('42701', `column name "${column.name}" conflicts with a system column name`);
  const type = missingType(column.type, catalog, conditions.serverMajor);
  if (type !== null) return type;
  const collation = collationError(column.collation, column.type, catalog);
  if (collation !== null) return collation;
  if (column.generated === 'virtual' && catalog.findType(column.type) !== undefined)
    return raise('0A000', `virtual generated column "${column.name}" cannot have a user-defined type`);
  if (column.type.schema === undefined && pseudo.has(column.type.name))
    return raise('42P16', `column "${column.name}" has pseudo-type ${column.type.name}`);
  if (
    column.generated === 'virtual' &&
    functionsIn(column.generatedBy).some((name) => catalog.findFunction(name) !== undefined)
  )
    return raise('0A000', 'generation expression uses user-defined function');
  const given = column.defaultExpression !== undefined || isSerial(column.type);
  if (column.generatedBy !== undefined && given)
    return raise('42601', `both default and generation expression specified for column "${column.name}"`);
  if (column.identity && isSerial(column.type))
    return raise('42601', `both default and identity specified for column "${column.name}"`);
  const unfit = column.identity ? identityTypeError(column.type, catalog) : null;
  if (unfit !== null) return unfit;
  const taker = columnTaker(column.name, column.type, catalog, conditions);
  const problem =
    generationError(column.name, column.generatedBy, scope, catalog, conditions, taker) ??
    expressionError(column.defaultExpression, 'DEFAULT expression', scope, catalog, conditions, taker) ??
    constantError(column.defaultExpression, column.type, catalog, conditions, scope.evaluates);
  if (problem !== null) return problem;
  for (const { kind, expression } of column.constraints) {
    if (kind !== 'check') continue;
    const wrong = expressionError(expression, 'check constraint', scope, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** SQLSTATE 22023: only whole numbers are counted up. */
export function identityTypeError(type: SqlType | null | undefined, catalog: Catalog): PredictedError | null {
  if (!type) return null;
  const { array, schema, name } = type;
  const counts = !array && schema === undefined && ['int2', 'int4', 'int8'].includes(name);
  const told = isPlainType(type) || catalog.findType(type) !== undefined;
  return counts || !told ? null : raise('22023', 'identity column type must be smallint, integer, or bigint');
}

/** The errors of what a generated column is computed from: columns that are not generated themselves, and nothing that changes by itself. */
export function generationError(
  name: string,
  expression: Node | undefined,
  scope: Scope,
  catalog: Catalog,
  conditions: Conditions,
  taker?: Taker,
): PredictedError | null {
  if (expression === undefined) return null;
  const generated = scope.generated?.();
  const computed = columnsIn(expression).find((each) => each === name || generated?.has(each) === true);
  return computed === undefined
    ? expressionError(expression, 'column generation expression', scope, catalog, conditions, taker)
    : raise('42P17', `cannot use generated column "${computed}" in column generation expression`);
}
