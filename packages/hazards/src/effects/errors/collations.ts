import type { Catalog } from '../../catalog/catalog';
import type { Name } from '../../sql/names';
import { showName } from '../../sql/names';
import type { SqlType } from '../../sql/types';
import { showType, storedType } from '../../sql/types';
import type { PredictedError } from '../effect';
import { raise } from './raise';

const uncollated = new Set(
  'bool int2 int4 int8 numeric float4 float8 uuid date time timetz timestamp timestamptz interval money json jsonb bytea inet cidr oid xml point'.split(
    ' ',
  ),
);

/** Whether values of the type certainly have no collation: arrays have that of their elements. */
export const isUncollated = ({ schema, name }: SqlType): boolean =>
  schema === undefined && uncollated.has(name);

// Those of the operating system and of ICU are called after a language: `de_DE.utf8`, `en-x-icu`.
const born = /^(default|C|POSIX|ucs_basic|unicode|pg_c_utf8|pg_unicode_fast|[a-z]{2,3}([_-].*|\.\w+)?)$/;

/** COLLATE: one that is there, on a type whose values can be sorted by it. */
export function collationError(
  collation: Name | undefined,
  type: SqlType | null,
  catalog: Catalog,
): PredictedError | null {
  if (collation === undefined) return null;
  const missing = noCollation(collation, catalog);
  if (missing !== null) return missing;
  const base = type === null ? null : catalog.baseType(storedType(type));
  return base !== null && isUncollated(base)
    ? raise('42804', `collations are not supported by type ${showType(base)}`)
    : null;
}

export const noCollation = (collation: Name, catalog: Catalog): PredictedError | null =>
  catalog.routinesComplete &&
  !born.test(collation.name) &&
  (collation.schema === undefined || collation.schema !== 'pg_catalog') &&
  !catalog.collations.has(collation.name)
    ? raise('42704', `collation "${showName(collation)}" does not exist`)
    : null;
