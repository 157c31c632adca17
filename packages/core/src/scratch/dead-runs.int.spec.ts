import { openSession, withSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { holdRun, scratchName, sweepDeadRuns } from './dead-runs';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const databases = async (): Promise<string[]> =>
  (
    await sql<{ name: string }>(
      server.connection,
      `SELECT datname::text AS name FROM pg_database WHERE datname LIKE 'safe%' ORDER BY 1`,
    )
  ).map(({ name }) => name);

test('the databases of dead runs go, and nothing else', async () => {
  const [dead, alive] = ['20260101-120000-dead', '20260101-120000-live'];
  const others = ['safe_migrate_mine', 'safe_migrate_2026_review', 'safehouse'];
  for (const name of [
    scratchName(dead, 'review'),
    scratchName(dead, 'restored'),
    scratchName(alive, 'review'),
    ...others,
  ])
    await sql(server.connection, `CREATE DATABASE "${name}"`);
  // The lock counts wherever on the server it is held.
  const other = await server.create();
  const holder = await openSession(other);
  await holdRun(holder, alive);
  // Somebody is still connected, as the backend of a killed client may be for a while.
  const stray = await openSession({ ...server.connection, database: scratchName(dead, 'restored') });

  const sweep = () => withSession(server.connection, {}, sweepDeadRuns);
  expect([...(await sweep())].sort()).toEqual(
    [scratchName(dead, 'restored'), scratchName(dead, 'review')].sort(),
  );
  expect(await databases()).toEqual([...others, scratchName(alive, 'review')].sort());
  expect(await sweep()).toEqual([]);

  await holder.close();
  await stray.close();
  expect(await sweep()).toEqual([scratchName(alive, 'review')]);
  expect(await databases()).toEqual([...others].sort());
});

test('a role that may not drop them leaves them, and does not fail', async () => {
  const name = scratchName('20260101-120000-othr', 'review');
  await sql(server.connection, `CREATE DATABASE "${name}"`);
  await sql(server.connection, `CREATE ROLE humble LOGIN PASSWORD 'humble-password'`);
  const humble = { ...server.connection, user: 'humble', password: 'humble-password' };
  expect(await withSession(humble, {}, sweepDeadRuns)).toEqual([]);
  expect(await databases()).toContain(name);
});
