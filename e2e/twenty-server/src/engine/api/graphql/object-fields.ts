import {
  type GraphQLFieldConfig,
  GraphQLError,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  type GraphQLResolveInfo,
  GraphQLString,
} from 'graphql';
import { type Pool } from 'pg';

import { type RecordFilter } from 'src/engine/api/graphql/filters';
import { type ApiRecord, countRecords, findRecords } from 'src/engine/api/graphql/find-records';
import { selectedFields } from 'src/engine/api/graphql/selected-fields';
import { type ServedObject } from 'src/engine/api/graphql/served-object';
import { type FieldMetadata } from 'src/engine/metadata-modules/load-metadata';

interface ConnectionArguments {
  readonly first: number;
  readonly after?: string | null;
  readonly filter?: RecordFilter | null;
}

const DEFAULT_PAGE = 60;
const MAX_PAGE = 1000;

/** `companies(first, after, filter) { totalCount edges { cursor node { ... } } pageInfo { ... } }` */
export function connectionField(
  object: ServedObject,
  pageInfo: GraphQLObjectType,
  pool: Pool,
): GraphQLFieldConfig<unknown, unknown, ConnectionArguments> {
  const edge = new GraphQLObjectType({
    name: `${object.type.name}Edge`,
    fields: {
      cursor: { type: new GraphQLNonNull(GraphQLString) },
      node: { type: new GraphQLNonNull(object.type) },
    },
  });
  const connection = new GraphQLObjectType({
    name: `${object.type.name}Connection`,
    fields: {
      totalCount: { type: new GraphQLNonNull(GraphQLInt) },
      edges: { type: new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(edge))) },
      pageInfo: { type: new GraphQLNonNull(pageInfo) },
    },
  });
  return {
    type: new GraphQLNonNull(connection),
    args: {
      first: { type: new GraphQLNonNull(GraphQLInt), defaultValue: DEFAULT_PAGE },
      after: { type: GraphQLString },
      filter: { type: object.filterInput },
    },
    resolve: async (_source, { first, after, filter }, _context, info) => {
      if (first < 0 || first > MAX_PAGE)
        throw new GraphQLError(`"first" goes from 0 to ${MAX_PAGE}, not ${first}.`);
      const records = await findRecords(
        pool,
        object.metadata,
        wantedFields(object, info, ['edges', 'node']),
        {
          filter,
          afterId: after ? idOf(after) : undefined,
          // One more than asked for tells whether there is a next page.
          limit: first + 1,
        },
      );
      const edges = records.slice(0, first).map((node) => ({ cursor: cursorOf(node), node }));
      return {
        edges,
        pageInfo: { hasNextPage: records.length > first, endCursor: edges.at(-1)?.cursor ?? null },
        totalCount: () => countRecords(pool, object.metadata, filter ?? null),
      };
    },
  };
}

/** `company(filter: { id: { eq: ... } }) { ... }`: the first match, or null. */
export function recordField(
  object: ServedObject,
  pool: Pool,
): GraphQLFieldConfig<unknown, unknown, { readonly filter: RecordFilter }> {
  return {
    type: object.type,
    args: { filter: { type: new GraphQLNonNull(object.filterInput) } },
    resolve: async (_source, { filter }, _context, info) => {
      const [record] = await findRecords(pool, object.metadata, wantedFields(object, info, []), {
        filter,
        limit: 1,
      });
      return record ?? null;
    },
  };
}

function wantedFields(
  object: ServedObject,
  info: GraphQLResolveInfo,
  path: readonly string[],
): readonly FieldMetadata[] {
  const names = selectedFields(info, path);
  return object.fields.filter((field) => field.name !== 'id' && names.has(field.name));
}

function cursorOf(record: ApiRecord): string {
  return Buffer.from(JSON.stringify({ id: record.id })).toString('base64url');
}

function idOf(cursor: string): string {
  try {
    const { id } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as { readonly id?: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Told below, with what was given.
  }
  throw new GraphQLError(`"${cursor}" is no cursor of this API.`);
}
