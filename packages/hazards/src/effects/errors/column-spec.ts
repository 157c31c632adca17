import type { Catalog } from '../../catalog/catalog';
import type { Node } from 'libpg-query';
import type { ColumnSpec } from '../../sql/actions';
import { columnsIn } from '../../sql/read/column-refs';
import type { Conditions, PredictedError } from '../effect';
import type { Scope, Taker } from './expressions';
import { columnTaker, expressionError } from './expressions';
import { assignedError } from './column-casts';
import { collationError } from './collations';
import { raise } from './raise';
import { missingType } from './types';
import { constantError } from './values';

const system = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** The errors of a column as it is written in CREATE TABLE and ADD COLUMN, constraints of other tables aside. */
export function columnSpecError(
  column: ColumnSpec,
  scope: Scope,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  if (system.has(column.name))
    return raise('42701', `column name "${column.name}" conflicts with a system column name`);
  const type = missingType(column.type, catalog, conditions.serverMajor);
  if (type !== null) return type;
  const collation = collationError(column.collation, column.type, catalog);
  if (collation !== null) return collation;
  if (column.generated === 'virtual' && catalog.findType(column.type) !== undefined)
    return raise('0A000', `virtual generated column "${column.name}" cannot have a user-defined type`);
  if (column.generatedBy !== undefined && column.defaultExpression !== undefined)
    return raise('42601', `both default and generation expression specified for column "${column.name}"`);
  const taker = columnTaker(column.name, column.type, catalog, conditions);
  const problem =
    generationError(column.name, column.generatedBy, scope, catalog, conditions, taker) ??
    expressionError(column.defaultExpression, 'DEFAULT expression', scope, catalog, conditions, taker) ??
    constantError(column.defaultExpression, column.type, catalog, conditions, scope.evaluates) ??
    assignedError(
      column.generatedBy ?? column.defaultExpression,
      column.type,
      `column "${column.name}"`,
      scope.columns,
      catalog,
      conditions.serverMajor,
    );
  if (problem !== null) return problem;
  for (const { kind, expression } of column.constraints) {
    if (kind !== 'check') continue;
    const wrong = expressionError(expression, 'check constraint', scope, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
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
