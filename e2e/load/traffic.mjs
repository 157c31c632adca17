import pg from 'pg';

const PAUSE_MS = 10;
const SAMPLE_MS = 15;
/** Rows that only the clients with long transactions lock. */
const LONG_IDS = 100;

/** Clients that read and write in short transactions, and two that keep theirs open, as a report or a forgotten session does. */
export function startTraffic(connection, { clients, longSeconds }) {
  const state = { running: true, transactions: 0, slowestMs: 0, deadlocks: 0 };
  const all = [
    ...Array.from({ length: clients }, (_, at) => short(connection, at, state)),
    ...[0, 1].map((at) => long(connection, at, longSeconds, state)),
  ];
  return {
    state,
    forget: () => Object.assign(state, { transactions: 0, slowestMs: 0, deadlocks: 0 }),
    stop: async () => {
      state.running = false;
      await Promise.all(all);
    },
  };
}

async function withClient(connection, name, act) {
  const client = new pg.Client({ ...connection, application_name: name });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await act(client);
  } finally {
    await client.end();
  }
}

function short(connection, at, state) {
  return withClient(connection, `load ${at}`, async (client) => {
    const id = () => LONG_IDS + Math.ceil(Math.random() * 40_000);
    const timed = async (text, parameters) => {
      const since = performance.now();
      await client.query(text, parameters);
      state.slowestMs = Math.max(state.slowestMs, performance.now() - since);
    };
    while (state.running) {
      try {
        await client.query('BEGIN');
        await timed(
          'SELECT a.label, p.name FROM app.account a JOIN app.plan p ON p.id = a.plan WHERE a.id = $1',
          [id()],
        );
        if (Math.random() < 0.5)
          await timed('UPDATE app.account SET visits = visits + 1 WHERE id = $1', [id()]);
        else await timed(`INSERT INTO app.event (account, kind) VALUES ($1, 'load')`, [id()]);
        await client.query('COMMIT');
        state.transactions += 1;
      } catch (error) {
        // A migration that locks tables one after the other meets clients that do so too.
        if (error.code !== '40P01') throw error;
        state.deadlocks += 1;
        await client.query('ROLLBACK');
      }
      await pause(PAUSE_MS * (0.5 + Math.random()));
    }
  });
}

function long(connection, at, seconds, state) {
  return withClient(connection, `long ${at}`, async (client) => {
    while (state.running) {
      await client.query('BEGIN');
      await client.query('UPDATE app.account SET visits = visits + 1 WHERE id = $1', [1 + at]);
      for (let left = seconds * 10; left > 0 && state.running; left--) await pause(100);
      await client.query('COMMIT');
      await pause(2_500 * (0.5 + Math.random()));
    }
  });
}

/** Asks the server who waits for, or in a queue behind, sessions of that name, and since when: nothing of safe-migrate is used. */
export async function watchBlocked(connection, name) {
  let longestMs = 0;
  let running = true;
  const watching = withClient(connection, 'watch', async (client) => {
    while (running) {
      const { rows } = await client.query(
        `SELECT coalesce(max(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000), 0)::float8 AS ms
           FROM pg_locks l JOIN pg_stat_activity a USING (pid)
          WHERE NOT l.granted AND a.application_name ~ '^(load|long)'
            AND EXISTS (SELECT FROM unnest(pg_blocking_pids(l.pid)) b JOIN pg_stat_activity m ON m.pid = b WHERE m.application_name LIKE $1)`,
        [`${name}%`],
      );
      longestMs = Math.max(longestMs, rows[0].ms);
      await pause(SAMPLE_MS);
    }
  });
  return {
    longestMs: () => longestMs,
    stop: async () => {
      running = false;
      await watching;
    },
  };
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
