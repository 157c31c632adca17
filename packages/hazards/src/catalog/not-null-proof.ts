import type { Node } from 'libpg-query';
import { textOf } from '../sql/nodes';

/**
 * The columns that a valid CHECK with this expression proves to be not null: `c IS NOT NULL`, alone or joined by AND. PostgreSQL 12 and
 * later skip the scan of SET NOT NULL for them (`NotNullImpliedByRelConstraints` in tablecmds.c).
 */
export function columnsProvenNotNull(expression: Node | undefined): readonly string[] {
  if (expression === undefined) return [];
  if ('BoolExpr' in expression && expression.BoolExpr.boolop === 'AND_EXPR')
    return (expression.BoolExpr.args ?? []).flatMap(columnsProvenNotNull);
  if (!('NullTest' in expression) || expression.NullTest.nulltesttype !== 'IS_NOT_NULL') return [];
  const argument = expression.NullTest.arg;
  return argument !== undefined && 'ColumnRef' in argument ? [textOf(argument.ColumnRef.fields?.at(-1))] : [];
}
