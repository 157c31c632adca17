const IRREGULAR_PLURALS: Readonly<Record<string, string>> = { person: 'people', Person: 'People' };

/** The plural of an English word or of a camelCase name: company, companies; emailBox, emailBoxes. */
export function pluralOf(name: string): string {
  const irregular = IRREGULAR_PLURALS[name];
  if (irregular) return irregular;
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return `${name}s`;
}

/** A name that GraphQL accepts, as near to the table's or column's own as possible. */
export function apiNameOf(name: string): string {
  // Two leading underscores are GraphQL's own.
  const word = name.replace(/[^_0-9A-Za-z]/g, '_').replace(/^__+/, '_');
  return /^[0-9]/.test(word) ? `_${word}` : word;
}

/** What an object is called in the API and on the screen. */
export type ObjectNames = Readonly<
  Record<'nameSingular' | 'namePlural' | 'labelSingular' | 'labelPlural', string>
>;

/**
 * Names for the object of a new table. They are given once and stay, because the clients of the API use them: where a
 * name is taken, the newcomer makes way. The names given are added to `taken`.
 */
export function nameObject(tableName: string, taken: Set<string>): ObjectNames {
  let nameSingular = apiNameOf(tableName);
  while (taken.has(nameSingular)) nameSingular += 'Record';
  taken.add(nameSingular);

  let namePlural = pluralOf(nameSingular);
  if (taken.has(namePlural)) namePlural = nameSingular;
  while (taken.has(namePlural)) namePlural += 'List';
  taken.add(namePlural);

  return { nameSingular, namePlural, labelSingular: labelOf(nameSingular), labelPlural: labelOf(namePlural) };
}

/** What a person reads: `closeDate` becomes "Close date". */
export function labelOf(name: string): string {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/_+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
