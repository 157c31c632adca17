import type { Node } from 'libpg-query';
import { nameOf, textsOf } from '../nodes';
import type { SqlType } from '../types';
import { typeOf } from '../types';

const plain = (name: string): SqlType => ({ name, mods: [], array: false });

// What functions give that stand in defaults and in USING, in every overload of them.
const results: Readonly<Record<string, string>> = {
  ...{ now: 'timestamptz', clock_timestamp: 'timestamptz', statement_timestamp: 'timestamptz' },
  ...{ transaction_timestamp: 'timestamptz', gen_random_uuid: 'uuid', uuid_generate_v4: 'uuid' },
  ...{ uuid_generate_v1: 'uuid', uuidv4: 'uuid', uuidv7: 'uuid', nextval: 'int8', random: 'float8' },
  ...{ to_jsonb: 'jsonb', jsonb_build_object: 'jsonb', jsonb_build_array: 'jsonb', jsonb_set: 'jsonb' },
  ...{ to_json: 'json', json_build_object: 'json', row_to_json: 'json', json_build_array: 'json' },
  ...{ to_tsvector: 'tsvector', convert_to: 'bytea', decode: 'bytea', md5: 'text', concat: 'text' },
  ...{ concat_ws: 'text', initcap: 'text', encode: 'text', to_char: 'text', current_database: 'name' },
  ...{ quote_ident: 'text', format: 'text', replace: 'text', regexp_replace: 'text', char_length: 'int4' },
};

// SQLValueFunction: what the grammar has a word of its own for.
const words: readonly (readonly [op: RegExp, type: string])[] = [
  [/CURRENT_DATE$/, 'date'],
  [/CURRENT_TIMESTAMP/, 'timestamptz'],
  [/LOCALTIMESTAMP/, 'timestamp'],
  [/CURRENT_TIME/, 'timetz'],
  [/LOCALTIME/, 'time'],
  [/(USER|ROLE|CATALOG|SCHEMA)$/, 'name'],
];

/** The type of an expression that says it itself: a cast, a column, or a function that gives one type only; null for anything else. */
export function expressionType(
  node: Node | undefined,
  column: (name: string, table: string | null) => SqlType | null,
): SqlType | null {
  if (node === undefined) return null;
  if ('TypeCast' in node) return typeOf(node.TypeCast.typeName);
  if ('SQLValueFunction' in node) {
    const { op = '' } = node.SQLValueFunction;
    const found = words.find(([pattern]) => pattern.test(op.replace(/_N$/, '')));
    return found === undefined ? null : plain(found[1]);
  }
  if ('FuncCall' in node) {
    const { schema, name } = nameOf(node.FuncCall.funcname);
    const known = schema === undefined || schema === 'pg_catalog' ? results[name] : undefined;
    return known === undefined ? null : plain(known);
  }
  if ('CollateClause' in node) return expressionType(node.CollateClause.arg, column);
  if (!('ColumnRef' in node)) return null;
  const parts = textsOf(node.ColumnRef.fields);
  return parts.length > 2 ? null : column(parts.at(-1) ?? '', parts.length === 2 ? (parts[0] ?? '') : null);
}
