import type { SqlType } from '../sql/types';
import { casts, categories } from './builtin-casts';

/** In which contexts a cast is made by itself: everywhere, when a value is assigned, or only where it is written. */
export type CastContext = 'implicit' | 'assignment' | 'explicit';

/** How a value gets from one type to another. `relabel` leaves the bytes as they are. */
export type Pathway = 'relabel' | 'function' | 'text' | 'array' | 'none';

interface Cast {
  readonly context: CastContext;
  readonly pathway: Pathway;
}

const contexts: Readonly<Record<string, CastContext>> = { i: 'implicit', a: 'assignment', e: 'explicit' };
const methods: Readonly<Record<string, Pathway>> = { b: 'relabel', f: 'function', i: 'text' };

const newest = 18;
const tables = new Map<
  number,
  { readonly casts: Map<string, Cast>; readonly categories: Map<string, string> }
>();

/** The entries that a major has, each with the group that it stands in. */
export function* entriesOf(text: string, major: number): Generator<readonly [group: string, entry: string]> {
  for (const line of text.trim().split('\n')) {
    const [group = '', rest = ''] = line.split(': ');
    for (const each of rest.split(' ')) {
      const [entry = '', range = '-'] = each.split('@');
      const [first = '', last = ''] = range.split('-');
      if ((first === '' || major >= Number(first)) && (last === '' || major <= Number(last)))
        yield [group, entry];
    }
  }
}

// Read when the first type is changed: most reviews change none.
function tablesOf(major: number): { casts: Map<string, Cast>; categories: Map<string, string> } {
  const wanted = Math.min(Math.max(major, 11), newest);
  const known = tables.get(wanted);
  if (known !== undefined) return known;
  const made = { casts: new Map<string, Cast>(), categories: new Map<string, string>() };
  for (const [source, entry] of entriesOf(casts, wanted)) {
    const [target = '', how = ''] = entry.split('=');
    made.casts.set(`${source}>${target}`, {
      context: contexts[how[0] ?? ''] ?? 'explicit',
      pathway: methods[how[1] ?? ''] ?? 'function',
    });
  }
  for (const [category, type] of entriesOf(categories, wanted)) made.categories.set(type, category);
  tables.set(wanted, made);
  return made;
}

/** Whether PostgreSQL is born with the type, so that all its casts are known (those that somebody added aside). */
export const isBuiltin = (type: SqlType, major: number = newest): boolean =>
  type.schema === undefined && tablesOf(major).categories.has(type.name);

/** The casts that well-known extensions make, beside those through the text of a value. */
const brought: Readonly<Record<string, Cast>> = {
  'citext>text': { context: 'implicit', pathway: 'relabel' },
  'citext>varchar': { context: 'implicit', pathway: 'relabel' },
  'citext>bpchar': { context: 'assignment', pathway: 'relabel' },
  'text>citext': { context: 'assignment', pathway: 'relabel' },
  'varchar>citext': { context: 'assignment', pathway: 'relabel' },
  'bpchar>citext': { context: 'assignment', pathway: 'function' },
};

const strength: readonly CastContext[] = ['implicit', 'assignment', 'explicit'];

/**
 * How the server gets from one type to another, domains taken for what is below them: by pg_cast, element by element, or through the text
 * of the value, which is an assignment to a string type and has to be written from one (`find_coercion_pathway` in parse_coerce.c).
 * undefined where one of the types may have casts that nobody told of.
 *
 * @param ownText the names of types of the user that have no casts but through their text: enums, composite types and ranges
 */
export function pathwayOf(
  from: SqlType,
  to: SqlType,
  context: CastContext,
  major: number = newest,
  ownText: (type: SqlType) => boolean = () => false,
): Pathway | undefined {
  const same = from.schema === to.schema && from.name === to.name;
  if (same && from.array === to.array) return 'relabel';
  const known = (type: SqlType): boolean => isBuiltin(type, major) || ownText(type);
  const isString = (type: SqlType): boolean =>
    !type.array && type.schema === undefined && tablesOf(major).categories.get(type.name) === 'S';
  if (from.array && to.array) {
    const element = pathwayOf({ ...from, array: false }, { ...to, array: false }, context, major, ownText);
    return element === 'none' || element === undefined ? element : 'array';
  }
  const plain = !from.array && !to.array && from.schema === undefined && to.schema === undefined;
  const pair = `${from.name}>${to.name}`;
  const cast = plain ? (tablesOf(major).casts.get(pair) ?? brought[pair]) : undefined;
  if (cast !== undefined)
    return strength.indexOf(cast.context) <= strength.indexOf(context) ? cast.pathway : 'none';
  if (context !== 'implicit' && isString(to)) return 'text';
  // An extension may bring casts along, even from an array (pgvector does).
  if (!known(from) || !known(to)) return undefined;
  return context === 'explicit' && isString(from) ? 'text' : 'none';
}

/** The category of a built-in type, by which the server chooses between operators (pg_type.typcategory). */
export const categoryOf = (type: SqlType, major: number): string | undefined =>
  type.array ? 'A' : type.schema === undefined ? tablesOf(major).categories.get(type.name) : undefined;

/** The btree operator class that an index on the type has by itself: where it changes with the type, the index is built again. */
export const indexFamily = (type: SqlType): string =>
  type.array ? 'array' : (families[type.name] ?? (type.name.startsWith('reg') ? 'oid' : type.name));

const families: Readonly<Record<string, string>> = { varchar: 'text', cidr: 'inet' };

const unsorted = new Set(
  'json xml point lseg path box polygon line circle cid aclitem jsonpath refcursor txid_snapshot pg_snapshot'.split(
    ' ',
  ),
);

/** Whether values of a built-in type have no order, so that no btree index is made on them. */
export const isUnsorted = (type: SqlType): boolean =>
  !type.array && type.schema === undefined && unsorted.has(type.name);
