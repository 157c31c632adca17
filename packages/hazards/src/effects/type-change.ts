import type { Node } from 'libpg-query';
import { pathwayOf } from '../catalog/casts';
import { textOf } from '../sql/nodes';
import type { SqlType } from '../sql/types';
import { sameType, typeOf } from '../sql/types';

/**
 * What a change of a column's type costs: `free` (the same bytes on disk), `rewrite` (every row is written again, no value is lost),
 * `refuses` (written again; a value that does not fit stops the statement) or `lossy` (written again; a value may be cut, rounded or
 * turned into another without a word). Measured on PostgreSQL 11 to 18.
 */
export type TypeChange = 'free' | 'rewrite' | 'refuses' | 'lossy';

const integers = ['int2', 'int4', 'int8'];
const timed = ['timestamp', 'timestamptz', 'time', 'timetz', 'interval'];

/** What the cost of a change depends on besides the types. */
interface Session {
  readonly serverMajor?: number;
  readonly timeZone?: string;
}

/** Classifies a change without USING; both types must be known. */
export function classifyTypeChange(from: SqlType, to: SqlType, session: Session = {}): TypeChange {
  if (sameType(from, to)) return 'free';
  // The coercion function of an array runs over every element, even where the element's own would be skipped.
  if (from.array || to.array) {
    const same = from.name === to.name && from.schema === to.schema;
    if (from.array && to.array && same && to.mods.length === 0) return 'free';
    return from.array && to.array && widens(from, to) ? 'rewrite' : 'lossy';
  }
  if (isUtcChange(from, to, session)) return 'free';
  if (isFree(from, to, session.serverMajor)) return 'free';
  if (widens(from, to)) return 'rewrite';
  return refuses(from, to) ? 'refuses' : 'lossy';
}

// An assignment cast raises an error for what does not fit; only trailing blanks of a text are cut.
function refuses(from: SqlType, to: SqlType): boolean {
  if (!own(from) || !own(to)) return false;
  if (integers.includes(from.name) && integers.includes(to.name)) return true;
  if (['varchar', 'text'].includes(from.name) && to.name === 'varchar') return true;
  return from.name === 'numeric' && to.name === 'numeric' && from.mods.length > 0 && scale(to) >= scale(from);
}

const own = (type: SqlType): boolean => type.schema === undefined;
const limit = (type: SqlType): number => type.mods[0] ?? Infinity;

function isFree(from: SqlType, to: SqlType, major?: number): boolean {
  // What is in a schema of the user's is another type, even where it has the name of a built-in one.
  if (!own(from) || !own(to) || pathwayOf(from, to, 'explicit', major) !== 'relabel') return false;
  // Bytes that are taken for another type have lost their length: it is looked at again, value by value.
  return from.name === to.name ? keepsLength(from, to) : to.mods.length === 0;
}

/** Whether the server sees that every value of a type fits into another length of it (the prosupport function of the cast). */
function keepsLength(from: SqlType, to: SqlType): boolean {
  switch (from.name) {
    case 'varchar':
    case 'varbit':
      return limit(to) >= limit(from);
    case 'numeric':
      return (
        to.mods.length === 0 ||
        (from.mods.length > 0 && scale(from) === scale(to) && limit(to) >= limit(from))
      );
    case 'interval':
      return keepsInterval(from, to);
    default:
      return timed.includes(from.name) ? precision(to) >= precision(from) : to.mods.length === 0;
  }
}

const precision = (type: SqlType): number => type.mods[0] ?? 6;

// The smallest unit that is kept decides; below a second, so do its digits (interval_support in timestamp.c).
const smallestUnits = ['second', 'minute', 'hour', 'day', 'month', 'year'];
const smallest = ({ fields = 'second' }: SqlType): number =>
  smallestUnits.indexOf(fields.split(' ').at(-1) ?? 'second');

function keepsInterval(from: SqlType, to: SqlType): boolean {
  if (smallest(to) > smallest(from)) return false;
  return smallest(from) > 0 || precision(to) >= precision(from);
}

// Zones whose offset never was anything but zero.
const utc = new Set([
  'utc',
  'etc/utc',
  'gmt',
  'etc/gmt',
  'zulu',
  'etc/zulu',
  'universal',
  'etc/universal',
  'uct',
  'etc/uct',
]);

// Between timestamp and timestamptz the bytes are the same where the session's TimeZone is UTC (timestamp_sql support, PostgreSQL 12).
function isUtcChange(from: SqlType, to: SqlType, { serverMajor = 0, timeZone }: Session): boolean {
  const pair = `${from.name}>${to.name}`;
  if (pair !== 'timestamp>timestamptz' && pair !== 'timestamptz>timestamp') return false;
  return (
    own(from) &&
    own(to) &&
    serverMajor >= 12 &&
    timeZone !== undefined &&
    utc.has(timeZone.toLowerCase()) &&
    (to.mods[0] ?? 6) >= (from.mods[0] ?? 6)
  );
}

const scale = (type: SqlType): number => type.mods[1] ?? 0;

/** Whether every value of `from` has an equal value in `to`. */
function widens(from: SqlType, to: SqlType): boolean {
  if (isFree({ ...from, array: false }, { ...to, array: false })) return true;
  if (!own(to)) return false;
  if ((to.name === 'text' || to.name === 'varchar') && limit(to) === Infinity) return !from.array || to.array;
  if (!own(from)) return false;
  if (integers.includes(from.name)) {
    if (integers.includes(to.name)) return integers.indexOf(to.name) >= integers.indexOf(from.name);
    if (to.name === 'numeric')
      return to.mods.length === 0 || limit(to) - scale(to) >= [5, 10, 19][integers.indexOf(from.name)]!;
    return to.name === 'float8' && from.name !== 'int8';
  }
  if (from.name === 'numeric' && to.name === 'numeric') {
    return (
      from.mods.length > 0 && scale(to) >= scale(from) && limit(to) - scale(to) >= limit(from) - scale(from)
    );
  }
  return wideningPairs.has(`${from.name}>${to.name}`) && to.mods.length === 0;
}

const wideningPairs = new Set(['float4>float8', 'date>timestamp', 'json>jsonb', 'inet>text']);

/** A USING that only names the column, or casts it to the new type, changes nothing about the conversion. */
export function usingIsPlain(using: Node | undefined, column: string, to: SqlType): boolean {
  if (using === undefined) return true;
  if ('TypeCast' in using) {
    return sameType(typeOf(using.TypeCast.typeName), to) && usingIsPlain(using.TypeCast.arg, column, to);
  }
  return (
    'ColumnRef' in using &&
    (using.ColumnRef.fields ?? []).length === 1 &&
    textOf(using.ColumnRef.fields?.[0]) === column
  );
}
