import type { Catalog } from '../../catalog/catalog';
import type { Relation } from '../../catalog/model';
import { walk } from '../../sql/nodes';
import type { Conditions, PredictedError } from '../effect';
import { scopeOf } from './alter-table';
import { expressionError } from './expressions';
import type { Node } from 'libpg-query';

/** USING and WITH CHECK: columns of the table, and a condition. What a subquery names may be another table's. */
export function policyError(
  expressions: readonly Node[] | undefined,
  table: Relation,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  for (const each of expressions ?? []) {
    if (walk(each).some(({ kind }) => kind === 'SubLink')) continue;
    const wrong = expressionError(each, 'policy expression', scopeOf(table), catalog, conditions);
    if (wrong !== null) return wrong;
  }
  return null;
}
