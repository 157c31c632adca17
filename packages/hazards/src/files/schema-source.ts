import { applyAction } from '../catalog/apply';
import { Catalog } from '../catalog/catalog';
import type { Action } from '../sql/actions';
import { placesIn } from '../sql/positions';
import { readStatement } from '../sql/read/statement';
import type { SchemaProblem, SqlFile } from './contract';
import { asSetting } from './search-path';
import { readParts } from './split';

const defaultPath = ['public'];

/** Makes catalogs that hold what a schema file creates, each a fresh one. */
export interface SchemaSource {
  readonly searchPath: readonly string[];
  /** Whether what is not in the schema does not exist. */
  readonly complete: boolean;
  fresh(): Catalog;
}

// What these create cannot be seen.
const hides = (action: Action): boolean =>
  action.kind === 'opaque-code' || (action.kind === 'unknown' && action.makes === undefined);

/** @param schema left out: nothing is known, and any relation may exist */
export function schemaSource(schema: SqlFile | undefined): SchemaSource | SchemaProblem {
  const actions: Action[] = [];
  let searchPath: readonly string[] = defaultPath;
  for (const { part, outcome: read } of readParts(schema?.text ?? '')) {
    const outcome = asSetting(read);
    if (!outcome.ok) {
      const place = placesIn(schema?.text ?? '')(part.start + (outcome.problem.position ?? 0));
      return { ...place, message: outcome.problem.message };
    }
    for (const { node, sql } of outcome.statements) {
      for (const action of readStatement(node, sql)) {
        actions.push(action);
        if (action.kind === 'setting' && action.name === 'search_path' && !action.local)
          searchPath = action.value === null ? defaultPath : action.values;
      }
    }
  }
  // pg_dump empties the path for its own session; nobody wants that for the files that follow.
  if (searchPath.every((each) => each === '')) searchPath = defaultPath;
  const complete = schema !== undefined && !actions.some(hides);
  return {
    searchPath,
    complete,
    fresh: () => {
      const catalog = new Catalog(defaultPath, ['public'], complete);
      for (const action of actions) applyAction(catalog, action);
      catalog.forgetLost();
      catalog.nextRecording(searchPath);
      return catalog;
    },
  };
}
