import { Client } from 'pg';
import { findClientTools, type ClientTools } from '../backup/client-tools';
import { startScratchServer } from '../scratch/server';
import type { ConnectionParameters } from '../target/connection';
import { quoteIdentifier } from '../target/identifier';
import type { Row } from '../target/session';

/** A PostgreSQL that one spec file starts and stops, of the same major as the client programs found here. */
export interface TestServer {
  /** Superuser connection to the `postgres` database. */
  readonly connection: ConnectionParameters;
  readonly tools: ClientTools;
  /** Creates a database, from a template where one is given. */
  readonly create: (template?: string) => Promise<ConnectionParameters>;
  /** The server as a URL, password included. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts it; `stop` in `afterAll`. */
export async function startTestServer(temporary?: string): Promise<TestServer> {
  const tools = await findClientTools();
  const { connection, stop } = await startScratchServer({ major: tools.major, temporary });
  let made = 0;
  return {
    connection,
    tools,
    url: urlOf(connection),
    stop,
    create: async (template = 'template0') => {
      const database = `test_${++made}`;
      await sql(connection, `CREATE DATABASE ${database} TEMPLATE ${quoteIdentifier(template)}`);
      return { ...connection, database };
    },
  };
}

/** `postgres://` URL of a connection. */
export function urlOf({ host, port, user, password = '', database }: ConnectionParameters): string {
  return `postgres://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}:${port}/${database}`;
}

/** Runs SQL on a connection of its own, independent of the code under test; rows of the last statement. */
export async function sql<R extends Row = Row>(
  connection: ConnectionParameters,
  text: string,
  parameters?: unknown[],
): Promise<readonly R[]> {
  return withClient(connection, async (client) => {
    const result: unknown = await client.query(text, parameters);
    const last = (Array.isArray(result) ? result.at(-1) : result) as { rows: R[] };
    return last.rows;
  });
}

/** Brackets a plain `pg` client. */
export async function withClient<T>(
  connection: ConnectionParameters,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client({ ...connection, application_name: 'test' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}
