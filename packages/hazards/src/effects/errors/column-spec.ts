import type { Catalog } from '../../catalog/catalog';
import type { ColumnSpec } from '../../sql/actions';
import type { Conditions, PredictedError } from '../effect';
import type { Scope } from './expressions';
import { expressionError } from './expressions';
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
  const type = missingType(column.type, catalog);
  if (type !== null) return type;
  const use = column.generated === null ? 'DEFAULT expression' : 'column generation expression';
  const problem =
    expressionError(column.defaultExpression, use, scope, catalog, conditions) ??
    constantError(column.defaultExpression, column.type, catalog, conditions, scope.evaluates);
  if (problem !== null) return problem;
  for (const { kind, expression } of column.constraints) {
    if (kind !== 'check') continue;
    const wrong = expressionError(expression, 'check constraint', scope, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}
