import { Client } from './driver';
import { randomUUID } from 'node:crypto';
import { refusal, type SafeMigrateError } from '../errors';
import { describeConnection, type ConnectionParameters } from './connection';

/** Clients that are connected at the same time, and how often each asks. */
const CLIENTS = 3;
const ROUNDS = 2;
/** A pooler with one server connection makes the second client wait: that is an answer too. */
const PATIENCE_MS = 3_000;

/**
 * Refuses a connection pooler that gives each transaction another server session (PgBouncer with `pool_mode = transaction`, and its kind): the
 * lock that keeps two runs apart, the timeouts and what is temporary belong to a session. Found by what it does, not by its name or port:
 * clients that are connected at the same time and hold a transaction each must have a server process each, and keep it.
 *
 * @throws SafeMigrateError POOLED_CONNECTION
 */
export async function assertNotPooled(connection: ConnectionParameters): Promise<void> {
  const clients = Array.from(
    { length: CLIENTS },
    () =>
      new Client({ ...connection, application_name: 'safe-migrate probe', connectionTimeoutMillis: 10_000 }),
  );
  for (const client of clients) client.on('error', () => undefined);
  try {
    await Promise.all(clients.map((client) => client.connect()));
    const why = await withPatience(probe(clients));
    if (why !== undefined) throw pooled(connection, why);
  } finally {
    // Not awaited: behind a pooler that is out of connections it may take as long as it likes.
    for (const client of clients) void client.end().catch(() => undefined);
  }
}

/** What gives a pooler away, in words. */
async function probe(clients: readonly Client[]): Promise<string | undefined> {
  const own = new Map<Client, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const client of clients) {
      const mark = randomUUID();
      const first = await pidOf(client, `set_config('safe_migrate.probe', '${mark}', false)`);
      const before = own.get(client) ?? first.pid;
      own.set(client, before);
      if (first.pid !== before)
        return `one connection was served by the server process ${before}, and then by ${first.pid}`;
      const shared = [...own].find(([other, pid]) => other !== client && pid === first.pid);
      if (shared) return `two connections at the same time were served by one server process, ${first.pid}`;
      // Held open: a pooler must now serve the others from elsewhere.
      await client.query('BEGIN');
      const [others, again] = [clients.filter((other) => other !== client), await pidOf(client, `'${mark}'`)];
      for (const other of others) {
        const { pid } = await pidOf(other, `'${mark}'`);
        const earlier = own.get(other);
        if (pid === again.pid)
          return `two connections at the same time were served by one server process, ${pid}`;
        if (earlier !== undefined && earlier !== pid)
          return `one connection was served by the server process ${earlier}, and then by ${pid}`;
        own.set(other, pid);
      }
      await client.query('COMMIT');
      const after = await pidOf(client, `current_setting('safe_migrate.probe', true)`);
      if (after.pid !== first.pid || after.mark !== mark)
        return 'what is set in a session is gone in its next transaction';
    }
  }
  return undefined;
}

async function pidOf(client: Client, mark: string): Promise<{ pid: number; mark: string | null }> {
  const { rows } = await client.query<{ pid: number; mark: string | null }>(
    `SELECT pg_catalog.pg_backend_pid() AS pid, ${mark}::text AS mark`,
  );
  return rows[0] ?? { pid: 0, mark: null };
}

async function withPatience(found: Promise<string | undefined>): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const waited = new Promise<string>((resolve) => {
    timer = setTimeout(
      () => resolve('a second connection was not served while the first held a transaction'),
      PATIENCE_MS,
    );
  });
  found.catch(() => undefined);
  return Promise.race([found, waited]).finally(() => clearTimeout(timer));
}

/** The refusal, also for poolers that give themselves away at once. */
export function pooled(connection: ConnectionParameters, why: string): SafeMigrateError {
  return refusal({
    code: 'POOLED_CONNECTION',
    what: `The connection ${describeConnection(connection)} goes through a pooler that gives every transaction another server session.`,
    why: `${why}. The lock that keeps two runs apart would be lost, or stay behind with nobody to release it.`,
    next: 'Give the data source the direct URL of the server: on Railway DATABASE_UNPOOLED_URL, elsewhere the port of PostgreSQL itself (often 5432 instead of 6432); or set pool_mode = session for this database.',
  });
}
