import { type Pool } from 'pg';

import { type FieldMetadataOption } from 'src/engine/metadata-modules/field-metadata/field-metadata.entity';
import { type FieldMetadataType } from 'src/engine/metadata-modules/field-metadata/field-metadata-type';

export interface FieldMetadata {
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly type: FieldMetadataType;
  readonly columnType: string;
  readonly description: string | null;
  readonly defaultValue: string | null;
  readonly options: readonly FieldMetadataOption[] | null;
  readonly relationTargetTableName: string | null;
  readonly isNullable: boolean;
  readonly isActive: boolean;
}

export interface ObjectMetadata {
  readonly id: string;
  readonly targetTableName: string;
  readonly nameSingular: string;
  readonly namePlural: string;
  readonly labelSingular: string;
  readonly labelPlural: string;
  readonly description: string | null;
  readonly isActive: boolean;
  readonly fields: readonly FieldMetadata[];
}

/** Reads every object with its fields, inactive ones too, in a stable order. */
export async function loadMetadata(pool: Pool): Promise<readonly ObjectMetadata[]> {
  const objects = await pool.query<Omit<ObjectMetadata, 'fields'>>(
    'SELECT * FROM "core"."objectMetadata" ORDER BY "nameSingular"',
  );
  const fields = await pool.query<FieldMetadata & { readonly objectMetadataId: string }>(
    'SELECT * FROM "core"."fieldMetadata" ORDER BY "createdAt", "name"',
  );
  return objects.rows.map((object) => ({
    ...object,
    fields: fields.rows.filter((field) => field.objectMetadataId === object.id),
  }));
}

/** A digest of all metadata rows: it changes when any of them does, also when a database was restored. */
export async function metadataVersion(pool: Pool): Promise<string> {
  const { rows } = await pool.query<{ version: string }>(`
    SELECT md5(coalesce(string_agg("row", chr(10) ORDER BY "row"), '')) AS version
    FROM (SELECT o::text FROM "core"."objectMetadata" o UNION ALL SELECT f::text FROM "core"."fieldMetadata" f) AS every("row")`);
  return rows[0]?.version ?? '';
}
