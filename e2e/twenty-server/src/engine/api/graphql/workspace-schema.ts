import {
  GraphQLBoolean,
  type GraphQLFieldConfigMap,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
} from 'graphql';
import { type Pool } from 'pg';

import { connectionField, recordField } from 'src/engine/api/graphql/object-fields';
import { RESERVED_TYPE_NAMES, serveObject } from 'src/engine/api/graphql/served-object';
import { type ObjectMetadata } from 'src/engine/metadata-modules/load-metadata';

/** The schema of `/graphql`: for every active object a connection and a single record, with the fields that its metadata names. */
export function workspaceSchema(
  objects: readonly ObjectMetadata[],
  version: string,
  pool: Pool,
): GraphQLSchema {
  const pageInfo = new GraphQLObjectType({
    name: 'PageInfo',
    fields: { hasNextPage: { type: new GraphQLNonNull(GraphQLBoolean) }, endCursor: { type: GraphQLString } },
  });
  const fields: GraphQLFieldConfigMap<unknown, unknown> = {
    metadataVersion: { type: new GraphQLNonNull(GraphQLString), resolve: () => version },
  };

  const typeNames = new Set(RESERVED_TYPE_NAMES);
  for (const object of objects.filter((candidate) => candidate.isActive)) {
    const served = serveObject(object, typeNames);
    fields[object.namePlural] = connectionField(served, pageInfo, pool);
    fields[object.nameSingular] = recordField(served, pool);
  }
  return new GraphQLSchema({ query: new GraphQLObjectType({ name: 'Query', fields }) });
}
