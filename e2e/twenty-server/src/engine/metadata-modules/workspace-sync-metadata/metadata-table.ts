import { isDeepStrictEqual } from 'node:util';

import { escapeIdentifier, type Client } from 'pg';

import { type MetadataValues } from 'src/engine/metadata-modules/workspace-sync-metadata/wanted-metadata';

export type MetadataTable = 'objectMetadata' | 'fieldMetadata';

/** A metadata row as it is in the database. */
export type StoredRow = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly isActive: boolean;
};

/** Writes a new row and returns its id. */
export async function insertRow(
  client: Client,
  table: MetadataTable,
  values: MetadataValues,
): Promise<string> {
  const names = Object.keys(values);
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "core".${escapeIdentifier(table)} (${names.map(escapeIdentifier).join(', ')})
     VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')}) RETURNING "id"`,
    Object.values(values).map(toParameter),
  );
  const [row] = rows;
  if (!row) throw new Error(`The database wrote no row into core."${table}".`);
  return row.id;
}

/** Writes the values that differ from the stored row; returns their names, none if the row was left alone. */
export async function updateRow(
  client: Client,
  table: MetadataTable,
  stored: StoredRow,
  values: MetadataValues,
): Promise<readonly string[]> {
  const changed = Object.entries(values).filter(([name, value]) => !isDeepStrictEqual(stored[name], value));
  if (changed.length === 0) return [];

  const assignments = changed.map(([name], index) => `${escapeIdentifier(name)} = $${index + 2}`);
  await client.query(
    `UPDATE "core".${escapeIdentifier(table)} SET ${assignments.join(', ')}, "updatedAt" = now() WHERE "id" = $1`,
    [stored.id, ...changed.map(([, value]) => toParameter(value))],
  );
  return changed.map(([name]) => name);
}

/** A list goes into a jsonb column; pg would send a JavaScript array as a PostgreSQL array. */
function toParameter(value: MetadataValues[string]): string | boolean | null {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : value;
}
