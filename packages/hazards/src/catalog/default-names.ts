import type { ConstraintSpec } from '../sql/actions';

const suffixes = {
  primary: 'pkey',
  unique: 'key',
  exclude: 'excl',
  check: 'check',
  foreign: 'fkey',
  'not-null': 'not_null',
};

/** The longest name, in bytes of UTF-8 (NAMEDATALEN - 1). */
const LONGEST = 63;

/** Cuts a text to at most so many bytes, between two characters. */
function clip(text: string, bytes: number): string {
  let cut = '';
  let length = 0;
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > bytes) break;
    cut += character;
  }
  return cut;
}

/** PostgreSQL cuts a name that it makes itself so that it fits, the longer part first (makeObjectName in indexcmds.c). */
export function makeName(table: string, parts: readonly string[], suffix: string): string {
  const middle = joined(parts);
  const room = LONGEST - Buffer.byteLength(suffix) - (middle === '' ? 1 : 2);
  let [first, second] = [Buffer.byteLength(table), Buffer.byteLength(middle)];
  while (first + second > room) {
    if (first > second) first -= 1;
    else second -= 1;
  }
  return [clip(table, first), ...(middle === '' ? [] : [clip(middle, second)]), suffix].join('_');
}

// No further column is put in once the text is longer than a name (ChooseIndexNameAddition).
function joined(parts: readonly string[]): string {
  let text = '';
  for (const part of parts) {
    text = text === '' ? part : `${text}_${part}`;
    if (Buffer.byteLength(text) > LONGEST) break;
  }
  return text;
}

/** The first name of that pattern that is free: `t_a_idx`, `t_a_idx1`, ... (ChooseRelationName). */
export function freeName(
  table: string,
  parts: readonly string[],
  suffix: string,
  taken: (name: string) => boolean,
): string {
  for (let pass = 0; ; pass += 1) {
    const name = makeName(table, parts, pass === 0 ? suffix : `${suffix}${pass}`);
    if (!taken(name)) return name;
  }
}

/** An index has no two columns of one name: the second `lower` is `lower1` (ChooseIndexColumnNames). */
export function distinct(keys: readonly string[]): readonly string[] {
  const used: string[] = [];
  for (const key of keys) {
    let name = key;
    for (let number = 1; used.includes(name); number += 1)
      name = `${clip(key, LONGEST - String(number).length)}${number}`;
    used.push(name);
  }
  return used;
}

/** What is known of the table that a name is made for. */
interface Named {
  readonly name: string;
  readonly constraints?: ReadonlyMap<string, unknown>;
  readonly indexes?: { takes(name: string): boolean };
}

const isTaken =
  ({ constraints, indexes }: Named) =>
  (name: string): boolean =>
    constraints?.has(name) === true || indexes?.takes(name) === true;

const partsOf = (spec: ConstraintSpec): readonly string[] =>
  spec.kind === 'primary' || (spec.kind === 'check' && spec.columns.length > 1)
    ? []
    : distinct([...spec.columns, ...(spec.included ?? [])]);

/** The name that the server gives to a constraint without one, apart from the number that makes it unique. */
export const defaultName = (table: string, spec: ConstraintSpec): string =>
  makeName(table, partsOf(spec), suffixes[spec.kind]);

/** The name that the server gives to a constraint without one, on a table that has others. */
export const defaultConstraintName = (table: Named, spec: ConstraintSpec): string =>
  freeName(table.name, partsOf(spec), suffixes[spec.kind], isTaken(table));

/** The name that the server gives to an index without one. */
export const defaultIndexName = (table: Named, keys: readonly string[], suffix = 'idx'): string =>
  freeName(table.name, distinct(keys), suffix, isTaken(table));
