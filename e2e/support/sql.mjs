import pg from 'pg';

/** Runs SQL on a connection of its own. */
export const sql = (connection, text, parameters) =>
  withClient(connection, (query) => query(text, parameters));

/** Several statements on one connection. */
export async function withClient(connection, act) {
  const client = new pg.Client({ ...connection, application_name: 'suite' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await act(async (text, parameters) => {
      const result = await client.query(text, parameters);
      return (Array.isArray(result) ? result.at(-1) : result).rows;
    });
  } finally {
    await client.end();
  }
}
