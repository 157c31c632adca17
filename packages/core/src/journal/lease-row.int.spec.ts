import { spawnSync } from 'node:child_process';
import { takeLease } from '../apply/lease';
import { openSession, type OwnSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { HEARTBEAT_MS, LEASE_KEY, STALE_MS, writeLease } from './lease-row';
import { sessionName, thisProcess } from './process-identity';
import { ensureJournal } from './schema';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

const open: OwnSession[] = [];
afterEach(async () => {
  for (const session of open.splice(0)) await session.close().catch(() => undefined);
});

/** A run on another machine, which has the lease and has said nothing for so long. */
async function held({ silentMs = 2 * STALE_MS } = {}) {
  const connection = await server.create();
  const holder = await openSession(connection, { applicationName: 'safe-migrate 20260101T000000-other' });
  open.push(holder);
  await takeLease(holder);
  await ensureJournal(holder);
  await writeLease(holder, '20260101T000000-other');
  await sql(
    connection,
    `UPDATE safe_migrate.lease SET host = 'elsewhere', process_space = 'elsewhere', heartbeat_at = clock_timestamp() - interval '${silentMs} ms'`,
  );
  const notes: string[] = [];
  const note = (message: string) => void notes.push(message);
  const taker = async (user?: string) => {
    const session = await openSession(user ? { ...connection, user, password: 'secret' } : connection);
    open.push(session);
    return session;
  };
  return { connection, holder, notes, note, taker };
}

/** Twenty seconds pass in each. */
const fast = () => Date.now() * 20;
const alive = (session: OwnSession) =>
  session.query('SELECT 1').then(
    () => true,
    () => false,
  );

test('a dead holder elsewhere is ended, whatever the clocks of the two machines say: only the time of the server is compared', async () => {
  const { holder, notes, note, taker } = await held();
  // A day behind the server.
  await takeLease(await taker(), { now: () => fast() - 86_400_000, note });
  expect(await alive(holder)).toBe(false);
  expect(notes.join('\n')).toMatch(
    /has died; waiting.*\nended the server session that run 20260101T000000-other left/,
  );
});

test('a holder that only looks silent, since the clock of the server was put forward, is left alone once it gives a sign of life', async () => {
  const { connection, holder, note, taker } = await held();
  const beat = setTimeout(
    () => void sql(connection, 'UPDATE safe_migrate.lease SET heartbeat_at = clock_timestamp()'),
    HEARTBEAT_MS / 20,
  );
  await expect(takeLease(await taker(), { now: fast, note })).rejects.toMatchObject({ code: 'LEASE_HELD' });
  clearTimeout(beat);
  expect(await alive(holder)).toBe(true);
});

test('a role that may not end the session of another says so and is refused; one that may goes on', async () => {
  const { connection, holder, notes, note, taker } = await held();
  await sql(
    connection,
    `CREATE ROLE other LOGIN PASSWORD 'secret'; GRANT USAGE ON SCHEMA safe_migrate TO other; GRANT ALL ON ALL TABLES IN SCHEMA safe_migrate TO other`,
  );
  const error: unknown = await takeLease(await taker('other'), { now: fast, note }).catch(
    (each: unknown) => each,
  );
  expect(error).toMatchObject({ code: 'LEASE_HELD', next: expect.stringMatching(/pg_signal_backend/) });
  expect(notes.at(-1)).toMatch(/^this role may not end the server session/);
  expect(await alive(holder)).toBe(true);
  await sql(connection, 'GRANT pg_signal_backend TO other');
  // Not even then: the session is a superuser's.
  await expect(takeLease(await taker('other'), { now: fast })).rejects.toMatchObject({ code: 'LEASE_HELD' });
  await takeLease(await taker(), { now: fast, note });
  expect(await alive(holder)).toBe(false);
});

test('the leases of two databases on one server have nothing to do with each other', async () => {
  const [one, other] = [await held({ silentMs: 0 }), await held({ silentMs: 0 })];
  expect([await alive(one.holder), await alive(other.holder)]).toEqual([true, true]);
  await expect(takeLease(await one.taker(), { now: fast })).rejects.toMatchObject({ code: 'LEASE_HELD' });
});

test.each([
  ['with a journal that names an earlier run', true],
  ['on a database that has none yet', false],
])('a connection kept open by something between, cut off right after the lock, %s', async (_, isKnown) => {
  const connection = await server.create();
  const openAs = async (name?: string) => {
    const session = await openSession(connection, name ? { applicationName: name } : {});
    open.push(session);
    return session;
  };
  if (isKnown) {
    const earlier = await openAs('safe-migrate 20260101-000000-earl');
    await ensureJournal(earlier);
    await writeLease(earlier, '20260101-000000-earl');
    await earlier.close();
  }
  const lock = `SELECT pg_advisory_lock(${LEASE_KEY.join(', ')})`;
  const living = await openAs(sessionName('20260101-000000-live'));
  await living.query(lock);
  await expect(takeLease(await openAs(), { now: fast })).rejects.toMatchObject({
    code: 'LEASE_HELD',
    why: expect.stringMatching(/^The lease is held by run 20260101-000000-live on /),
  });
  expect(await alive(living)).toBe(true);
  await living.close();
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const dead = await openAs(sessionName('20260101-000000-dead', { ...thisProcess(), pid }));
  await dead.query(lock);
  const notes: string[] = [];
  await takeLease(await openAs(), { now: fast, note: (message) => void notes.push(message) });
  expect(notes.join('\n')).toMatch(/ended the server session that run 20260101-000000-dead left behind/);
  expect(await alive(dead)).toBe(false);
});
