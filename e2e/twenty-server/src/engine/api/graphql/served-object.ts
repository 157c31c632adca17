import { GraphQLInputObjectType, GraphQLObjectType } from 'graphql';

import { isServable, outputTypeOf } from 'src/engine/api/graphql/field-types';
import { filterTypeOf } from 'src/engine/api/graphql/filters';
import { type FieldMetadata, type ObjectMetadata } from 'src/engine/metadata-modules/load-metadata';

/** An object with the GraphQL types that its metadata asks for. */
export interface ServedObject {
  readonly metadata: ObjectMetadata;
  readonly fields: readonly FieldMetadata[];
  readonly type: GraphQLObjectType;
  readonly filterInput: GraphQLInputObjectType;
}

/** Type names that no object may take: a table called `date` is served as `DateRecord`. */
export const RESERVED_TYPE_NAMES: readonly string[] = [
  ...[
    'Query',
    'PageInfo',
    'String',
    'Int',
    'Float',
    'Boolean',
    'ID',
    'UUID',
    'DateTime',
    'Date',
    'BigFloat',
    'JSON',
  ],
  ...['FilterIs', 'PresenceFilter'],
];

/** Makes the types of an object. `typeNames` are the names in use; those of this object are added. */
export function serveObject(object: ObjectMetadata, typeNames: Set<string>): ServedObject {
  const typeName = freeTypeName(capitalized(object.nameSingular), typeNames);
  const typed = object.fields
    .filter(isServable)
    .map((field) => ({ field, type: outputTypeOf(field, `${typeName}${capitalized(field.name)}Enum`) }));

  return {
    metadata: object,
    fields: typed.map(({ field }) => field),
    type: new GraphQLObjectType({
      name: typeName,
      description: object.description,
      fields: Object.fromEntries(
        typed.map(({ field, type }) => [field.name, { type, description: field.description }]),
      ),
    }),
    filterInput: new GraphQLInputObjectType({
      name: `${typeName}FilterInput`,
      fields: Object.fromEntries(typed.map(({ field, type }) => [field.name, { type: filterTypeOf(type) }])),
    }),
  };
}

function freeTypeName(wanted: string, typeNames: Set<string>): string {
  const family = (name: string): readonly string[] =>
    ['', 'Connection', 'Edge', 'FilterInput'].map((end) => name + end);
  let name = wanted;
  while (family(name).some((member) => typeNames.has(member))) name += 'Record';
  for (const member of family(name)) typeNames.add(member);
  return name;
}

function capitalized(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
