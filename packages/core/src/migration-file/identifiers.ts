import { usageError } from '../errors';
import { quoteIdentifier as quote } from '../target/identifier';

/** PostgreSQL cuts longer names without an error (NAMEDATALEN - 1). */
export const MAX_IDENTIFIER_BYTES = 63;

export const CONTROL = /[\u0000-\u001f\u007f]/;

/** A table, with its schema where it is known. */
export interface TableName {
  readonly schema?: string;
  readonly table: string;
}

/**
 * Quotes a name for SQL, whatever it contains.
 *
 * @throws SafeMigrateError `IDENTIFIER` when PostgreSQL could not store it as written: empty, over 63 bytes, a NUL or another
 *   control character.
 */
export function quoteIdentifier(name: string): string {
  const bytes = Buffer.byteLength(name, 'utf8');
  if (name === '' || CONTROL.test(name) || bytes > MAX_IDENTIFIER_BYTES) {
    throw usageError({
      code: 'IDENTIFIER',
      what: `${JSON.stringify(name)} cannot be the name of a table, schema or column.`,
      why: `a PostgreSQL name has 1 to ${MAX_IDENTIFIER_BYTES} bytes and no control characters; a longer one would be cut silently (this one has ${bytes})`,
      next: 'give another name',
    });
  }
  return quote(name);
}

/** `"schema"."table"`, or `"table"` where the schema is unknown. */
export function quoteTable({ schema, table }: TableName): string {
  return schema === undefined
    ? quoteIdentifier(table)
    : `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`;
}

/** Which schemas are known: the one the user names, and the one of the data source. */
export interface SchemaHints {
  readonly explicit?: string;
  readonly inferred?: string;
}

/**
 * Reads `--table`: `opportunity` or `core.opportunity`.
 *
 * @throws SafeMigrateError `TABLE_NAME` when it is not one or two names, or names another schema than `explicit`.
 */
export function parseTableName(text: string, { explicit, inferred }: SchemaHints = {}): TableName {
  const parts = text.trim().split('.');
  const [first = '', second] = parts;
  if (parts.length > 2 || parts.includes('')) {
    throw usageError({
      code: 'TABLE_NAME',
      what: `"${text}" is not the name of a table.`,
      why: 'a table is written as name or schema.name',
      next: 'give --table <name>, and --schema <name> where it is not in the schema of the data source',
    });
  }
  if (second !== undefined && explicit !== undefined && explicit !== first) {
    throw usageError({
      code: 'TABLE_NAME',
      what: `--table ${text} and --schema ${explicit} name two schemas.`,
      why: 'a column can only be added to one table',
      next: `give --table ${second} --schema <the right one>`,
    });
  }
  const schema = second === undefined ? (explicit ?? inferred) : first;
  return schema === undefined ? { table: first } : { schema, table: second ?? first };
}
