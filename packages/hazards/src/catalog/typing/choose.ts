import type { SqlType } from '../../sql/types';
import type { Candidate } from './candidates';
import type { Kind } from './kinds';
import { categoryIn, isEnum, isPreferred, pathOf, plain, sameKind } from './kinds';

/** What the server makes of a name and the types of what it is given: one candidate, none, several, or more than we know. */
export type Choice =
  { readonly kind: 'one'; readonly candidate: Candidate } | { readonly kind: 'none' | 'several' | 'unsure' };

const polymorphic = /^any/;

/** Whether a value can be handed over by itself (can_coerce_type); undefined: not known. */
export function isTaken(given: Kind, wanted: SqlType, major: number): boolean | undefined {
  if (given === null) return undefined;
  if (given === 'unknown') return true;
  switch (wanted.name) {
    case 'any':
    case 'anyelement':
    case 'anycompatible':
      return true;
    case 'anyarray':
    case 'anycompatiblearray':
      return given.array;
    case 'anynonarray':
    case 'anycompatiblenonarray':
      return !given.array;
    case 'anyenum':
      return isEnum(given);
    case 'anyrange':
    case 'anycompatiblerange':
      return categoryIn(given, major) === 'R' && !given.name.includes('multirange');
    case 'anymultirange':
    case 'anycompatiblemultirange':
      return given.name.includes('multirange') && !given.array;
    case 'record':
      return false;
    default: {
      if (sameKind(given, wanted)) return true;
      const path = pathOf(given, wanted, 'implicit', major);
      // The types that nobody has a column of have no casts.
      return path !== undefined && path !== 'none';
    }
  }
}

const generic = /^any(?:compatible)?(?:element|array|nonarray|enum)$|^anycompatible$|^any(?:multi)?range$/;
const isGenericRange = (name: string): boolean => name === 'anyrange' || name === 'anymultirange';
const ranged: Readonly<Record<string, string>> = {
  ...{ int4range: 'int4', int8range: 'int8', numrange: 'numeric' },
  ...{ tsrange: 'timestamp', tstzrange: 'timestamptz', daterange: 'date' },
};
const isGenericArray = (name: string): boolean => name === 'anyarray' || name === 'anycompatiblearray';

/**
 * The type that `anyelement` and its like stand for; null where its places are given types that cannot be one, undefined where nothing
 * tells it.
 */
export function elementOf(given: readonly Kind[], takes: readonly SqlType[]): SqlType | null | undefined {
  let found: SqlType | undefined;
  let mixed = false;
  for (const [at, { name }] of takes.entries()) {
    const kind = given[at] ?? null;
    if (kind === null || kind === 'unknown' || !generic.test(name)) continue;
    const element = isGenericArray(name)
      ? { ...kind, array: false }
      : isGenericRange(name)
        ? plain(ranged[kind.name.replace('multirange', 'range')] ?? kind.name)
        : kind;
    if (found !== undefined && !sameKind(found, element)) {
      // Those that are compatible are made one type; an array and what is none never are.
      if (!name.startsWith('anycompatible') || found.array !== element.array) return null;
      mixed = true;
    }
    found ??= element;
  }
  return mixed ? undefined : found;
}

/** func_match_argtypes and func_select_candidate of parse_func.c. */
export function choose(given: readonly Kind[], candidates: readonly Candidate[], major: number): Choice {
  const fitting: Candidate[] = [];
  for (const candidate of candidates) {
    const taken = candidate.takes.map((wanted, at) => isTaken(given[at] ?? null, wanted, major));
    if (taken.includes(false)) continue;
    if (taken.includes(undefined)) return { kind: 'unsure' };
    if (elementOf(given, candidate.takes) !== null) fitting.push(candidate);
  }
  const [only] = fitting;
  if (only === undefined) return { kind: 'none' };
  if (fitting.length === 1) return { kind: 'one', candidate: only };
  return select(given, fitting, major);
}

const best = (
  candidates: readonly Candidate[],
  score: (candidate: Candidate) => number,
): readonly Candidate[] => {
  const scores = candidates.map(score);
  const most = Math.max(...scores);
  return candidates.filter((_, at) => scores[at] === most);
};

const count = (
  candidate: Candidate,
  given: readonly Kind[],
  fits: (kind: SqlType, wanted: SqlType) => boolean,
) =>
  candidate.takes.filter((wanted, at) => {
    const kind = given[at] ?? null;
    return kind !== null && kind !== 'unknown' && fits(kind, wanted);
  }).length;

function select(given: readonly Kind[], fitting: readonly Candidate[], major: number): Choice {
  let left = best(fitting, (each) => count(each, given, sameKind));
  const done = (): Choice | null => {
    const [first] = left;
    return first !== undefined && left.length === 1 ? { kind: 'one', candidate: first } : null;
  };
  if (done() !== null) return done()!;
  left = best(left, (each) =>
    count(each, given, (kind, wanted) => sameKind(kind, wanted) || prefers(kind, wanted, major)),
  );
  if (done() !== null) return done()!;
  if (!given.includes('unknown')) return { kind: 'several' };
  const byCategory = withoutStrangers(given, left, major);
  if (byCategory !== null) left = byCategory;
  if (done() !== null) return done()!;
  // The texts are taken for the type of what is known, where that is one.
  const known = given.flatMap((kind) => (kind === null || kind === 'unknown' ? [] : [kind]));
  const [first] = known;
  if (first === undefined || known.some((kind) => !sameKind(kind, first))) return { kind: 'several' };
  const all = given.map(() => first);
  const alike = left.filter(
    ({ takes }) =>
      takes.every((wanted) => isTaken(first, wanted, major) === true) && elementOf(all, takes) !== null,
  );
  const [one] = alike;
  return one !== undefined && alike.length === 1 ? { kind: 'one', candidate: one } : { kind: 'several' };
}

// IsPreferredType(category, type): of the category of what is given.
const prefers = (kind: SqlType, wanted: SqlType, major: number): boolean =>
  !polymorphic.test(wanted.name) &&
  categoryIn(wanted, major) === categoryIn(kind, major) &&
  isPreferred(wanted, major);

/** For each text that has no type yet: the category that the candidates agree on, strings before all others. */
function withoutStrangers(
  given: readonly Kind[],
  left: readonly Candidate[],
  major: number,
): readonly Candidate[] | null {
  const slots: (readonly [category: string, preferred: boolean] | null)[] = [];
  for (const [at, kind] of given.entries()) {
    if (kind !== 'unknown') {
      slots.push(null);
      continue;
    }
    const wanted = left.flatMap(({ takes }) => takes[at] ?? []);
    const categories = wanted.map((each) => (polymorphic.test(each.name) ? 'P' : categoryIn(each, major)));
    const category = categories.includes('S') ? 'S' : categories[0];
    if (category === undefined) return null;
    if (category !== 'S' && categories.some((each) => each !== category)) return null;
    const preferred = wanted.some(
      (each, place) => categories[place] === category && isPreferred(each, major),
    );
    slots.push([category, preferred]);
  }
  const kept = left.filter(({ takes }) =>
    slots.every((slot, at) => {
      const wanted = takes[at];
      if (slot === null || wanted === undefined) return true;
      const [category, preferred] = slot;
      const own = polymorphic.test(wanted.name) ? 'P' : categoryIn(wanted, major);
      return own === category && (!preferred || isPreferred(wanted, major));
    }),
  );
  return kept.length === 0 ? null : kept;
}

/** What a place of a candidate stands for: its polymorphic types resolved; null where that is not known. */
export function resolved(wanted: SqlType, element: SqlType | null | undefined): SqlType | null {
  if (!polymorphic.test(wanted.name)) return wanted;
  if (!element) return null;
  if (isGenericArray(wanted.name)) return element.array ? null : { ...element, array: true };
  return generic.test(wanted.name) && !isGenericRange(wanted.name) ? element : null;
}

/** select_common_type of parse_coerce.c: null where they do not go together, undefined where that is not known. */
export function commonKind(kinds: readonly Kind[], major: number): SqlType | null | undefined {
  let found: SqlType | 'unknown' = 'unknown';
  for (const kind of kinds) {
    if (kind === null) return undefined;
    if (kind === 'unknown' || (found !== 'unknown' && sameKind(kind, found))) continue;
    if (found === 'unknown') {
      found = kind;
      continue;
    }
    if (categoryIn(kind, major) !== categoryIn(found, major)) return null;
    const [up, down] = [pathOf(found, kind, 'implicit', major), pathOf(kind, found, 'implicit', major)];
    if (up === undefined || down === undefined) return undefined;
    if (!isPreferred(found, major) && up !== 'none' && down === 'none') found = kind;
  }
  return found === 'unknown' ? plain('text') : found;
}
