import { type GraphQLSchema } from 'graphql';
import { createSchema } from 'graphql-yoga';
import { type Pool } from 'pg';

import {
  loadMetadata,
  type FieldMetadata,
  type ObjectMetadata,
} from 'src/engine/metadata-modules/load-metadata';

const TYPES = /* GraphQL */ `
  scalar JSON

  type Query {
    objects: ObjectConnection!
  }

  type ObjectConnection {
    edges: [ObjectEdge!]!
  }

  type ObjectEdge {
    node: Object!
  }

  type Object {
    id: ID!
    nameSingular: String!
    namePlural: String!
    labelSingular: String!
    labelPlural: String!
    description: String
    targetTableName: String!
    isActive: Boolean!
    fields: FieldConnection!
    fieldsList: [Field!]!
  }

  type FieldConnection {
    edges: [FieldEdge!]!
  }

  type FieldEdge {
    node: Field!
  }

  type Field {
    id: ID!
    name: String!
    label: String!
    type: String!
    columnType: String!
    description: String
    defaultValue: String
    options: JSON
    relationTargetTableName: String
    isNullable: Boolean!
    isActive: Boolean!
  }
`;

/** The schema of `/metadata`: every object with its fields, inactive ones too, read anew for each query. */
export function metadataSchema(pool: Pool): GraphQLSchema {
  return createSchema({
    typeDefs: TYPES,
    resolvers: {
      Query: { objects: async () => connectionOf(await loadMetadata(pool)) },
      Object: {
        fields: (object: ObjectMetadata) => connectionOf<FieldMetadata>(object.fields),
        fieldsList: (object: ObjectMetadata) => object.fields,
      },
    },
  });
}

function connectionOf<T>(nodes: readonly T[]): { readonly edges: readonly { readonly node: T }[] } {
  return { edges: nodes.map((node) => ({ node })) };
}
