import pg from 'pg';

/** Milliseconds between two transactions of a client. */
const PAUSE_MS = 4;

/** Starts clients that insert, update and delete without an end, as pgbench would; they count what they did and what failed. */
export function startClients(connection, count, random) {
  const state = { running: true, transactions: 0, failures: new Map(), longestMs: 0 };
  const clients = Array.from({ length: count }, (_, at) => work(connection, at, random, state));
  return {
    state,
    stop: async () => {
      state.running = false;
      await Promise.all(clients);
    },
  };
}

async function work(connection, at, random, state) {
  const client = new pg.Client({ ...connection, application_name: `load ${at}` });
  client.on('error', () => undefined);
  await client.connect();
  let next = 1_000_000 * (at + 1);
  const id = () => 1001 + Math.floor(random() * 19_000);
  const changes = [
    () =>
      client.query(
        'UPDATE app.account SET visits = visits + 1, data = jsonb_build_object($1::text, visits) WHERE id = $2',
        [String(at), id()],
      ),
    () =>
      client.query(
        `UPDATE app.account SET label = label || '.', amount = amount + 0.01 WHERE id = $1 AND length(label) < 60`,
        [id()],
      ),
    () => client.query(`INSERT INTO app.account (id, label, sealed) VALUES ($1, 'new', 'new')`, [++next]),
    () =>
      client.query('DELETE FROM app.account WHERE id = $1 OR id = $2', [
        id(),
        next - Math.floor(random() * 50),
      ]),
    () => client.query(`INSERT INTO app.event (kind) VALUES ('load')`),
    () =>
      client.query(
        `DELETE FROM app.event WHERE ctid = (SELECT ctid FROM app.event WHERE kind = 'load' LIMIT 1)`,
      ),
    () => client.query('SELECT count(*) FROM app.account WHERE id BETWEEN $1 AND $1 + 100', [id()]),
  ];
  while (state.running) {
    const started = performance.now();
    try {
      await client.query('BEGIN');
      for (let n = 1 + Math.floor(random() * 3); n > 0; n -= 1)
        await changes[Math.floor(random() * changes.length)]();
      await client.query('COMMIT');
      state.transactions += 1;
    } catch (error) {
      state.failures.set(error.code, (state.failures.get(error.code) ?? 0) + 1);
      await client.query('ROLLBACK').catch(() => undefined);
    }
    state.longestMs = Math.max(state.longestMs, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  await client.end();
}
