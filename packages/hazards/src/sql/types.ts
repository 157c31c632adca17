import type { TypeName } from 'libpg-query';
import { textOf, textsOf } from './nodes';

/**
 * A column type in one shape, whether it comes from SQL (`VARCHAR(20)`) or from a catalog's `format_type()` (`character varying(20)`).
 * `name` is the internal name (`varchar`, `int4`, `timestamptz`); `schema` is set for types that are not PostgreSQL's own.
 */
export interface SqlType {
  readonly schema?: string;
  readonly name: string;
  readonly mods: readonly number[];
  readonly array: boolean;
  /** The fields that an interval keeps: `year to month`. */
  readonly fields?: string;
}

const aliases: Readonly<Record<string, string>> = {
  'character varying': 'varchar',
  character: 'bpchar',
  char: 'bpchar',
  integer: 'int4',
  int: 'int4',
  smallint: 'int2',
  bigint: 'int8',
  decimal: 'numeric',
  dec: 'numeric',
  real: 'float4',
  'double precision': 'float8',
  float: 'float8',
  boolean: 'bool',
  'bit varying': 'varbit',
  'timestamp without time zone': 'timestamp',
  'timestamp with time zone': 'timestamptz',
  'time without time zone': 'time',
  'time with time zone': 'timetz',
};

const builtins = new Set(
  `bool bytea char name int8 int2 int4 text oid xid cid tid json xml jsonb point lseg path box polygon line float4 float8 money macaddr
   inet cidr macaddr8 bpchar varchar date time timestamp timestamptz interval timetz bit varbit numeric uuid pg_lsn tsvector tsquery
   int4range int8range numrange tsrange tstzrange daterange int4multirange int8multirange nummultirange tsmultirange tstzmultirange
   datemultirange txid_snapshot pg_snapshot regclass regproc regtype regrole regnamespace xid8 jsonpath circle refcursor aclitem
   regprocedure regoper regoperator regconfig regdictionary regcollation`.match(/\S+/g),
);

/** Base types of widely used extensions: never domains, so never with a hidden constraint. */
const extensionTypes = new Set(
  'citext hstore ltree lquery cube vector halfvec sparsevec geometry geography'.split(' '),
);

/** The pseudo-types that are an integer with a sequence of its own. */
const serials: Readonly<Record<string, string>> = {
  serial: 'int4',
  serial4: 'int4',
  bigserial: 'int8',
  serial8: 'int8',
  smallserial: 'int2',
  serial2: 'int2',
};

export const isSerial = (type: SqlType): boolean => type.schema === undefined && type.name in serials;

/** The type that a column declared as `type` gets. */
export const storedType = (type: SqlType): SqlType =>
  isSerial(type) ? { ...type, name: serials[type.name] ?? type.name } : type;

/** Whether `type` is known not to be a domain without asking a catalog. */
export const isPlainType = (type: SqlType): boolean =>
  (type.schema === undefined && builtins.has(type.name)) || extensionTypes.has(type.name) || isSerial(type);

// citext is installed wherever the owner of the schema wants it, and pg_dump says where: it is the same type.
const isOwnSchema = (schema: string | undefined, name: string): boolean =>
  schema !== undefined && schema !== 'pg_catalog' && name !== 'citext';

/** Reads a type from the parse tree. */
export function typeOf(node: TypeName | undefined): SqlType {
  const parts = textsOf(node?.names);
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  const written = parts.at(-1) ?? '';
  const mods = (node?.typmods ?? []).map((mod) => Number(textOf(mod)));
  const array = (node?.arrayBounds ?? []).length > 0;
  if (isOwnSchema(schema, written)) return { schema, name: written, mods, array };
  // The keyword CHAR is read as bpchar: what is called char here is the type "char", one byte.
  const name = written === 'char' ? written : (aliases[written] ?? written);
  return name === 'interval' ? { name, array, ...intervalParts(mods) } : { name, mods, array };
}

// The bits of the units in the mask that INTERVAL carries in front of its precision (INTERVAL_MASK in datetime.h).
const units: readonly (readonly [bit: number, unit: string])[] = [
  [1 << 2, 'year'],
  [1 << 1, 'month'],
  [1 << 3, 'day'],
  [1 << 10, 'hour'],
  [1 << 11, 'minute'],
  [1 << 12, 'second'],
];

function intervalParts([mask, ...mods]: readonly number[]): Pick<SqlType, 'mods' | 'fields'> {
  // All bits: every field is kept.
  if (mask === undefined || mask === 0x7fff) return { mods };
  const kept = units.filter(([bit]) => (mask & bit) !== 0).map(([, unit]) => unit);
  return { mods, fields: [...new Set([kept[0], kept.at(-1)])].join(' to ') };
}

const formatted = /^(?<head>[^()[\]]+?)\s*(?:\((?<mods>[^)]*)\))?(?<tail>[^()[\]]*)(?<array>(?:\[\])*)$/;
const quotedPart = /"(?:[^"]|"")*"|[^.]+/g;

const read = new Map<string, SqlType>();

/** Reads the text of `format_type()`: `numeric(10,2)`, `timestamp(3) with time zone`, `core."Stage"`, `text[]`. Thousands of columns have a few types. */
export function parseFormattedType(text: string): SqlType {
  const known = read.get(text) ?? readFormatted(text);
  read.set(text, known);
  return known;
}

function readFormatted(text: string): SqlType {
  const match = formatted.exec(text.trim());
  const groups = match?.groups ?? {};
  const head = `${groups['head'] ?? text}${groups['tail'] ?? ''}`.trim();
  const mods = (groups['mods'] ?? '')
    .split(',')
    .filter((mod) => mod.trim() !== '')
    .map(Number);
  const array = (groups['array'] ?? '') !== '';
  const parts = (head.match(quotedPart) ?? [head]).map((part) =>
    part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase(),
  );
  const name = parts.at(-1) ?? head;
  const schema = parts.length > 1 ? parts.at(-2) : undefined;
  if (isOwnSchema(schema, name)) return { schema, name, mods, array };
  const fields = /^interval (.+)$/i.exec(head)?.[1];
  if (fields !== undefined) return { name: 'interval', mods, array, fields: fields.toLowerCase() };
  return { name: head === '"char"' ? 'char' : (aliases[name] ?? name), mods, array };
}

/** The type as a person would write it. */
export function showType(type: SqlType): string {
  const own = type.fields === undefined ? type.name : `${type.name} ${type.fields}`;
  const name = type.schema === undefined ? own : `${type.schema}.${own}`;
  return `${name}${type.mods.length > 0 ? `(${type.mods.join(',')})` : ''}${type.array ? '[]' : ''}`;
}

export const sameType = (a: SqlType, b: SqlType): boolean => showType(a) === showType(b);
