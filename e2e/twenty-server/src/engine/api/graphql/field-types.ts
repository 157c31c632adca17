import {
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLInt,
  GraphQLList,
  type GraphQLOutputType,
  type GraphQLScalarType,
  GraphQLString,
} from 'graphql';

import { BigFloat, CalendarDate, DateTime, RawJson, UUID } from 'src/engine/api/graphql/scalars';
import { FieldMetadataType } from 'src/engine/metadata-modules/field-metadata/field-metadata-type';
import { type FieldMetadata } from 'src/engine/metadata-modules/load-metadata';

const SCALARS: Readonly<Partial<Record<FieldMetadataType, GraphQLScalarType>>> = {
  [FieldMetadataType.BOOLEAN]: GraphQLBoolean,
  [FieldMetadataType.DATE]: CalendarDate,
  [FieldMetadataType.DATE_TIME]: DateTime,
  [FieldMetadataType.NUMERIC]: BigFloat,
  [FieldMetadataType.RAW_JSON]: RawJson,
  [FieldMetadataType.UUID]: UUID,
};

const GRAPHQL_NAME = /^(?!__)[_A-Za-z][_0-9A-Za-z]*$/;
const RESERVED_ENUM_VALUES = ['true', 'false', 'null'];

/** Whether GraphQL can serve a field of this name; a column with a space in its name, for one, is in the metadata only. */
export function isServable(field: FieldMetadata): boolean {
  return field.isActive && GRAPHQL_NAME.test(field.name);
}

/** The GraphQL type of a field's value; `enumName` names the enum where the field is a choice. */
export function outputTypeOf(field: FieldMetadata, enumName: string): GraphQLOutputType {
  switch (field.type) {
    case FieldMetadataType.SELECT:
      return enumTypeOf(field, enumName) ?? GraphQLString;
    case FieldMetadataType.MULTI_SELECT:
      return new GraphQLList(enumTypeOf(field, enumName) ?? GraphQLString);
    case FieldMetadataType.ARRAY:
      return new GraphQLList(GraphQLString);
    case FieldMetadataType.NUMBER:
      return /^(smallint|integer)$/.test(field.columnType) ? GraphQLInt : GraphQLFloat;
    default:
      return SCALARS[field.type] ?? GraphQLString;
  }
}

/** An enum of the choices, or nothing where a label is no GraphQL name. */
function enumTypeOf(field: FieldMetadata, name: string): GraphQLEnumType | undefined {
  const values = (field.options ?? []).map((option) => option.value);
  const fits = values.every((value) => GRAPHQL_NAME.test(value) && !RESERVED_ENUM_VALUES.includes(value));
  if (values.length === 0 || !fits) return undefined;
  return new GraphQLEnumType({ name, values: Object.fromEntries(values.map((value) => [value, { value }])) });
}
