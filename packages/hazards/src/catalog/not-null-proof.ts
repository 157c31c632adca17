import { makeName } from './default-names';
import type { Relation } from './model';
import type { Node } from 'libpg-query';
import { textOf } from '../sql/nodes';

/**
 * The columns that a valid CHECK with this expression proves to be not null: `c IS NOT NULL` or `NOT c IS NULL`, alone or joined by AND. PostgreSQL 12 and
 * later skip the scan of SET NOT NULL for them (`NotNullImpliedByRelConstraints` in tablecmds.c).
 */
export function columnsProvenNotNull(expression: Node | undefined): readonly string[] {
  if (expression === undefined) return [];
  if ('BoolExpr' in expression && expression.BoolExpr.boolop === 'AND_EXPR')
    return (expression.BoolExpr.args ?? []).flatMap(columnsProvenNotNull);
  if ('BoolExpr' in expression && expression.BoolExpr.boolop === 'NOT_EXPR')
    return (expression.BoolExpr.args ?? []).flatMap(columnsNullIn);
  return testedColumns(expression, 'IS_NOT_NULL');
}

// NOT (a IS NULL OR b IS NULL) is the same as a IS NOT NULL AND b IS NOT NULL.
function columnsNullIn(expression: Node): readonly string[] {
  return 'BoolExpr' in expression && expression.BoolExpr.boolop === 'OR_EXPR'
    ? (expression.BoolExpr.args ?? []).flatMap(columnsNullIn)
    : testedColumns(expression, 'IS_NULL');
}

function testedColumns(expression: Node, test: 'IS_NULL' | 'IS_NOT_NULL'): readonly string[] {
  if (!('NullTest' in expression) || expression.NullTest.nulltesttype !== test) return [];
  const argument = expression.NullTest.arg;
  return argument !== undefined && 'ColumnRef' in argument ? [textOf(argument.ColumnRef.fields?.at(-1))] : [];
}

/** Since PostgreSQL 18 NOT NULL is a constraint with a name: `t_c_not_null`, where nobody gave it another. The column of it. */
export function requiredBy(table: Relation, name: string): string | undefined {
  const named = table.constraints.get(name);
  if (named !== undefined) return named.kind === 'not-null' ? named.columns[0] : undefined;
  for (const column of table.columns.values())
    if (
      column.notNull === true &&
      (column.notNullName ?? makeName(table.name, [column.name], 'not_null')) === name
    )
      return column.name;
  return undefined;
}
