import { FieldMetadataType } from 'src/engine/metadata-modules/field-metadata/field-metadata-type';
import { type CatalogColumn } from 'src/engine/metadata-modules/workspace-sync-metadata/catalog-column';

const TYPES: Readonly<Record<string, FieldMetadataType>> = {
  uuid: FieldMetadataType.UUID,
  bool: FieldMetadataType.BOOLEAN,
  int2: FieldMetadataType.NUMBER,
  int4: FieldMetadataType.NUMBER,
  float4: FieldMetadataType.NUMBER,
  float8: FieldMetadataType.NUMBER,
  // Beyond what a JavaScript number holds exactly.
  int8: FieldMetadataType.NUMERIC,
  numeric: FieldMetadataType.NUMERIC,
  date: FieldMetadataType.DATE,
  timestamp: FieldMetadataType.DATE_TIME,
  timestamptz: FieldMetadataType.DATE_TIME,
  json: FieldMetadataType.RAW_JSON,
  jsonb: FieldMetadataType.RAW_JSON,
};

/** The field type for a column; a type the CRM does not know is served as its text. */
export function fieldTypeOf(
  column: Pick<CatalogColumn, 'baseType' | 'isArray' | 'enumLabels'>,
): FieldMetadataType {
  if (column.enumLabels) return column.isArray ? FieldMetadataType.MULTI_SELECT : FieldMetadataType.SELECT;
  if (column.isArray) return FieldMetadataType.ARRAY;
  return TYPES[column.baseType] ?? FieldMetadataType.TEXT;
}
