import type { Relation } from '../../catalog/model';
import { quoteName, quoteQualified } from '../../sql/names';
import type { SqlType } from '../../sql/types';

/** The relation for SQL that we suggest: with its schema, where that is known. */
export const tableSql = ({ schema, name }: Pick<Relation, 'schema' | 'name'>): string =>
  schema.startsWith('?') ? quoteName(name) : quoteQualified({ schema, name });

/** `"a", "b"` */
export const columnList = (columns: readonly string[]): string => columns.map(quoteName).join(', ');

const needsQuotes = (name: string): boolean => !/^[a-z_][a-z0-9_]*$/.test(name) || name === 'char';

/** A type as it can be written in SQL. */
export function typeSql({ schema, name, mods, array }: SqlType): string {
  const quoted = needsQuotes(name) || schema !== undefined ? quoteName(name) : name;
  const full = schema === undefined ? quoted : `${quoteName(schema)}.${quoted}`;
  return `${full}${mods.length > 0 ? `(${mods.join(', ')})` : ''}${array ? '[]' : ''}`;
}

/** A name of at most 63 bytes that begins with what it is for. */
export const nameFor = (table: string, what: string): string => `${table.slice(0, 30)}_${what.slice(0, 30)}`;

/** The first step of a change of type in phases: a column of the new type beside the old one. */
export const besideStep = (
  relation: Relation,
  { column, type }: { readonly column: string; readonly type: SqlType },
): string => `ALTER TABLE ${tableSql(relation)} ADD COLUMN ${quoteName(`${column}New`)} ${typeSql(type)}`;
