import {
  GraphQLEnumType,
  GraphQLInputObjectType,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLOutputType,
  GraphQLScalarType,
  GraphQLString,
} from 'graphql';
import { escapeIdentifier } from 'pg';

/** A filter as a query gives it: `{ stage: { in: [NEW] }, closeDate: { is: NULL } }`. */
export type RecordFilter = Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;

const IsEnum = new GraphQLEnumType({ name: 'FilterIs', values: { NULL: {}, NOT_NULL: {} } });

const filterTypes = new WeakMap<object, GraphQLInputObjectType>();
const presenceFilter = new GraphQLInputObjectType({
  name: 'PresenceFilter',
  fields: { is: { type: IsEnum } },
});

/** What a field can be compared with: lists and JSON only for being there. */
export function filterTypeOf(type: GraphQLOutputType): GraphQLInputObjectType {
  const comparable =
    type instanceof GraphQLEnumType || (type instanceof GraphQLScalarType && type.name !== 'JSON');
  if (!comparable) return presenceFilter;

  const known = filterTypes.get(type);
  if (known) return known;
  const created = new GraphQLInputObjectType({
    name: `${type.name}Filter`,
    fields: {
      eq: { type },
      in: { type: new GraphQLList(new GraphQLNonNull(type)) },
      is: { type: IsEnum },
      ...(type === GraphQLString && { ilike: { type } }),
    },
  });
  filterTypes.set(type, created);
  return created;
}

/** The SQL conditions of a filter; values go into `parameters`, never into the text. */
export function conditionsOf(filter: RecordFilter, parameters: unknown[]): readonly string[] {
  return Object.entries(filter).flatMap(([field, operators]) =>
    Object.entries(operators ?? {}).map(([operator, value]) => {
      const column = escapeIdentifier(field);
      if (operator === 'is') return `${column} IS ${value === 'NULL' ? 'NULL' : 'NOT NULL'}`;
      const parameter = `$${parameters.push(value)}`;
      if (operator === 'in') return `${column} = ANY (${parameter})`;
      return operator === 'ilike' ? `${column} ILIKE ${parameter}` : `${column} = ${parameter}`;
    }),
  );
}
