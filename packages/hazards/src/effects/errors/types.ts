import { isBuiltin } from '../../catalog/casts';
import type { Catalog } from '../../catalog/catalog';
import type { SqlType } from '../../sql/types';
import { isPlainType, showType } from '../../sql/types';
import type { PredictedError } from '../effect';
import { raise } from './raise';
import { noSchema } from './schemas';

// Extensions that bring no type, or only those that `isPlainType` knows, and no table.
const quiet = new Set(
  `plpgsql uuid-ossp pgcrypto pg_trgm btree_gin btree_gist unaccent fuzzystrmatch citext hstore ltree vector tablefunc
   pg_stat_statements`.match(/\S+/g),
);

/** Whether a relation or a type that is not in the model does not exist. */
export const knowsAll = (catalog: Catalog): boolean =>
  catalog.complete && [...catalog.extensions].every((name) => quiet.has(name));

/** SQLSTATE 22023: a length or a precision that the type cannot have. */
function lengthError({ schema, name, mods, array }: SqlType, serverMajor: number): PredictedError | null {
  const [first, second = 0] = mods;
  if (first === undefined || schema !== undefined || Number.isNaN(first) || Number.isNaN(second)) return null;
  const wrong = raise('22023', `type ${showType({ name, mods, array })} cannot be so long`);
  const longest = lengths[name];
  if (longest !== undefined) return first < 1 || first > longest ? wrong : null;
  if (name !== 'numeric') return null;
  const [least, most] = serverMajor < 15 ? [0, first] : [-1000, 1000];
  return first < 1 || first > 1000 || second < least || second > most || mods.length > 2 ? wrong : null;
}

const lengths: Readonly<Record<string, number>> = {
  varchar: 10_485_760,
  bpchar: 10_485_760,
  bit: 83_886_080,
  varbit: 83_886_080,
};

const measured = new Set([
  ...Object.keys(lengths),
  ...'numeric time timetz timestamp timestamptz interval'.split(' '),
]);

/** SQLSTATE 42601: a length of a type that has none. */
function modifierError(type: SqlType, catalog: Catalog): PredictedError | null {
  if (type.mods.length === 0) return null;
  const none = catalog.findType(type) === undefined ? isBuiltin(type) && !measured.has(type.name) : true;
  return none ? raise('42601', `type modifier is not allowed for type "${type.name}"`) : null;
}

const fromExtension = new Set(
  'citext hstore ltree lquery cube vector halfvec sparsevec geometry geography'.split(' '),
);

/** SQLSTATE 42704 for a type that nobody made, or that is younger than the server. */
export function missingType(type: SqlType, catalog: Catalog, serverMajor: number): PredictedError | null {
  const length = modifierError(type, catalog) ?? lengthError(type, serverMajor);
  if (length !== null) return length;
  if (!knowsAll(catalog)) return null;
  const missing = raise('42704', `type "${showType(type)}" does not exist`);
  if (catalog.findType(type) !== undefined || catalog.find(type) !== undefined) return null;
  if (isBuiltin(type) && !isBuiltin(type, serverMajor)) return missing;
  if (type.schema === undefined && fromExtension.has(type.name))
    return catalog.extensions.size === 0 ? missing : null;
  if (isPlainType(type) || type.name === '' || isInternal(type)) return null;
  return noSchema(type, catalog) ?? missing;
}

// PostgreSQL's own that no table has a column of, as a rule: names of arrays, catalogs and pseudo-types.
const isInternal = ({ schema, name }: SqlType): boolean =>
  schema === 'information_schema' ||
  (schema === undefined && (/^(_|pg_|reg)/.test(name) || internal.has(name)));

const internal = new Set(
  `aclitem any anyarray anycompatible anycompatiblearray anycompatiblemultirange anycompatiblenonarray anycompatiblerange anyelement
   anyenum anymultirange anynonarray anyrange bit cidr circle cstring event_trigger fdw_handler gtsvector index_am_handler int2vector
   internal language_handler oidvector record refcursor table_am_handler trigger tsm_handler unknown void abstime reltime tinterval
   smgr opaque trigger`.match(/\S+/g),
);
