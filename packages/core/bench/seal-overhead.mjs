import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import pg from 'pg';
import { startScratchServer } from '@safe-migrate/core';
import { installSeal, DEFAULT_POLICY } from '../dist/seal/index.js';

/**
 * An ordinary workload on a sealed database and on one that is not: transactions as pgbench makes them, and what Twenty does in the schemas of its
 * customers at run time (fields and custom objects come and go). Many short pairs in alternating order on two databases of one server, so that
 * the noise of the machine falls on both. Told are the median of the ratios with its 95% confidence interval, of the time and of the CPU time that
 * the server's process used (a busy machine makes it wait, not work); then all of it at once, for false refusals.
 *
 *   node packages/core/bench/seal-overhead.mjs [pairs] [seconds of the last part] [major]
 */
const [pairs = 200, seconds = 10, major = 15] = process.argv.slice(2).map(Number);
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

/** Clients that write for some time, and users who customize, at once. */
async function workload(connection, clients, users) {
  const until = performance.now() + seconds * 1000;
  const refused = [];
  let transactions = 0;
  const repeat = async (act, pause) => {
    const own = await connect(connection);
    for (; performance.now() < until; transactions++) {
      await act(own).catch((error) => refused.push(error.message));
      if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    }
    await own.end();
  };
  await Promise.all([
    ...Array.from({ length: clients }, () => repeat(transaction, 0)),
    ...Array.from({ length: users }, () => repeat(customize, 20)),
  ]);
  return { transactions, refused };
}

/** CPU time in ms of the server process behind a connection, to the nanosecond (Linux). */
const cpuOf = (client) =>
  Number(readFileSync(`/proc/${client.processID}/schedstat`, 'utf8').split(' ')[0]) / 1e6;

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)] ?? 0;
/** 95% confidence interval of the median, from the order of the values (binomial). */
function interval(numbers) {
  const list = sorted(numbers);
  const reach = 0.98 * Math.sqrt(list.length);
  const at = (index) => list[Math.min(list.length - 1, Math.max(0, Math.round(index)))] ?? 0;
  return [at(list.length / 2 - reach - 0.5), at(list.length / 2 + reach - 0.5)];
}

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
  const sides = { true: await fresh(true), false: await fresh(false) };
  const clients = { true: await connect(sides.true), false: await connect(sides.false) };
  const burst = async (act, times, isSealed) => {
    const client = clients[isSealed];
    const [started, cpu] = [performance.now(), cpuOf(client)];
    for (let at = 0; at < times; at++) await act(client);
    return { time: (performance.now() - started) / times, cpu: (cpuOf(client) - cpu) / times };
  };
  console.log(`PostgreSQL ${major}, ${pairs} pairs`);
  for (const [what, act, times] of [
    ['a transaction', transaction, 20],
    ["a user's change (9 statements)", customize, 1],
  ]) {
    const seen = [];
    for (let pair = -5; pair < pairs; pair++) {
      const took = {};
      for (const isSealed of pair % 2 === 0 ? [false, true] : [true, false])
        took[isSealed] = await burst(act, times, isSealed);
      // The first pairs warm up.
      if (pair >= 0) seen.push(took);
    }
    for (const kind of ['time', 'cpu']) {
      const ratios = seen.map((took) => took.true[kind] / took.false[kind]);
      const [low, high] = interval(ratios).map((bound) => bound.toFixed(3));
      const [open, sealed] = [false, true].map((side) =>
        median(seen.map((took) => took[side][kind])).toFixed(2),
      );
      console.log(
        `${what}, ${kind === 'cpu' ? 'CPU of the server' : 'time'}: ${open} ms, sealed ${sealed} ms; ratio ${median(ratios).toFixed(3)} (95%: ${low} to ${high})`,
      );
    }
  }
  for (const client of Object.values(clients)) await client.end();
  const mixed = await workload(sides.true, CLIENTS, 2);
  console.log(
    `false refusals with all of it at once: ${mixed.refused.length} in ${mixed.transactions} transactions${mixed.refused.length > 0 ? `: ${mixed.refused[0]}` : ''}`,
  );
  if (mixed.refused.length > 0) process.exitCode = 1;
  await admin.end();
} finally {
  await server.stop();
}
