import type { Catalog } from '../../catalog/catalog';
import type { ColumnSpec } from '../../sql/actions';
import { textOf } from '../../sql/nodes';
import type { SqlType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import type { Scope } from './expressions';
import { expressionError } from './expressions';
import { raise } from './raise';
import { missingType } from './types';

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
    defaultValueError(column.defaultExpression, column.type);
  if (problem !== null) return problem;
  for (const { kind, expression } of column.constraints) {
    if (kind !== 'check') continue;
    const wrong = expressionError(expression, 'check constraint', scope, catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}

const numbers: Readonly<Record<string, RegExp>> = {
  int2: /^\s*[-+]?\d+\s*$/,
  int4: /^\s*[-+]?\d+\s*$/,
  int8: /^\s*[-+]?\d+\s*$/,
  uuid: /^\{?[0-9a-f]{4}[0-9a-f-]*\}?$/i,
};

/** A text as the default of a number, or of a UUID, that is none. */
export function defaultValueError(
  expression: ColumnSpec['defaultExpression'],
  type: SqlType | null,
): PredictedError | null {
  if (expression === undefined || type === null || type.schema !== undefined || type.array) return null;
  if (!('A_Const' in expression) || expression.A_Const.sval === undefined) return null;
  const shape = numbers[type.name];
  const text = textOf(expression);
  // From PostgreSQL 16 on also in hexadecimal and with underscores: what looks like it is left to the server.
  return shape === undefined || shape.test(text) || /^\s*[-+]?0[xob]|_/i.test(text)
    ? null
    : raise('22P02', `invalid input syntax for type ${type.name}: "${text}"`);
}
