import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { generator } from '../crash/options.mjs';
import { createProject, dataSource, migration } from '../support/project.mjs';
import { sql } from '../support/sql.mjs';
import { startClients } from './clients.mjs';
import { harmful, harmless, KEPT, SCHEMA } from './scenarios.mjs';

/**
 * Proofs, ways back and backups while clients insert, update and delete in the migrated tables: no false alarm, no missed loss.
 * `node e2e/load/load.mjs --runs 200 --seed 1`; the same seed makes the same choices.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    clients: { type: 'string', default: '4' },
  },
});
const [runs, seed, clientCount] = [values.runs, values.seed, values.clients].map(Number);

const core = (path) => createRequire(import.meta.url)(`../../packages/core/dist/${path}.js`);
const { startScratchServer } = core('scratch/server');
const { Host } = core('typeorm/host');
const { migrateWithRetries } = core('apply/apply');
const { migrateUnit } = core('apply/migrate-unit');
const { withSession } = core('target/session');
const { readServerFacts } = core('target/facts');
const { readStructure } = core('verify/structure');
const { planFrom } = core('verify/plan');
const { findClientTools } = core('backup/client-tools');
const { backUp } = core('backup/back-up');
const { folderPlace } = core('backup/folder-place');

const random = generator(seed);
const tools = await findClientTools();
const server = await startScratchServer({ major: tools.major });
const connection = { ...server.connection, database: 'app' };
const scenarios = [...harmless, ...harmful].map((scenario, at) => ({
  ...scenario,
  migration: `Scenario18000000${String(10_000 + at)}`,
}));
const folder = project(connection, scenarios);
let host;
let clients;
const failures = [];
try {
  await sql(server.connection, 'CREATE DATABASE app');
  await sql(connection, SCHEMA);
  const started = await Host.start(folder, 'data-source.js');
  host = started.host;
  const unitOf = ({ migration }) => ({
    migrations: started.loaded.migrations.filter(({ name }) => name === migration),
    transactional: true,
  });
  const plans = await rehearse(scenarios.slice(0, harmless.length), unitOf);
  await host.connect('safe-migrate load', {});
  const kept = await keptRows(connection);
  clients = startClients(connection, clientCount, random);
  const facts = await withSession(connection, { readOnly: true }, readServerFacts);
  const counts = {
    'harmless, passed': 0,
    'harmful, refused': 0,
    'backups that match': 0,
    'locks tried again': 0,
  };
  const times = [];
  const begun = performance.now();
  const input = {
    ...{ host, connection, declared: [], bookkeeping: 'app.migrations', lockTimeout: 1_000, lockRetries: 30 },
    emit: (event) => {
      if (/attempt/.test(event.message ?? '')) counts['locks tried again'] += 1;
    },
  };
  for (let run = 1; run <= runs; run += 1) {
    // One of each first.
    const kind = [0, 0.6, 0.9][run - 1] ?? random();
    const since = performance.now();
    if (kind < 0.5) {
      const scenario = pick(scenarios.slice(0, harmless.length));
      await pass(run, scenario, input, unitOf(scenario), plans.get(scenario));
    } else if (kind < 0.85) {
      const scenario = pick(scenarios.slice(harmless.length));
      await refused(run, scenario, input, unitOf(scenario));
    } else {
      await backup(run, connection, facts);
    }
    times.push(performance.now() - since);
    if ((await keptRows(connection)) !== kept)
      fail(run, 'rows that no client changes are not what they were');
    if (run % 20 === 0)
      console.log(
        `${run} of ${runs} runs, ${clients.state.transactions} transactions of clients, ${failures.length} failures`,
      );
  }
  await clients.stop();
  const { transactions, longestMs, failures: errors } = clients.state;
  const seconds = (performance.now() - begun) / 1000;
  console.log(
    `\n${runs} runs (seed ${seed}) in ${seconds.toFixed(0)} s, the usual one ${median(times).toFixed(0)} ms`,
  );
  for (const [what, count] of Object.entries(counts)) console.log(`${String(count).padStart(8)}  ${what}`);
  console.log(
    `${String(transactions).padStart(8)}  transactions of ${clientCount} clients (${(transactions / seconds).toFixed(0)} per second), the longest ${longestMs.toFixed(0)} ms${errors.size > 0 ? `, failed: ${[...errors].map(([code, n]) => `${code} ${n}`).join(', ')}` : ''}`,
  );
  console.log(
    failures.length === 0
      ? 'no false alarm, no missed loss'
      : `${failures.length} FAILURES\n${failures.join('\n')}`,
  );
  // A load that does nothing proves nothing.
  if (transactions < runs * 5) failures.push('the clients did too little');
  process.exitCode = failures.length === 0 ? 0 : 1;

  async function pass(run, scenario, shared, unit, plan) {
    const label = `harmless: ${scenario.name}`;
    try {
      const before = await readStructure(host);
      const { proof } = await migrateWithRetries(
        shared,
        unit,
        'up',
        { toPrint: plan.up, lock: true, lockBudget: 60_000 },
        {},
      );
      if (!proof.holds) fail(run, `${label}: a proof that does not hold was committed`);
      await migrateWithRetries(
        shared,
        unit,
        'down',
        { toPrint: plan.down, lock: true, lockBudget: 60_000, scope: before },
        {},
      );
      counts['harmless, passed'] += 1;
    } catch (error) {
      fail(run, `${label}: ${error.what ?? error.message} ${error.why ?? ''}`);
    }
  }

  async function refused(run, scenario, shared, unit) {
    const label = `harmful: ${scenario.name}`;
    // As if the rehearsal had shown it, or not.
    const toPrint =
      random() < 0.7
        ? ['app.account', 'app.event'].map((table) => ({
            table,
            lock: 'ACCESS EXCLUSIVE',
            bytes: 1,
            rewritten: false,
          }))
        : [];
    try {
      await migrateWithRetries(shared, unit, 'up', { toPrint, lock: true, lockBudget: 60_000 }, {});
      fail(run, `${label}: MISSED`);
    } catch (error) {
      if (error.code === 'DATA_WOULD_CHANGE') counts['harmful, refused'] += 1;
      else fail(run, `${label}: ${error.what ?? error.message} ${error.why ?? ''}`);
    }
  }

  async function backup(run, live, serverFacts) {
    const made = [];
    const scratch = {
      version: serverFacts.version,
      swept: [],
      close: () => Promise.resolve(),
      create: async (purpose) => {
        const database = `load_${run}_${purpose.replace(/\W/g, '_')}_${made.length}`;
        await sql(server.connection, `CREATE DATABASE ${database} TEMPLATE template0`);
        made.push(database);
        return { ...server.connection, database };
      },
    };
    try {
      const place = folderPlace(join(folder, 'backups'));
      await backUp({ id: `load-${run}`, place, connection: live, facts: serverFacts, tools, scratch });
      counts['backups that match'] += 1;
    } catch (error) {
      fail(run, `backup: ${error.what ?? error.message} ${error.why ?? ''}`);
    }
    for (const database of made) await sql(server.connection, `DROP DATABASE ${database} WITH (FORCE)`);
    rmSync(join(folder, 'backups'), { recursive: true, force: true });
  }
} finally {
  await clients?.stop();
  await host?.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** What each harmless one touches, seen on a copy where nobody else is: what a rehearsal hands to the live run. */
async function rehearse(scenarios, unitOf) {
  await sql(server.connection, 'CREATE DATABASE app_copy TEMPLATE app');
  await host.connect(
    'safe-migrate load rehearsal',
    {},
    { ...server.connection, database: 'app_copy' },
    { trace: true },
  );
  const found = new Map();
  for (const scenario of scenarios) {
    const shared = { host, unit: unitOf(scenario), declared: [], bookkeeping: 'app.migrations' };
    const plan = {};
    const scope = await readStructure(host);
    for (const direction of ['up', 'down']) {
      const proof = { toPrint: 'all', lock: false, ...(direction === 'down' ? { scope } : {}) };
      const { proof: proven, statements } = await migrateUnit({ ...shared, direction, proof });
      plan[direction] = planFrom(scope, proven, statements);
    }
    found.set(scenario, plan);
  }
  await host.disconnect();
  return found;
}

function project(connection, scenarios) {
  return createProject('load', {
    'data-source.js': dataSource(connection, { schema: 'app', migrationsTransactionMode: 'each' }),
    ...Object.fromEntries(
      scenarios.map(({ migration: name, up, down }) => [
        `migrations/${name}.js`,
        migration({ name, up, down }),
      ]),
    ),
  });
}

async function keptRows(connection) {
  const [row] = await sql(connection, KEPT);
  return row.kept;
}

function fail(run, words) {
  failures.push(`run ${run}: ${words}`);
  console.log(`run ${run}: ${words}`);
}

function pick(list) {
  return list[Math.floor(random() * list.length)];
}

function median(numbers) {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
