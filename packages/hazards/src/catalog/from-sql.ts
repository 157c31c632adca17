import type { ParseProblem } from '../sql/parser';
import { parseText } from '../sql/parser';
import { readStatement } from '../sql/read/statement';
import { applyAction } from './apply';
import { Catalog } from './catalog';

export type SchemaOutcome =
  { readonly ok: true; readonly catalog: Catalog } | { readonly ok: false; readonly problem: ParseProblem };

/**
 * Builds the model from the SQL of a schema, such as `pg_dump --schema-only` writes. What is not in it does not exist; the size of every
 * table is unknown.
 */
export function catalogFromSql(schema: string, searchPath: readonly string[] = ['public']): SchemaOutcome {
  const outcome = parseText(schema);
  if (!outcome.ok) return outcome;
  const catalog = new Catalog(searchPath, ['public'], true);
  for (const { node, sql } of outcome.statements)
    for (const action of readStatement(node, sql)) applyAction(catalog, action);
  catalog.settle();
  catalog.setSearchPath(searchPath);
  return { ok: true, catalog };
}
