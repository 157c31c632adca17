import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startScratchServer } from '@safe-migrate/core';
import { installSeal, DEFAULT_POLICY } from '../dist/seal/index.js';

/**
 * An ordinary workload on a database before and after it is sealed: transactions as pgbench makes them by several clients, and what Twenty
 * does in the schemas of its customers at run time (fields and custom objects come and go). Pairs of runs in alternating order, so that the
 * noise of the machine falls on both; what is told is the median of the ratios.
 *
 *   node packages/core/bench/seal-overhead.mjs [pairs] [seconds of each run] [major]
 */
const [pairs = 6, seconds = 3, major = 15] = process.argv.slice(2).map(Number);
const CLIENTS = 4;

const SCHEMA = `
  CREATE TABLE accounts (id int PRIMARY KEY, branch int NOT NULL, balance bigint NOT NULL, filler text);
  CREATE TABLE branches (id int PRIMARY KEY, balance bigint NOT NULL);
  CREATE TABLE history (account int, branch int, delta int, at timestamptz);
  INSERT INTO branches SELECT i, 0 FROM generate_series(1, 10) i;
  INSERT INTO accounts SELECT i, i % 10 + 1, 0, repeat('x', 80) FROM generate_series(1, 20000) i;
  CREATE SCHEMA workspace_1; CREATE TABLE workspace_1.company (id uuid PRIMARY KEY, name text)`;

const connect = async (connection) => {
  const client = new pg.Client(connection);
  await client.connect();
  return client;
};

async function transaction(client, random = Math.random) {
  const account = 1 + Math.floor(random() * 20_000);
  const branch = 1 + (account % 10);
  await client.query('BEGIN');
  await client.query('UPDATE accounts SET balance = balance + 1 WHERE id = $1', [account]);
  await client.query('SELECT balance FROM accounts WHERE id = $1', [account]);
  await client.query('UPDATE branches SET balance = balance + 1 WHERE id = $1', [branch]);
  await client.query('INSERT INTO history VALUES ($1, $2, 1, now())', [account, branch]);
  await client.query('COMMIT');
}

let customs = 0;
/** A user adds a field and deletes one, and makes a custom object and deletes it. */
async function customize(client, number = ++customs) {
  const field = `field${number}`;
  for (const text of [
    `ALTER TABLE workspace_1.company ADD COLUMN ${field} text`,
    `CREATE TYPE workspace_1.${field}_enum AS ENUM ('A', 'B')`,
    `ALTER TABLE workspace_1.company ADD COLUMN ${field}e workspace_1.${field}_enum`,
    `CREATE TABLE workspace_1._pet${number} (id uuid PRIMARY KEY, name text)`,
    `CREATE INDEX ON workspace_1._pet${number} (name)`,
    `ALTER TABLE workspace_1.company DROP COLUMN ${field}`,
    `ALTER TABLE workspace_1.company DROP COLUMN ${field}e`,
    `DROP TYPE workspace_1.${field}_enum`,
    `DROP TABLE workspace_1._pet${number}`,
  ])
    await client.query(text);
}

/** Clients that write for some time, or a user who customizes, or both at once. */
async function workload(connection, clients, users) {
  const until = performance.now() + seconds * 1000;
  const latencies = [];
  const changes = [];
  const refused = [];
  const cpu = { clients: 0, users: 0 };
  const repeat = async (act, times, pause) => {
    const own = await connect(connection);
    while (performance.now() < until) {
      const started = performance.now();
      await act(own).catch((error) => refused.push(error.message));
      times.push(performance.now() - started);
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    cpu[act === customize ? 'users' : 'clients'] += await cpuOf(own);
    await own.end();
  };
  await Promise.all([
    ...Array.from({ length: clients }, () => repeat(transaction, latencies, 0)),
    ...Array.from({ length: users }, () => repeat(customize, changes, 20)),
  ]);
  return {
    transactions: latencies.length,
    latency: mean(latencies),
    change: mean(changes),
    cpu: cpu.clients / Math.max(1, latencies.length),
    changeCpu: cpu.users / Math.max(1, changes.length),
    refused,
  };
}

/** CPU time in ms of the server process behind a connection (Linux): a busy machine makes it wait, not work. */
async function cpuOf(client) {
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const fields = readFileSync(`/proc/${rows[0].pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

const mean = (numbers) => numbers.reduce((sum, each) => sum + each, 0) / Math.max(1, numbers.length);
const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

const server = await startScratchServer({ major });
try {
  const admin = await connect(server.connection);
  await admin.query('CREATE DATABASE base');
  const base = await connect({ ...server.connection, database: 'base' });
  await base.query(SCHEMA);
  await base.end();

  let made = 0;
  /** Each run has a database of its own, as new as any other's: nothing that one left behind is in the way of the next. */
  const fresh = async (isSealed) => {
    const connection = { ...server.connection, database: `run_${++made}` };
    await admin.query(`CREATE DATABASE ${connection.database} TEMPLATE base`);
    if (isSealed) {
      const session = await connect(connection);
      const query = async (text, values) => (await session.query(text, values)).rows;
      const options = { environment: 'production', name: 'bench', policy: DEFAULT_POLICY, template: false };
      await installSeal({ query }, { ...options, nextCommand: 'safe-migrate run', runner: 'postgres' });
      await session.end();
    }
    await admin.query('CHECKPOINT');
    return connection;
  };
  const measure = async (isSealed, clients, users) => {
    const connection = await fresh(isSealed);
    const seen = await workload(connection, clients, users);
    await admin.query(`DROP DATABASE ${connection.database}`);
    return seen;
  };

  const ratios = { dml: [], ddl: [], cpu: [], ddlCpu: [] };
  for (let pair = -1; pair < pairs; pair++) {
    const seen = { dml: {}, ddl: {} };
    for (const isSealed of pair % 2 === 0 ? [false, true] : [true, false]) {
      seen.dml[isSealed] = await measure(isSealed, CLIENTS, 0);
      seen.ddl[isSealed] = await measure(isSealed, 0, 1);
    }
    // The first pair warms up.
    if (pair < 0) continue;
    ratios.dml.push(seen.dml.true.latency / seen.dml.false.latency);
    ratios.ddl.push(seen.ddl.true.change / seen.ddl.false.change);
    ratios.cpu.push(seen.dml.true.cpu / seen.dml.false.cpu);
    ratios.ddlCpu.push(seen.ddl.true.changeCpu / seen.ddl.false.changeCpu);
    console.log(
      `pair ${pair + 1}: a transaction ${seen.dml.false.latency.toFixed(2)} ms, sealed ${seen.dml.true.latency.toFixed(2)} ms; a user's change (9 statements) ${seen.ddl.false.change.toFixed(1)} ms, sealed ${seen.ddl.true.change.toFixed(1)} ms`,
    );
  }
  const mixed = await measure(true, CLIENTS, 2);
  const spread = (list) => `${Math.min(...list).toFixed(3)} to ${Math.max(...list).toFixed(3)}`;
  console.log(`PostgreSQL ${major}, ${CLIENTS} clients, ${pairs} pairs of ${seconds} s`);
  console.log(`DML, sealed / open: median ${median(ratios.dml).toFixed(3)} (${spread(ratios.dml)})`);
  console.log(
    `DDL at run time, sealed / open: median ${median(ratios.ddl).toFixed(3)} (${spread(ratios.ddl)})`,
  );
  console.log(
    `CPU of the server for a transaction, sealed / open: median ${median(ratios.cpu).toFixed(3)} (${spread(ratios.cpu)})`,
  );
  console.log(
    `CPU of the server for a user's change, sealed / open: median ${median(ratios.ddlCpu).toFixed(3)} (${spread(ratios.ddlCpu)})`,
  );
  console.log(
    `false refusals with all of it at once: ${mixed.refused.length} in ${mixed.transactions} transactions${mixed.refused.length > 0 ? `: ${mixed.refused[0]}` : ''}`,
  );
  if (mixed.refused.length > 0) process.exitCode = 1;
  await admin.end();
} finally {
  await server.stop();
}
