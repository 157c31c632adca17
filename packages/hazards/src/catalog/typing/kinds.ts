import type { Node, TypeName } from 'libpg-query';
import type { SqlType } from '../../sql/types';
import { storedType } from '../../sql/types';
import { changing } from '../builtin-operators';
import { categoryOf, entriesOf, isBuiltin, pathwayOf } from '../casts';
import type { CastContext, Pathway } from '../casts';
import type { Catalog } from '../catalog';

/** The type of an expression, without its length; `unknown` is a text that has none yet, null is not known to us. */
export type Kind = SqlType | 'unknown' | null;

export const plain = (name: string, array = false): SqlType => ({ name, mods: [], array });

export const sameKind = (a: SqlType, b: SqlType): boolean =>
  a.name === b.name && a.array === b.array && a.schema === b.schema;

interface FoundKind {
  readonly kind: SqlType | null;
  readonly domain: boolean;
}

const noKind: FoundKind = { kind: null, domain: false };
const builtins = new Map<string, FoundKind>();

/** One of PostgreSQL's own types: the same whatever the catalog holds. */
function ofBuiltin(name: string, array: boolean): FoundKind {
  const key = array ? `${name}[]` : name;
  const known = builtins.get(key);
  if (known !== undefined) return known;
  const made = { kind: plain(name, array), domain: false };
  builtins.set(key, made);
  return made;
}

/** A type as operators see it: what is below a domain, enums by where they are, and null for types whose operators are not known. */
export function kindOf(written: SqlType | null | undefined, catalog: Catalog): FoundKind {
  if (!written) return noKind;
  const stored = storedType(written);
  if (isBuiltin(stored)) return ofBuiltin(stored.name, stored.array);
  const base = catalog.baseType({ ...stored, array: false });
  const domain = base.name !== stored.name || base.schema !== stored.schema;
  const array = stored.array || base.array;
  // An array of a domain is no array of what is below it.
  if (domain && stored.array) return { kind: null, domain };
  const found = catalog.findType(base);
  if (found?.kind === 'enum')
    return { kind: { schema: found.schema, name: found.name, mods: [], array }, domain };
  const known = found === undefined && isBuiltin(base);
  return { kind: known ? plain(base.name, array) : null, domain };
}

/** What is in a schema is an enum: `kindOf` lets no other type of the user through. */
export const isEnum = (kind: SqlType): boolean => kind.schema !== undefined && !kind.array;

export const pathOf = (
  from: SqlType,
  to: SqlType,
  context: CastContext,
  major: number,
): Pathway | undefined => pathwayOf(from, to, context, major, ({ schema }) => schema !== undefined);

export const categoryIn = (kind: SqlType, major: number): string =>
  isEnum(kind) ? 'E' : (categoryOf(kind, major) ?? '?');

const lists = new Map<number, ReadonlyMap<string, ReadonlySet<string>>>();

function listsOf(major: number): ReadonlyMap<string, ReadonlySet<string>> {
  const known = lists.get(major);
  if (known !== undefined) return known;
  const made = new Map<string, Set<string>>();
  for (const [group, entry] of entriesOf(changing, major))
    made.set(group, (made.get(group) ?? new Set()).add(entry));
  lists.set(major, made);
  return made;
}

const listed = (list: string, entry: string, major: number): boolean =>
  listsOf(major).get(list)?.has(entry) === true;

export const isPreferred = (kind: SqlType, major: number): boolean =>
  kind.schema === undefined && !kind.array && listed('preferred', kind.name, major);

/** Whether what a conversion gives may change with the session's settings (pg_proc.provolatile of what it calls). */
export function conversionChanges(from: SqlType, to: SqlType, major: number): boolean {
  const path = pathOf(from, to, 'explicit', major);
  switch (path) {
    case 'function':
      return listed('casts', `${from.name}>${to.name}`, major);
    case 'array':
      return conversionChanges({ ...from, array: false }, { ...to, array: false }, major);
    case 'text':
      return textChanges('output', from, major) || textChanges('input', to, major);
    default:
      return false;
  }
}

const textChanges = (list: 'input' | 'output', kind: SqlType, major: number): boolean =>
  kind.array || kind.schema !== undefined || listed(list, kind.name, major);

const string = (sval: string): Node => ({ String: { sval } });

/** The type as it stands in a cast. */
export const typeNameOf = ({ schema = 'pg_catalog', name, array }: SqlType): TypeName => ({
  names: [string(schema), string(name)],
  typemod: -1,
  ...(array ? { arrayBounds: [{ Integer: { ival: -1 } }] } : {}),
});

/** As messages call it: without its schema. */
export const showKind = (kind: Kind): string =>
  kind === null ? '?' : kind === 'unknown' ? kind : `${kind.name}${kind.array ? '[]' : ''}`;
