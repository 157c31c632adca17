/** So many entries that are alike are shown in full, and the rest counted, where there are more than {@link MANY}. */
const SHOWN = 3;
const MANY = 5;

/** What a loop has done many times, e.g. in the schema of every tenant, said once: the record has all of it. */
export interface Alike<T> {
  /** The first ones of each kind, in order. */
  readonly shown: readonly T[];
  /** Kinds of which there are more. */
  readonly more: readonly { readonly first: T; readonly count: number }[];
}

/**
 * Keeps the first ones of each kind.
 *
 * @param kindOf two entries of one kind are not worth reading twice; undefined for one that everybody must have read
 */
export function alike<T>(entries: readonly T[], kindOf: (entry: T) => string | undefined): Alike<T> {
  const kinds = new Map<string, { readonly first: T; readonly places: number[] }>();
  for (const [place, entry] of entries.entries()) {
    const kind = kindOf(entry);
    if (kind === undefined) continue;
    const known = kinds.get(kind);
    if (known) known.places.push(place);
    else kinds.set(kind, { first: entry, places: [place] });
  }
  const many = [...kinds.values()].filter(({ places }) => places.length > MANY);
  const hidden = new Set(many.flatMap(({ places }) => places.slice(SHOWN)));
  return {
    shown: entries.filter((_, place) => !hidden.has(place)),
    more: many.map(({ first, places }) => ({ first, count: places.length - SHOWN })),
  };
}

/** A statement without its names and values. */
export function shapeOf(sql: string): string {
  return sql
    .replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'/g, '?')
    .replaceAll(/\w*\d\w*/g, '?')
    .replaceAll(/\s+/g, ' ');
}
