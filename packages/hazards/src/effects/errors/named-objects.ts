import type { Catalog } from '../../catalog/catalog';
import type { ObjectKind } from '../../sql/actions';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { noCollation } from './collations';
import { typeError } from './named-types';
import { missingPublication } from './publications';
import { noTable, raise } from './raise';
import { routineError } from './routines';
import { knowsAll } from './types';

/** The error of a statement that names an object that is no table: OWNER TO, COMMENT ON. */
export function namedObjectError(
  object: ObjectKind,
  name: Name,
  signature: string | undefined,
  catalog: Catalog,
): PredictedError | null {
  switch (object) {
    case 'index':
      return knowsAll(catalog) && catalog.findIndex(name) === undefined && catalog.find(name) === undefined
        ? noTable(name.name)
        : null;
    case 'type':
    case 'domain':
      return typeError(object, name, catalog);
    case 'function':
      return routineError(name, signature, catalog);
    case 'schema':
      return catalog.complete && !catalog.hasSchema(name.name)
        ? raise('3F000', `schema "${name.name}" does not exist`)
        : null;
    case 'publication':
      return missingPublication(name.name, catalog);
    case 'collation':
      return noCollation(name, catalog);
    case 'statistics':
      return missingStatistics(name, catalog);
    case 'extension':
      return knowsAll(catalog) && name.name !== 'plpgsql' && !catalog.extensions.has(name.name)
        ? raise('42704', `extension "${name.name}" does not exist`)
        : null;
    default:
      return null;
  }
}

/** SQLSTATE 42704 for a statistics object that no table has. */
export function missingStatistics({ name }: Name, catalog: Catalog): PredictedError | null {
  const known = [...catalog.relations.values()].some(({ hooks }) =>
    hooks.some((hook) => hook.kind === 'statistics' && hook.name === name),
  );
  return catalog.complete && !known ? raise('42704', `statistics object "${name}" does not exist`) : null;
}
