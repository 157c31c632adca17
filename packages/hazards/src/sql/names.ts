/** A name as written: qualified or not. Resolving it against a search_path is the catalog's work. */
export interface Name {
  readonly schema?: string;
  readonly name: string;
}

export const showName = (name: Name): string =>
  name.schema === undefined ? name.name : `${name.schema}.${name.name}`;

/** Quotes an identifier for SQL that we suggest. Always quoted: TypeORM's names are mixed case. */
export const quoteName = (text: string): string => `"${text.replaceAll('"', '""')}"`;

export const quoteQualified = (name: Name): string =>
  name.schema === undefined ? quoteName(name.name) : `${quoteName(name.schema)}.${quoteName(name.name)}`;
