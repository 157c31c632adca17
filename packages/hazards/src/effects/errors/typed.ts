import type { Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import { typeExpression } from '../../catalog/typing/expression';
import { subqueryTypes } from '../../catalog/typing/query';
import type { Kind } from '../../catalog/typing/kinds';
import type { SqlType } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { firstOf } from './queries';
import { missingType } from './types';

/** What the types in an expression tell. */
export interface Told {
  /** Of operators, functions and casts that there are none of, and of texts that are no value of the type that is asked for. */
  readonly error: PredictedError | null;
  /** What it gives; a value of a domain is one of what is below it. */
  readonly kind: Kind;
  /** Whether it is not IMMUTABLE; undefined where a part is not known. */
  readonly changes: boolean | undefined;
}

/**
 * The errors that the types in an expression cause.
 *
 * @param condition what the server calls it, where it has to be true or false
 */
export function typesTell(
  expression: Node,
  column: (name: string, table: string | null) => SqlType | null,
  catalog: Catalog,
  conditions: Conditions,
  condition?: string,
): Told {
  if (!catalog.operatorsSeen) return { error: null, kind: null, changes: undefined };
  const { serverMajor: major } = conditions;
  const { typed, findings } = typeExpression(expression, {
    catalog,
    major,
    column,
    noType: (type) => missingType(type, catalog, major),
    subquery: ({ subselect }) => subqueryTypes(subselect, column, catalog, major),
  });
  if (condition !== undefined) findings.boolean(typed, condition);
  const { problems, complete, changes } = findings;
  const error = firstOf(problems, catalog, conditions);
  return { error, kind: typed.kind, changes: changes || (complete ? false : undefined) };
}
