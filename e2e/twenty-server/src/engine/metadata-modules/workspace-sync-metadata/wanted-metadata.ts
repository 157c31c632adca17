import { type FieldMetadataOption } from 'src/engine/metadata-modules/field-metadata/field-metadata.entity';
import { type CatalogColumn } from 'src/engine/metadata-modules/workspace-sync-metadata/catalog-column';
import { fieldTypeOf } from 'src/engine/metadata-modules/workspace-sync-metadata/field-type';
import { labelOf } from 'src/engine/metadata-modules/workspace-sync-metadata/names';

/** The values of a metadata row that follow from the catalog, by column. */
export type MetadataValues = Readonly<
  Record<string, string | boolean | null | readonly FieldMetadataOption[]>
>;

export interface WantedObject {
  readonly targetTableName: string;
  readonly values: MetadataValues;
  readonly fields: ReadonlyMap<string, MetadataValues>;
}

/** The metadata that the catalog asks for: one object per table, one field per column. */
export function wantedMetadata(columns: readonly CatalogColumn[]): readonly WantedObject[] {
  const columnsOf = new Map<string, CatalogColumn[]>();
  for (const column of columns) {
    columnsOf.set(column.tableName, [...(columnsOf.get(column.tableName) ?? []), column]);
  }

  return [...columnsOf].map(([tableName, tableColumns]) => ({
    targetTableName: tableName,
    values: { description: tableColumns[0]?.tableDescription ?? null, isActive: true },
    fields: new Map(tableColumns.map((column) => [column.columnName, fieldValues(column)])),
  }));
}

function fieldValues(column: CatalogColumn): MetadataValues {
  return {
    label: labelOf(column.columnName),
    type: fieldTypeOf(column),
    columnType: column.columnType,
    description: column.description,
    defaultValue: column.defaultValue,
    options:
      column.enumLabels?.map((value, position) => ({ position, label: labelOf(value), value })) ?? null,
    relationTargetTableName: column.relationTargetTableName,
    isNullable: column.isNullable,
    isActive: true,
  };
}
