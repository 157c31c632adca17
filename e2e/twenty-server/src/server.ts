import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo } from 'node:net';

import { GraphQLError } from 'graphql';
import { createYoga } from 'graphql-yoga';
import { Pool } from 'pg';

import { databaseUrl } from 'src/database/pg/database-url';
import { messageOf } from 'src/database/pg/exit-with-message';
import { metadataSchema } from 'src/engine/api/graphql/metadata-schema';
import { WorkspaceSchemaCache } from 'src/engine/api/graphql/workspace-schema-cache';
import { CacheFlushListener } from 'src/engine/core-modules/cache-flush/cache-flush-listener';

export interface RunningServer {
  readonly url: string;
  /** Answers what is under way, then closes every connection. */
  readonly close: () => Promise<void>;
}

/** Serves `/graphql`, `/metadata` and `/healthz` on 127.0.0.1; port 0 takes a free one. */
export async function startServer(port: number): Promise<RunningServer> {
  const connectionString = databaseUrl();
  const pool = new Pool({ connectionString, options: '-c TimeZone=UTC', query_timeout: 15000 });
  // An idle connection that breaks is replaced by the pool; the server goes on.
  pool.on('error', () => undefined);
  const cache = new WorkspaceSchemaCache(pool);
  const listener = new CacheFlushListener(connectionString, () => cache.flush());

  const common = { logging: false, landingPage: false, maskedErrors: { maskError: readableError } } as const;
  const graphql = createYoga({
    ...common,
    graphqlEndpoint: '/graphql',
    schema: async () => {
      await listener.ensure();
      return cache.schema();
    },
  });
  const metadata = createYoga({ ...common, graphqlEndpoint: '/metadata', schema: metadataSchema(pool) });

  const routes: Readonly<Record<string, RequestListener>> = {
    '/graphql': (request, response) => void graphql(request, response),
    '/metadata': (request, response) => void metadata(request, response),
    // As Twenty's: it says that the process answers, and nothing about the database.
    '/healthz': (_request, response) => void response.writeHead(200, JSON_TYPE).end('{"status":"ok"}'),
  };
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (route) return route(request, response);
    response.writeHead(404, JSON_TYPE).end('{"error":"There is /graphql, /metadata and /healthz"}');
  });

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await listener.close();
      await pool.end();
    },
  };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** What the client is told: the cause in one line, never a stack. */
function readableError(error: unknown): GraphQLError {
  if (!(error instanceof GraphQLError)) return new GraphQLError(messageOf(error));
  if (error.originalError === undefined || error.originalError instanceof GraphQLError) return error;
  return new GraphQLError(messageOf(error.originalError), { path: error.path, nodes: error.nodes });
}
