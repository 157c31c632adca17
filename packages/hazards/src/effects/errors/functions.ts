import { builtinVolatility } from '../../catalog/builtin-functions';
import type { Catalog } from '../../catalog/catalog';
import type { Name } from '../../sql/names';
import { isPlainType } from '../../sql/types';
import { knowsAll } from './types';

// What PostgreSQL has besides those whose volatility is known, by the shape of their names: support functions of types, indexes,
// encodings and the like are many, and nobody's own function is likely to be called so.
const shapes =
  /^(_|pg_|RI_FKey_|dist_|close_|on_p|on_s|prsd_|bt|hash|gist|gin|brin|spg|reg|abstime|reltime|tinterval|date|time|int\d|float\d|array_|json|jsonb|range_|multirange_|enum_|record_|text|bool|char|name|bpchar|varchar|varbit|bytea|oid|xid|cid|tid|uuid|macaddr|network|inet|cidr|ts|lo_|aclitem|acl|gts|smgr|plpgsql_|query_to_|cursor_to_|xml|money|cash|numeric|interval|bit|box|circle|poly|line|lseg|path|point|set_)|(_to_|_in|_out|_recv|_send|in|out|recv|send|transfn|finalfn|_final|_accum|_support|sel|_cmp|_eq|_ne|_lt|_le|_gt|_ge|_handler|_validator)/;

const rest = new Set(
  `nextval setval currval lastval setseed in_range starts_with suppress_redundant_updates_trigger unique_key_recheck amvalidate
   currtid currtid2 dcbrt dpow dsqrt mktinterval mul_d_interval integer_pl_date system satisfies_hash_partition ordered_set_transition
   any_value greatest least nullif loread lowrite arrayoverlap anytextcat bernoulli ordered_set_transition_multi flt4_mul_cash
   flt8_mul_cash to_regtypemod icu_unicode_version has_largeobject_privilege`.match(/\S+/g),
);

/** Functions that came after PostgreSQL 11 and are widely used, with the major that brought them. */
const newer: Readonly<Record<string, number>> = {
  gen_random_uuid: 13,
  uuidv4: 18,
  uuidv7: 18,
  trim_array: 14,
  date_bin: 14,
  bit_count: 14,
  string_to_table: 14,
  unistr: 14,
  regexp_count: 15,
  regexp_instr: 15,
  regexp_like: 15,
  regexp_substr: 15,
  random_normal: 16,
  date_add: 16,
  date_subtract: 16,
  array_shuffle: 16,
  array_sample: 16,
  any_value: 16,
  json_scalar: 16,
  json_serialize: 17,
  to_bin: 17,
  to_oct: 17,
  min_scale: 13,
  trim_scale: 13,
  gcd: 13,
  lcm: 13,
};

/** Whether a function that came after PostgreSQL 11 is brought by none of the extensions that there are. */
const isOnlyBuiltin = (name: string, catalog: Catalog): boolean =>
  newer[name] !== undefined &&
  catalog.routinesSeen &&
  knowsAll(catalog) &&
  !(name === 'gen_random_uuid' && catalog.extensions.has('pgcrypto'));

/** Whether no function, type or column can be meant by a call. */
export function isNoFunction(
  name: Name,
  catalog: Catalog,
  serverMajor: number,
  columns: ReadonlySet<string> = new Set(),
): boolean {
  const knows = catalog.routinesComplete || (name.schema === undefined && isOnlyBuiltin(name.name, catalog));
  if (!knows || catalog.findFunction(name) !== undefined) return false;
  if (catalog.findType(name) !== undefined || catalog.find(name) !== undefined || columns.has(name.name))
    return false;
  // What the grammar makes of its own syntax is PostgreSQL's own.
  if (name.schema === 'pg_catalog' || name.schema === 'information_schema') return false;
  if (name.schema !== undefined) return true;
  const since = newer[name.name];
  if (since !== undefined) return serverMajor < since;
  return !mayBeBuiltin(name.name);
}

/** Whether PostgreSQL may have a function of that name itself, or a type that is called like one. */
export function mayBeBuiltin(name: string): boolean {
  if (isPlainType({ name, mods: [], array: false })) return true;
  const fromExtension = builtinVolatility({ schema: '?', name }) !== 'unknown';
  if (fromExtension) return false;
  return builtinVolatility({ name }) !== 'unknown' || rest.has(name) || shapes.test(name);
}
