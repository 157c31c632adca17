import { GraphQLError } from 'graphql';
import { escapeIdentifier, type Pool } from 'pg';

import { conditionsOf, type RecordFilter } from 'src/engine/api/graphql/filters';
import { messageOf } from 'src/database/pg/exit-with-message';
import { FieldMetadataType } from 'src/engine/metadata-modules/field-metadata/field-metadata-type';
import { type FieldMetadata, type ObjectMetadata } from 'src/engine/metadata-modules/load-metadata';

export type ApiRecord = Readonly<Record<string, unknown>> & { readonly id: string };

export interface FindOptions {
  readonly filter?: RecordFilter | null;
  /** Only records whose id sorts after this one. */
  readonly afterId?: string;
  readonly limit: number;
}

/** Reads records in the order of their ids, and of each only the given fields. */
export async function findRecords(
  pool: Pool,
  object: ObjectMetadata,
  fields: readonly FieldMetadata[],
  options: FindOptions,
): Promise<readonly ApiRecord[]> {
  const parameters: unknown[] = [];
  const conditions = [...conditionsOf(options.filter ?? {}, parameters)];
  if (options.afterId !== undefined) conditions.push(`"id" > $${parameters.push(options.afterId)}`);

  return query<ApiRecord>(
    pool,
    `SELECT ${['"id"', ...fields.map(expressionOf)].join(', ')} FROM ${tableOf(object)}${where(conditions)}
     ORDER BY "id" LIMIT $${parameters.push(options.limit)}`,
    parameters,
  );
}

/** How many records match the filter. */
export async function countRecords(
  pool: Pool,
  object: ObjectMetadata,
  filter: RecordFilter | null,
): Promise<number> {
  const parameters: unknown[] = [];
  const conditions = conditionsOf(filter ?? {}, parameters);
  const rows = await query<{ total: string }>(
    pool,
    `SELECT count(*) AS total FROM ${tableOf(object)}${where(conditions)}`,
    parameters,
  );
  return Number(rows[0]?.total);
}

/** Reads a column so that nothing is lost between PostgreSQL and JSON: moments keep their microseconds, decimals their digits. */
function expressionOf(field: FieldMetadata): string {
  const column = escapeIdentifier(field.name);
  switch (field.type) {
    case FieldMetadataType.DATE_TIME:
      return `to_json(${column}) #>> '{}' AS ${column}`;
    case FieldMetadataType.ARRAY:
    case FieldMetadataType.MULTI_SELECT:
      return `${column}::text[] AS ${column}`;
    case FieldMetadataType.BOOLEAN:
    case FieldMetadataType.NUMBER:
    case FieldMetadataType.RAW_JSON:
      return column;
    default:
      return `${column}::text AS ${column}`;
  }
}

function tableOf(object: ObjectMetadata): string {
  return `"core".${escapeIdentifier(object.targetTableName)}`;
}

function where(conditions: readonly string[]): string {
  return conditions.length === 0 ? '' : ` WHERE ${conditions.join(' AND ')}`;
}

async function query<Row extends object>(
  pool: Pool,
  sql: string,
  parameters: unknown[],
): Promise<readonly Row[]> {
  try {
    return (await pool.query<Row>(sql, parameters)).rows;
  } catch (error) {
    const sqlState = error instanceof Error && 'code' in error ? error.code : undefined;
    throw new GraphQLError(`The database did not answer: ${messageOf(error)}`, {
      extensions: { code: 'INTERNAL_SERVER_ERROR', sqlState },
    });
  }
}
