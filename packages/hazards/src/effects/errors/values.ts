import type { Node } from 'libpg-query';
import type { Catalog } from '../../catalog/catalog';
import type { NamedType } from '../../catalog/model';
import { textOf } from '../../sql/nodes';
import type { SqlType } from '../../sql/types';
import { showType, storedType, typeOf } from '../../sql/types';
import type { Conditions, PredictedError } from '../effect';
import { relationTextError, schemaTextError } from './named-in-text';
import { raise } from './raise';

/** A value that is written out and that the column cannot take; what has to be computed is not looked at. */
export function constantError(
  expression: Node | undefined,
  type: SqlType | null,
  catalog: Catalog,
  conditions: Conditions,
  evaluated = false,
): PredictedError | null {
  if (expression === undefined || type === null) return null;
  if ('TypeCast' in expression) {
    const { arg, typeName } = expression.TypeCast;
    // Only a text is read as what it is cast to; what else is cast is converted.
    return arg !== undefined && 'A_Const' in arg && arg.A_Const.sval !== undefined
      ? constantError(arg, { ...typeOf(typeName), mods: [] }, catalog, conditions)
      : null;
  }
  if (!('A_Const' in expression)) return null;
  const { sval, boolval, ival, fval } = expression.A_Const;
  const text = textOf(expression);
  if (sval !== undefined) return textError(text, type, catalog, conditions, evaluated);
  const base = catalog.baseType(storedType(type));
  const kind = boolval === undefined ? 'numeric' : 'boolean';
  const taken = kind === 'boolean' ? 'bool' : 'number';
  if (ival === undefined && fval === undefined && boolval === undefined) return null;
  if (refuses(base, taken, catalog))
    return raise(
      '42804',
      `column is of type ${showType(base)} but default expression is of type ${kind === 'boolean' ? 'boolean' : 'integer'}`,
    );
  return evaluated && kind === 'numeric' && base === storedType(type)
    ? numberError(Number(text), base)
    : null;
}

const unlikeNumbers = new Set(
  'bool uuid date timestamp timestamptz time timetz interval json jsonb inet cidr bytea point bit varbit tsvector xml macaddr'.split(
    ' ',
  ),
);
const unlikeBooleans = new Set(
  'int2 int4 int8 numeric float4 float8 uuid date timestamp timestamptz time timetz interval json jsonb inet'.split(
    ' ',
  ),
);

function refuses(type: SqlType, given: 'bool' | 'number', catalog: Catalog): boolean {
  if (type.array) return true;
  if (type.schema === undefined && (given === 'bool' ? unlikeBooleans : unlikeNumbers).has(type.name))
    return true;
  return catalog.findType(type)?.kind === 'enum';
}

// A double does not tell the greatest bigint from the one above it: both are 2 ** 63. What is beyond for certain begins at the next double.
const BEYOND_BIGINT = 2 ** 63 + 2048;
const bounds: Readonly<Record<string, number>> = { int2: 2 ** 15, int4: 2 ** 31, int8: BEYOND_BIGINT };

function numberError(value: number, { name, mods }: SqlType): PredictedError | null {
  const bound = bounds[name];
  if (bound !== undefined && (Math.round(value) >= bound || Math.round(value) < -bound))
    return raise('22003', `${name} out of range`);
  const [precision, scale = 0] = mods;
  return name === 'numeric' && precision !== undefined && Math.abs(value) >= 10 ** (precision - scale)
    ? raise('22003', 'numeric field overflow')
    : null;
}

/** The error of a text that is read as a value of the type. */
export function textError(
  text: string,
  type: SqlType,
  catalog: Catalog,
  conditions: Conditions,
  evaluated = false,
): PredictedError | null {
  const own = storedType(type);
  const base = catalog.baseType(own);
  if (base.array) return arrayError(text, base, catalog, conditions);
  const named = catalog.findType(base);
  if (named !== undefined) return labelError(text, named, catalog, conditions);
  if (base.schema !== undefined) return null;
  if (base.name === 'regclass') return relationTextError(text, catalog, conditions);
  if (base.name === 'regnamespace') return schemaTextError(text, catalog);
  const problem = readers[base.name]?.(text, conditions.serverMajor) ?? null;
  if (problem !== null) return raise(problem, `invalid input for type ${showType(base)}: "${text}"`);
  if (!evaluated || base !== own) return null;
  const [length] = base.mods;
  const cut = base.name === 'varchar' || base.name === 'bpchar';
  if (cut && length !== undefined && [...text.trimEnd()].length > length)
    return raise('22001', `value too long for type ${showType(base)}`);
  return base.name === 'numeric' ? numberError(Number(text), base) : null;
}

/** A label that the enum does not have, or that the transaction has only just added. */
function labelError(
  text: string,
  type: NamedType,
  catalog: Catalog,
  { serverMajor, inTransaction }: Conditions,
): PredictedError | null {
  if (type.kind !== 'enum' || type.labels === undefined) return null;
  if (!type.labels.includes(text))
    return raise('22P02', `invalid input value for enum ${type.name}: "${text}"`);
  const { labels, made } = catalog.unfinished;
  // From PostgreSQL 17 on those of a type that the transaction made are safe.
  const safe = !inTransaction || serverMajor < 12 || (serverMajor >= 17 && made.has(type));
  return !safe && labels.get(type)?.has(text) === true
    ? raise('55P04', `unsafe use of new value "${text}" of enum type ${type.name}`)
    : null;
}

function arrayError(
  text: string,
  type: SqlType,
  catalog: Catalog,
  conditions: Conditions,
): PredictedError | null {
  const trimmed = text.trim();
  if (!/^(\{|\[[-+\d:[\]\s]+\]\s*=).*\}$/s.test(trimmed))
    return raise('22P02', `malformed array literal: "${text}"`);
  const plain = /^\{([^{}"\\]*)\}$/.exec(trimmed)?.[1];
  if (plain === undefined || plain.trim() === '') return null;
  for (const each of plain.split(',').map((part) => part.trim())) {
    const element = { ...type, array: false };
    const problem = each.toUpperCase() === 'NULL' ? null : textError(each, element, catalog, conditions);
    if (problem !== null) return problem;
  }
  return null;
}

type Reader = (text: string, serverMajor: number) => string | null;

// From PostgreSQL 16 on also in hexadecimal, octal and binary, and with underscores between the figures.
const plainWhole = /^\s*[-+]?\d+\s*$/;
const anyWhole = /^\s*[-+]?(0x(_?[\da-f])+|0o(_?[0-7])+|0b(_?[01])+|\d(_?\d)*)\s*$/i;

const whole: Reader = (text, major) => ((major < 16 ? plainWhole : anyWhole).test(text) ? null : '22P02');
const bounded =
  (bound: number): Reader =>
  (text, major) =>
    whole(text, major) ?? (Number(text) >= bound || Number(text) < -bound ? '22003' : null);
const decimal = /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i;
const numeric: Reader = (text, major) => {
  if (decimal.test(text) || /^\s*nan\s*$/i.test(text)) return null;
  if (major >= 14 && /^\s*[-+]?inf(inity)?\s*$/i.test(text)) return null;
  // What stands between the figures is left to the server.
  return major >= 16 && (anyWhole.test(text) || /\d_\d/.test(text)) ? null : '22P02';
};
// Hexadecimal is for the library of the server to read.
const float: Reader = (text) =>
  decimal.test(text) || /^\s*[-+]?(nan|inf(inity)?|0x.*)\s*$/i.test(text) ? null : '22P02';

const specials = /^(now|today|tomorrow|yesterday|epoch|allballs|[-+]?infinity|now\(\))$/i;
const isDay = (text: string): boolean => {
  const [, year = 0, month = 0, day = 0] = (/^(\d{4})-(\d\d)-(\d\d)/.exec(text) ?? []).map(Number);
  return (
    year === 0 ||
    (month >= 1 && month <= 12 && day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate())
  );
};
const lengthOfTime = /^[-+]?\d+\s*(second|minute|hour|day|week|month|year)s?$/i;
const moment: Reader = (text) => {
  const word = text.trim();
  if (specials.test(word)) return null;
  // Words alone are no point in time, and neither is a length of time; how figures are read is the server's affair.
  if (!/\d/.test(word) || lengthOfTime.test(word)) return '22007';
  return isDay(word) ? null : '22008';
};

const json: Reader = (text) => {
  try {
    JSON.parse(text);
    return null;
  } catch {
    return '22P02';
  }
};

// Its figures stand in fours, with a dash behind any of them or none.
const uuid = /^(\{([\da-f]{4}-?){7}[\da-f]{4}\}|([\da-f]{4}-?){7}[\da-f]{4})$/i;

const readers: Readonly<Record<string, Reader>> = {
  int2: bounded(2 ** 15),
  int4: bounded(2 ** 31),
  int8: bounded(BEYOND_BIGINT),
  numeric,
  float4: float,
  float8: float,
  bool: (text) =>
    /^\s*(t|tr|tru|true|y|ye|yes|on|1|f|fa|fal|fals|false|n|no|of|off|0)\s*$/i.test(text) ? null : '22P02',
  uuid: (text) => (uuid.test(text) ? null : '22P02'),
  date: moment,
  timestamp: moment,
  timestamptz: moment,
  json,
  jsonb: json,
  inet: (text) => (/[.:\d]/.test(text) ? null : '22P02'),
};
