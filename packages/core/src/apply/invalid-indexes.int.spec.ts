import { Client } from 'pg';
import { quoteIdentifier } from '../target/identifier';
import { withSession, type Session } from '../target/session';
import { sql, startTestServer, withClient, type TestServer } from '../testing/test-server';
import { dropInvalidIndexes, leftoverIndexes, readInvalidIndexes } from './invalid-indexes';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const NOBODY: ReadonlySet<string> = new Set();

async function until(happened: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error('waited in vain');
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** A table with an index that failed (its rows are not unique), and another one that somebody builds for as long as `act` runs. */
async function whileBuilding(
  build: string,
  act: (session: Session, finish: () => Promise<void>) => Promise<void>,
  role?: string,
): Promise<void> {
  const connection = await server.create();
  await sql(
    connection,
    'CREATE TABLE t (i int, j int); INSERT INTO t SELECT 1, i FROM generate_series(1, 100) i',
  );
  await sql(connection, 'CREATE UNIQUE INDEX CONCURRENTLY failed ON t (i)').catch(() => undefined);
  // The last transaction of a build waits, before it commits, for whoever holds this lock.
  await sql(
    connection,
    `CREATE FUNCTION wait() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock_shared(1); END';
     CREATE EVENT TRIGGER wait ON ddl_command_end WHEN tag IN ('CREATE INDEX') EXECUTE FUNCTION wait()`,
  );
  // What can be repaired: else REINDEX fails before anybody can look at it.
  if (build.startsWith('REINDEX')) await sql(connection, 'UPDATE t SET i = j');
  if (role) {
    await sql(
      connection,
      `CREATE ROLE ${quoteIdentifier(role)} LOGIN PASSWORD 'x'; ALTER TABLE t OWNER TO ${quoteIdentifier(role)}`,
    );
  }
  const old = new Client(connection);
  await old.connect();
  // CONCURRENTLY waits for whoever may see the table as it was.
  await old.query('BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM t');
  const building = withClient(connection, (client) => client.query(build));
  building.catch(() => undefined);
  try {
    await until(
      async () => (await sql(connection, 'SELECT 1 FROM pg_stat_progress_create_index')).length > 0,
    );
    await until(
      async () => (await sql(connection, `SELECT 1 FROM pg_index WHERE NOT indisvalid`)).length > 1,
    );
    const whose = role ? { ...connection, user: role, password: 'x' } : connection;
    await withSession(whose, {}, (session) =>
      act(session, async () => {
        await old.query('COMMIT');
        await building;
      }),
    );
  } finally {
    await old.end();
    await building.catch(() => undefined);
    if (role)
      await sql(connection, `DROP OWNED BY ${quoteIdentifier(role)}; DROP ROLE ${quoteIdentifier(role)}`);
  }
}

test.each([
  ['by a superuser', undefined],
  ['by the owner of the table, who may not see what others do', 'owner_of_t'],
])('an index that somebody is building is not dropped for a leftover: looked at %s', async (_, role) => {
  await whileBuilding(
    'CREATE INDEX CONCURRENTLY theirs ON t (j)',
    async (session, finish) => {
      expect(await readInvalidIndexes(session)).toEqual(new Set(['"public"."failed"', '"public"."theirs"']));
      expect(await leftoverIndexes(session, NOBODY, { patience: 0 })).toEqual([]);
      await expect(leftoverIndexes(session, NOBODY, { patience: 300 })).rejects.toMatchObject({
        code: 'INDEX_BEING_BUILT',
      });
      const stop = new AbortController();
      const waiting = leftoverIndexes(session, NOBODY, { patience: 30_000, signal: stop.signal });
      stop.abort();
      await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
      const dropping = dropInvalidIndexes(session, NOBODY, { patience: 30_000 });
      await finish();
      await dropping;
      const left = await session.query(
        'SELECT relname FROM pg_class WHERE relkind = $1 AND relnamespace = 2200',
        ['i'],
      );
      expect(left).toEqual([{ relname: 'theirs' }]);
    },
    role,
  );
});

test('an index whose build is done and not committed is not dropped for a leftover', async () => {
  await whileBuilding('CREATE INDEX CONCURRENTLY theirs ON t (j)', async (session, finish) => {
    await session.query('SELECT pg_advisory_lock(1)');
    const finished = finish();
    await until(
      async () =>
        (await session.query(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`)).length >
        0,
    );
    expect(await session.query('SELECT 1 FROM pg_stat_progress_create_index')).toEqual([]);
    expect(await leftoverIndexes(session, NOBODY, { patience: 0 })).toEqual(['"public"."failed"']);
    await expect(leftoverIndexes(session, NOBODY, { patience: 300 })).rejects.toMatchObject({
      code: 'INDEX_BEING_BUILT',
    });
    await session.query('SELECT pg_advisory_unlock(1)');
    await finished;
    expect(await leftoverIndexes(session, NOBODY, { patience: 0 })).toEqual(['"public"."failed"']);
  });
});

test('somebody repairs the leftover with REINDEX CONCURRENTLY: it stays', async () => {
  await whileBuilding('REINDEX INDEX CONCURRENTLY failed', async (session, finish) => {
    await session.query('SELECT 1');
    const dropping = dropInvalidIndexes(session, NOBODY, { patience: 30_000 });
    await finish();
    await dropping;
    const left = await session.query(
      `SELECT c.relname, i.indisvalid FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid WHERE c.relnamespace = 2200`,
    );
    expect(left).toEqual([{ relname: 'failed', indisvalid: true }]);
  });
});

test('without anybody else: dropped, and what was invalid before stays', async () => {
  const connection = await server.create();
  await sql(connection, 'CREATE TABLE t (i int); INSERT INTO t VALUES (1), (1)');
  for (const name of ['old', 'new'])
    await sql(connection, `CREATE UNIQUE INDEX CONCURRENTLY ${name} ON t (i)`).catch(() => undefined);
  await withSession(connection, {}, async (session) => {
    await dropInvalidIndexes(session, new Set(['"public"."old"']), { patience: 0 });
    expect(await readInvalidIndexes(session)).toEqual(new Set(['"public"."old"']));
  });
});
