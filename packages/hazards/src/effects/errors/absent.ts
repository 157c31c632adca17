import type { Catalog } from '../../catalog/catalog';
import type { Name } from '../../sql/names';
import type { PredictedError } from '../effect';
import { isNoFunction } from './functions';
import { noTable, raise } from './raise';
import { noSchema } from './schemas';
import { isSystemSchema } from './system-names';
import { knowsAll } from './types';

export const isSystem = ({ schema, name }: Name): boolean =>
  schema === undefined ? name.startsWith('pg_') : isSystemSchema(schema);

/** SQLSTATE 42P01 for a table that nobody made. */
export const missingTable = (name: Name, catalog: Catalog): PredictedError | null =>
  isSystem(name) || !catalog.lacks(name) || (catalog.complete && !knowsAll(catalog))
    ? null
    : catalog.findIndex(name) === undefined
      ? noTable(name.name)
      : raise('42809', `"${name.name}" is an index`);

/** SQLSTATE 42883 for a function that nobody made, 3F000 where there is not even its schema. */
export const noFunction = (name: Name, catalog: Catalog): PredictedError =>
  noSchema(name, catalog) ?? raise('42883', `function ${name.name}() does not exist`);

/** The same, where neither a function nor a type nor a column can be meant. */
export const missingFunction = (
  name: Name,
  catalog: Catalog,
  serverMajor: number,
  columns?: ReadonlySet<string>,
): PredictedError | null =>
  isNoFunction(name, catalog, serverMajor, columns) ? noFunction(name, catalog) : null;
