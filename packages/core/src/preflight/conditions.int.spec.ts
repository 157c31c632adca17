import { withSession } from '../target/session';
import { sql, startTestServer, withClient, type TestServer } from '../testing/test-server';
import { readConditions } from './conditions';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const look = (connection: TestServer['connection']) =>
  withSession(connection, { readOnly: true }, readConditions);

test('nothing to tell of an ordinary database', async () => {
  const connection = await server.create();
  await sql(connection, 'CREATE TABLE t (id int PRIMARY KEY)');
  expect(await look(connection)).toEqual([]);
});

test('invalid indexes, constraints that were never validated', async () => {
  const connection = await server.create();
  await sql(
    connection,
    `CREATE TABLE "T" (id int PRIMARY KEY, n int); ALTER TABLE "T" ADD CONSTRAINT positive CHECK (n > 0) NOT VALID;
     CREATE INDEX broken ON "T" (n); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'broken'::regclass`,
  );
  const [invalid, unvalidated, ...others] = await look(connection);
  expect(invalid).toMatch(/^invalid, left by an earlier CREATE INDEX CONCURRENTLY.*: public.broken \(DROP/);
  expect(unvalidated).toMatch(/^never validated.*: positive on public."T" \(ALTER TABLE/);
  expect(others).toEqual([]);
});

test('a transaction that is open for long is told with its statement and without its values', async () => {
  const connection = await server.create();
  await withClient(connection, async (client) => {
    await client.query('BEGIN');
    await client.query(`SELECT 'Jane Doe'`);
    expect(await look(connection)).toEqual([]);
    const old = await withSession(connection, { readOnly: true }, (session) =>
      readConditions({
        // The same statements, an hour later.
        query: (text, parameters) =>
          session.query(
            text.replace(
              'pg_catalog.clock_timestamp() - $1',
              `pg_catalog.clock_timestamp() + interval '1 hour' - $1`,
            ),
            parameters,
          ),
      }),
    );
    expect(old).toEqual([
      expect.stringMatching(
        /^open for long, .*application test, idle in transaction, .*last statement: SELECT \?\)$/,
      ),
    ]);
  });
});
