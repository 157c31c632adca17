import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../demo/shell.mjs';
import { createProject, dataSource, migration } from '../support/project.mjs';
import { sql } from '../support/sql.mjs';
import { startTraffic, watchBlocked } from './traffic.mjs';

/**
 * How long do clients of the migrated tables wait for a migration? A few hundred transactions a second, some of them long, while the same
 * migration is run with `typeorm migration:run` and with `safe-migrate run`, on copies of one database on one server.
 *
 * npm run bench:blocking -- [--lock-timeout 2000] [--long 5] [--clients 8]; ends with 1 where ours is longer than lock_timeout + 200 ms.
 */
const { values } = parseArgs({
  options: {
    'lock-timeout': { type: 'string', default: '2000' },
    long: { type: 'string', default: '5' },
    clients: { type: 'string', default: '8' },
  },
});
const lockTimeout = Number(values['lock-timeout']);
const core = (path) => createRequire(import.meta.url)(`${ROOT}/packages/core/dist/${path}.js`);
const { startScratchServer } = core('scratch/server');
const { findClientTools } = core('backup/client-tools');

const SCHEMA = `
  CREATE SCHEMA app;
  CREATE TABLE app.plan (id int PRIMARY KEY, name text NOT NULL);
  CREATE TABLE app.account (id bigint PRIMARY KEY, label text NOT NULL, visits integer NOT NULL DEFAULT 0, plan int REFERENCES app.plan);
  CREATE TABLE app.event (id bigserial PRIMARY KEY, account bigint NOT NULL, kind text NOT NULL);
  INSERT INTO app.plan SELECT i, 'plan ' || i FROM generate_series(1, 10) i;
  INSERT INTO app.account SELECT i, 'label ' || i, 0, 1 + i % 10 FROM generate_series(1, 50000) i;
  INSERT INTO app.event (account, kind) SELECT 1 + i % 50000, 'seen' FROM generate_series(1, 100000) i;
  ANALYZE;`;
const query = (...texts) =>
  texts.map((text) => `await queryRunner.query(${JSON.stringify(text)});`).join('\n');
/** `settled`: what our run may end with. */
const MIGRATIONS = [
  {
    name: 'a column',
    up: query('ALTER TABLE app.account ADD COLUMN extra text'),
    down: query('ALTER TABLE app.account DROP COLUMN extra'),
    settled: [0],
  },
  {
    name: 'columns of three tables',
    up: query(
      'ALTER TABLE app.plan ADD COLUMN a int',
      'ALTER TABLE app.event ADD COLUMN b int',
      'ALTER TABLE app.account ADD COLUMN c int',
    ),
    down: query(
      'ALTER TABLE app.plan DROP COLUMN a',
      'ALTER TABLE app.event DROP COLUMN b',
      'ALTER TABLE app.account DROP COLUMN c',
    ),
    settled: [0],
  },
  {
    name: 'a column, and then 6 s of work with the table locked',
    up: `${query('ALTER TABLE app.account ADD COLUMN extra text')}
      const [{ live }] = await queryRunner.query("SELECT current_database() ~ '^(raw|safe)_' AS live");
      if (live) await queryRunner.query('SELECT pg_sleep(6)');`,
    down: query('ALTER TABLE app.account DROP COLUMN extra'),
    settled: [1],
  },
  {
    name: 'a column, and then 6 s in JavaScript with the table locked',
    up: `${query('ALTER TABLE app.account ADD COLUMN extra text')}
      const [{ live }] = await queryRunner.query("SELECT current_database() ~ '^(raw|safe)_' AS live");
      if (live) await new Promise((done) => setTimeout(done, 6000));
      await queryRunner.query('SELECT 1');`,
    down: query('ALTER TABLE app.account DROP COLUMN extra'),
    settled: [1],
  },
];

const tools = await findClientTools({});
const server = await startScratchServer({ major: tools.major });
const { host, port, user, password } = server.connection;
const url = `postgres://${user}:${password}@${host}:${port}/postgres`;
const failures = [];
try {
  await sql(server.connection, 'CREATE DATABASE origin');
  await sql({ ...server.connection, database: 'origin' }, SCHEMA);
  console.log(
    `${values.clients} clients and 2 with transactions of ${values.long} s; lock_timeout ${lockTimeout} ms\n\n` +
      `${'migration'.padEnd(60)}${'run by'.padEnd(14)}${'ends'.padStart(5)}${'took, s'.padStart(9)}${'tx/s'.padStart(7)}${'deadlocks'.padStart(11)}${'slowest statement'.padStart(19)}${'longest wait for it'.padStart(21)}`,
  );
  for (const [at, migration] of MIGRATIONS.entries()) {
    for (const tool of ['nobody', 'typeorm', 'safe-migrate']) {
      const found = await measure(at, migration, tool);
      console.log(
        `${migration.name.padEnd(60)}${tool.padEnd(14)}${String(found.code).padStart(5)}${found.seconds.toFixed(1).padStart(9)}${found.rate.toFixed(0).padStart(7)}${String(found.deadlocks).padStart(11)}${`${found.slowestMs.toFixed(0)} ms`.padStart(19)}${`${found.blockedMs.toFixed(0)} ms`.padStart(21)}`,
      );
      if (tool !== 'safe-migrate') continue;
      if (found.blockedMs > lockTimeout + 200)
        failures.push(`${migration.name}: a client waited ${found.blockedMs.toFixed(0)} ms for us`);
      if (!migration.settled.includes(found.code))
        failures.push(`${migration.name}: ended with ${found.code}\n${found.output}`);
    }
  }
} finally {
  await server.stop();
}
console.log(
  failures.length === 0
    ? `\nno client waited for safe-migrate for longer than lock_timeout + 200 ms`
    : `\n${failures.join('\n')}`,
);
process.exitCode = failures.length === 0 ? 0 : 1;

async function measure(at, { up, down }, tool) {
  const database = `${tool === 'typeorm' ? 'raw' : tool === 'nobody' ? 'none' : 'safe'}_${at}`;
  await sql(server.connection, `CREATE DATABASE ${database} TEMPLATE origin`);
  const connection = { ...server.connection, database };
  const root = project(connection, up, down);
  const traffic = startTraffic(connection, {
    clients: Number(values.clients),
    longSeconds: Number(values.long),
  });
  const watch = await watchBlocked(connection, tool === 'typeorm' ? 'raw' : 'safe-migrate');
  try {
    // Long enough for a long transaction to be open when it begins.
    await new Promise((done) => setTimeout(done, 2_000));
    const since = performance.now();
    traffic.forget();
    const { code, output } = await run(tool, root);
    const seconds = (performance.now() - since) / 1000;
    const { slowestMs, transactions, deadlocks } = traffic.state;
    return {
      code,
      output,
      seconds,
      slowestMs,
      deadlocks,
      rate: transactions / seconds,
      blockedMs: watch.longestMs(),
    };
  } finally {
    await traffic.stop();
    await watch.stop();
    rmSync(root, { recursive: true, force: true });
    await sql(server.connection, `DROP DATABASE ${database} WITH (FORCE)`);
  }
}

function run(tool, root) {
  if (tool === 'nobody') return new Promise((done) => setTimeout(() => done({ code: 0, output: '' }), 5_000));
  const arguments_ =
    tool === 'typeorm'
      ? [join(ROOT, 'node_modules/typeorm/cli.js'), 'migration:run', '-d', 'data-source.js']
      : [
          ...[
            join(ROOT, 'packages/core/bin/safe-migrate.js'),
            'run',
            '-d',
            'data-source.js',
            '--scratch-url',
            url,
          ],
          ...['--refuse', 'dangerous', '--lock-timeout', String(lockTimeout), '--lock-retries', '30'],
        ];
  return new Promise((done) => {
    const child = spawn(process.execPath, arguments_, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code) => done({ code, output }));
  });
}

function project(connection, up, down) {
  const name = 'Change1800000000001';
  return createProject('blocking', {
    'data-source.js': dataSource(connection, { schema: 'app', applicationName: 'raw' }),
    [`migrations/${name}.js`]: migration({ name, up, down }),
  });
}
