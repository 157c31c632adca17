import type { SqlType } from '../../sql/types';
import type { Kind } from './kinds';
import { plain, showKind } from './kinds';

const fixed: Readonly<Record<string, string>> = {
  ...{ count: 'int8', row_number: 'int8', rank: 'int8', dense_rank: 'int8', regr_count: 'int8' },
  ...{ bool_and: 'bool', bool_or: 'bool', every: 'bool', string_agg: 'text' },
  ...{ json_agg: 'json', json_object_agg: 'json', jsonb_agg: 'jsonb', jsonb_object_agg: 'jsonb' },
};

// Of the types that have a form of their own.
const sums: Readonly<Record<string, string>> = {
  ...{ int2: 'int8', int4: 'int8', int8: 'numeric', numeric: 'numeric' },
  ...{ float4: 'float4', float8: 'float8', interval: 'interval', money: 'money' },
};
const means: Readonly<Record<string, string>> = {
  ...{ int2: 'numeric', int4: 'numeric', int8: 'numeric', numeric: 'numeric' },
  ...{ float4: 'float8', float8: 'float8', interval: 'interval' },
};
const extremes: Readonly<Record<string, string>> = {
  ...{ int2: 'int2', int4: 'int4', int8: 'int8', numeric: 'numeric', float4: 'float4', float8: 'float8' },
  ...{ text: 'text', varchar: 'text', bpchar: 'bpchar', date: 'date', time: 'time', timetz: 'timetz' },
  ...{ timestamp: 'timestamp', timestamptz: 'timestamptz', interval: 'interval', inet: 'inet', oid: 'oid' },
};

const names = new Set(
  `count sum avg min max array_agg string_agg bool_and bool_or every json_agg jsonb_agg json_object_agg jsonb_object_agg bit_and bit_or
   xmlagg corr covar_pop covar_samp regr_count stddev stddev_pop stddev_samp variance var_pop var_samp mode percentile_cont
   percentile_disc`.match(/\S+/g),
);

/** Whether a name is that of one of PostgreSQL's own aggregates. */
export const isAggregate = (name: string): boolean => names.has(name);

/** What an aggregate or a window function of PostgreSQL's own gives; null where it is none of the usual ones. */
export function aggregated(name: string, kinds: readonly Kind[]): SqlType | null {
  const always = fixed[name];
  if (always !== undefined) return plain(always);
  const [kind] = kinds;
  if (kind === undefined || kind === null || kind === 'unknown') return null;
  if (name === 'array_agg') return kind.array ? kind : { ...kind, array: true };
  if (name === 'min' || name === 'max') {
    if (kind.array || kind.schema !== undefined) return kind;
    return named(extremes, kind);
  }
  if (name === 'sum') return named(sums, kind);
  return name === 'avg' ? named(means, kind) : null;
}

function named(results: Readonly<Record<string, string>>, kind: SqlType): SqlType | null {
  const found = kind.array || kind.schema !== undefined ? undefined : results[showKind(kind)];
  return found === undefined ? null : plain(found);
}
