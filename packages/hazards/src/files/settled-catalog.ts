import { applyAction } from '../catalog/apply';
import { Catalog } from '../catalog/catalog';
import type { Action } from '../sql/actions';
import { placesIn } from '../sql/positions';
import { readStatement } from '../sql/read/statement';
import type { SchemaProblem, SqlFile } from './contract';
import { asSetting } from './search-path';
import { splitText } from './split';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const defaultPath = ['public'];

/** Takes everything that the catalog knows for what stood before; how big it has become since is not known. */
export function settle(catalog: Catalog): void {
  for (const relation of catalog.relations.values()) {
    const settled: Writable<typeof relation> = relation;
    settled.origin = 'before';
    settled.rows = null;
    settled.bytes = null;
    relation.ties.clear();
    for (const part of [relation.columns, relation.constraints, relation.indexes])
      for (const each of part.values()) (each as Writable<typeof each>).origin = 'before';
  }
  for (const type of catalog.types.values()) {
    (type as Writable<typeof type>).origin = 'before';
    type.addedValues.clear();
  }
  catalog.made.clear();
  catalog.ownedSequences.clear();
}

/** Makes catalogs that hold what a schema file creates, each a fresh one. */
export interface SchemaSource {
  readonly searchPath: readonly string[];
  fresh(): Catalog;
}

/** @param schema left out: nothing is known, and any relation may exist */
export function schemaSource(schema: SqlFile | undefined): SchemaSource | SchemaProblem {
  const actions: Action[] = [];
  const { parts } = splitText(schema?.text ?? '');
  let searchPath: readonly string[] = defaultPath;
  for (const part of parts) {
    const outcome = asSetting(part.outcome);
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
  return {
    searchPath,
    fresh: () => {
      const catalog = new Catalog(defaultPath);
      for (const action of actions) applyAction(catalog, action);
      settle(catalog);
      catalog.setSearchPath(searchPath);
      return catalog;
    },
  };
}
