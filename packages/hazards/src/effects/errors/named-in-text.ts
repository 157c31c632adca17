import type { Catalog } from '../../catalog/catalog';
import type { Name } from '../../sql/names';
import type { Conditions, PredictedError } from '../effect';
import { noTable, raise } from './raise';
import { isSystemSchema } from './system-names';
import { knowsAll } from './types';

/** A name as it is written in a text (`stringToQualifiedNameList`), of one part or two; null where it is none, or is not followed. */
function nameIn(text: string): Name | null {
  const parts =
    /^\s*(?:(?<schema>"(?:[^"]|"")+"|[a-z_][\w$]*)\s*\.\s*)?(?<name>"(?:[^"]|"")+"|[a-z_][\w$]*)\s*$/i.exec(
      text,
    )?.groups;
  if (parts === undefined) return null;
  const read = (part: string): string =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase();
  const { schema, name = '' } = parts;
  // The server cuts what is longer.
  if ([schema, name].some((part) => (part ?? '').length > 63)) return null;
  return { ...(schema === undefined ? {} : { schema: read(schema) }), name: read(name) };
}

/** SQLSTATE 42P01 for the name of a relation, written as a text, that nobody made. */
export function relationTextError(
  text: string,
  catalog: Catalog,
  { serverMajor }: Conditions,
): PredictedError | null {
  const name = nameIn(text);
  if (name === null || !knowsAll(catalog)) return null;
  const { schema } = name;
  if (schema === undefined ? name.name.startsWith('pg_') : isSystemSchema(schema)) return null;
  if (schema !== undefined && !catalog.hasSchema(schema))
    return serverMajor < 16 ? raise('3F000', `schema "${schema}" does not exist`) : noTable(name.name);
  const stands =
    catalog.find(name) !== undefined ||
    catalog.findIndex(name) !== undefined ||
    catalog.findType(name) !== undefined;
  return stands ? null : noTable(name.name);
}

/** SQLSTATE 3F000 for the name of a schema, likewise. */
export function schemaTextError(text: string, catalog: Catalog): PredictedError | null {
  const name = nameIn(text);
  if (name === null || name.schema !== undefined || !catalog.complete) return null;
  return isSystemSchema(name.name) || catalog.hasSchema(name.name)
    ? null
    : raise('3F000', `schema "${name.name}" does not exist`);
}
