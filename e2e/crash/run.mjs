import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../demo/shell.mjs';
import { createProject, SCENARIOS, SCHEMA } from './scenarios.mjs';
import { sleep, sql, startProxy, startServer } from './server.mjs';
import { difference, hashOf, leftIn, stateOf } from './state.mjs';

/**
 * Kills runs of safe-migrate at exact moments (before or after the n-th statement of the migrating or the journal's session) and at random
 * ones, in five ways, and asks after each that ONE `safe-migrate resume` brings the database to what a run that nobody disturbed makes of it,
 * or to exactly what it was, with nothing left behind.
 *
 * npm run test:crash -- [--kills N] [--seed S] [--only seed,number] [--scenario name] [--minutes M]
 *
 * The seed and number of a failure replay it: --seed S --only number.
 */
const COMMAND = join(ROOT, 'packages/core/bin/safe-migrate.js');
const FUSE = fileURLToPath(new URL('fuse.cjs', import.meta.url));
const SHORTCUT = fileURLToPath(new URL('shortcut.cjs', import.meta.url));
/** Of so many runs one goes through review, backup and rehearsal itself. */
const WHOLE = 8;
/** Of so many kills one is not followed by `resume`, but by the next `run`, which must do the same and then its own work. */
const RUN_AGAIN = 5;
const require = createRequire(join(ROOT, 'packages/core/package.json'));
const { findClientTools } = require('./dist/backup/client-tools.js');

/**
 * Ways to go: of the process; of the process and the one that holds the session, at once; of the process, while the other one stands still
 * with its session open and goes on when all is over; of the session; of the network; of the server.
 */
const KINDS = ['kill', 'kill both', 'frozen', 'terminate', 'cut', 'server'];
const WHERE = ['live', 'live', 'live', 'journal', 'random'];
/** Exit codes of `resume`, and which state each promises: applied; before. */
const PROMISE = {
  resume: { 0: ['after'], 1: ['before'], 4: ['before'] },
  run: { 0: ['after'], 4: ['before'] },
};
/** The line after which something is applied. */
const APPLYING = /rehearse /;
const LONGEST_MS = 120_000;

export async function crash({ kills, seed, only, scenario, minutes, say = () => undefined, majors }) {
  const tools = await findClientTools({});
  const server = await startServer(majors ?? tools.major);
  const names = Object.keys(SCENARIOS).filter((name) => scenario === undefined || name === scenario);
  const failures = [];
  const table = new Map();
  const deadline = Date.now() + (minutes ?? Infinity) * 60_000;
  let done = 0;
  try {
    await sql(server.connection, 'CREATE DATABASE origin');
    await sql({ ...server.connection, database: 'origin' }, SCHEMA);
    const prepared = new Map();
    for (let number = 1; number <= kills && Date.now() < deadline; number++) {
      if (only !== undefined && number !== only) continue;
      const random = generator(seed * 1_000_003 + number);
      const pick = (list) => list[Math.floor(random() * list.length)];
      const name = names[(number - 1) % names.length];
      if (!prepared.has(name)) prepared.set(name, await prepare(server, tools, name));
      const plan = {
        kind: pick(KINDS),
        where: pick(WHERE),
        when: pick(['before', 'after']),
        share: random(),
      };
      const failure = await once(server, tools, prepared.get(name), { ...plan, name, number });
      done++;
      const key = `${name}, ${plan.kind}`;
      const row = table.get(key) ?? { kills: 0, applied: 0, before: 0, failed: 0 };
      row.kills++;
      if (failure.problem === undefined) row[failure.state === 'after' ? 'applied' : 'before']++;
      else {
        row.failed++;
        failures.push(failure);
        say(
          `FAILED  --seed ${seed} --only ${number}${scenario ? ` --scenario ${scenario}` : ''}: ${failure.problem}`,
        );
      }
      table.set(key, row);
      say(`${String(number).padStart(5)}  ${failure.words}`);
    }
    for (const { root } of prepared.values()) rmSync(root, { recursive: true, force: true });
  } finally {
    await server.stop();
  }
  return { done, failures, table: [...table].sort() };
}

/** One run that nobody disturbs: what it makes of the database, and how many statements it sends. */
async function prepare(server, tools, name) {
  const root = createProject(SCENARIOS[name]);
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-crash-run-'));
  const database = `whole_${name}`;
  const connection = await copy(server, database);
  const before = await stateOf(tools.pgDump, connection);
  const run = start(server, { root, folder, database, command: 'run', port: connection.port });
  const code = await run.ended;
  const after = await stateOf(tools.pgDump, connection);
  const expected = name === 'back' ? 4 : 0;
  if (code !== expected) throw new Error(`${name}: the undisturbed run ended with ${code}\n${run.output()}`);
  const count = (session) =>
    readFileSync(join(folder, `counts-${session}`), 'utf8')
      .trim()
      .split('\n').length;
  const counts = { live: count('live'), journal: count('journal') };
  const units = await sql(
    connection,
    'SELECT touched_up AS "touchedUp", touched_down AS "touchedDown" FROM safe_migrate.unit ORDER BY number',
  );
  const rehearsal = join(root, 'rehearsal.json');
  writeFileSync(rehearsal, JSON.stringify(units));
  const whole = { counts, ms: run.ms(), applyAt: run.at(APPLYING) };
  rmSync(folder, { recursive: true, force: true });
  await drop(server, database);
  await copy(server, database);
  mkdirSync(folder);
  const short = start(server, { root, folder, database, command: 'run', port: connection.port, rehearsal });
  if ((await short.ended) !== expected)
    throw new Error(`${name}: the shortened run failed\n${short.output()}`);
  if (hashOf(await stateOf(tools.pgDump, connection)) !== hashOf(after))
    throw new Error(`${name}: the shortened run makes something else`);
  const shortened = {
    ...{ counts: { live: count('live'), journal: count('journal') }, ms: short.ms() },
    applyAt: short.at(APPLYING),
  };
  rmSync(folder, { recursive: true, force: true });
  await drop(server, database);
  return { root, before, after, rehearsal, whole, shortened };
}

async function once(server, tools, { root, before, after, rehearsal, whole, shortened }, plan) {
  const isWhole = plan.number % WHOLE === 0;
  const { counts, ms, applyAt } = isWhole ? whole : shortened;
  const { name, number, kind, where, when, share } = plan;
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-crash-run-'));
  const database = `crash_${number}`;
  const connection = await copy(server, database);
  const proxy = kind === 'cut' ? await startProxy(connection.port) : undefined;
  const at = where === 'random' ? '' : `${where}:${1 + Math.floor(share * counts[where])}:${when}`;
  const run = start(server, {
    root,
    folder,
    database,
    command: 'run',
    port: proxy?.port ?? connection.port,
    at,
    rehearsal: isWhole ? undefined : rehearsal,
  });
  let moment = at;
  try {
    if (where === 'random') {
      // Two thirds of them while something is applied, synced or verified; the rest anywhere.
      const from = share < 0.33 ? 0 : applyAt;
      const delay = share < 0.33 ? share * 3 * ms : ((share - 0.33) / 0.67) * (ms - applyAt) * 1.2;
      if (from > 0) await run.until(APPLYING);
      await sleep(delay);
      moment = `random, ${Math.round(delay)} ms after ${from > 0 ? 'the rehearsal' : 'its start'}`;
    } else {
      const paused = join(folder, 'paused');
      while (!existsSync(paused) && !run.isOver()) await sleep(5);
      if (existsSync(paused))
        moment += ` (${readFileSync(paused, 'utf8').split(' ').slice(1).join(' ').replace(/\s+/g, ' ').slice(0, 60)})`;
    }
    if (!run.isOver()) await strike(server, { run, kind, database, proxy, folder });
    if (kind !== 'frozen') writeFileSync(join(folder, 'go'), '');
    const late = await Promise.race([run.ended.then(() => false), sleep(LONGEST_MS).then(() => true)]);
    if (late) run.child.kill('SIGKILL');
    await proxy?.close();
    const next = number % RUN_AGAIN === 0 ? 'run' : 'resume';
    const resumed = start(server, {
      ...{ root, folder, database, command: next, port: connection.port, json: true },
      ...(next === 'run' ? { rehearsal } : {}),
    });
    const stuck = await Promise.race([resumed.ended.then(() => false), sleep(LONGEST_MS).then(() => true)]);
    if (stuck) resumed.child.kill('SIGKILL');
    const code = await resumed.ended;
    if (kind === 'frozen') {
      writeFileSync(join(folder, 'go'), '');
      await sleep(300);
    }
    const [state, left] = [await stateOf(tools.pgDump, connection), await leftIn(connection)];
    const found =
      hashOf(state) === hashOf(before) ? 'before' : hashOf(state) === hashOf(after) ? 'after' : 'third';
    // Where the undisturbed run goes back, what it makes of the database is what it was, but for the rows that sync follows the schema with.
    const isNothing = name === 'back';
    const record = readJson(resumed.output());
    const problems = [
      ...(late ? ['the run did not end'] : []),
      ...(stuck ? [`${next} did not end`] : []),
      ...(found === 'third' ? [`a third state:\n${difference(before, state).join('\n')}`] : []),
      ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
      ...(PROMISE[next][code] === undefined ? [`${next} ended with ${code}`] : []),
      ...(record?.outcome === 'applied' && record.verdicts.length === 0 ? ['applied without proof'] : []),
      ...(record?.outcome !== 'nothing-to-resume' &&
      PROMISE[next][code] &&
      !isNothing &&
      !PROMISE[next][code].includes(found)
        ? [`${next} said ${record?.outcome}, the database is ${found}`]
        : []),
    ];
    const words = `${name}, ${kind} at ${moment}: run ${run.code() ?? run.signal()}, ${next} ${record?.outcome ?? code} (${code}), ${found}`;
    if (problems.length === 0) return { state: found, words };
    return {
      problem: `${problems.join('; ')}\n${words}\n--- run\n${run.output()}\n--- resume\n${record ? JSON.stringify({ ...record, reviews: 0, rehearsal: 0 }, null, 1).slice(0, 5_000) : resumed.output()}`,
      words,
    };
  } finally {
    writeFileSync(join(folder, 'go'), '');
    await sleep(50);
    rmSync(folder, { recursive: true, force: true });
    await drop(server, database).catch(() => undefined);
  }
}

async function strike(server, { run, kind, database, proxy, folder }) {
  const admin = server.connection;
  if (kind === 'kill' || kind === 'frozen') return void run.child.kill('SIGKILL');
  if (kind === 'kill both') {
    const paused = join(folder, 'paused');
    const pid = existsSync(paused) ? Number(readFileSync(paused, 'utf8').split(' ')[0]) : undefined;
    run.child.kill('SIGKILL');
    if (pid !== undefined && pid !== run.child.pid) process.kill(pid, 'SIGKILL');
    return undefined;
  }
  if (kind === 'terminate')
    return sql(
      admin,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND application_name ~ '^safe-migrate [0-9]'`,
      [database],
    );
  if (kind === 'cut') return proxy.cut();
  return server.crash();
}

function start(server, { root, folder, database, command, port, at = '', json = false, rehearsal }) {
  const { user, password, host } = server.connection;
  const records = join(root, 'state', database);
  mkdirSync(records, { recursive: true });
  const arguments_ = [
    ...[COMMAND, command, '--project', root, '-d', 'data-source.js', '--scratch-url', server.url],
    ...['--record-directory', join(records, 'runs'), '--backup-directory', join(records, 'backups')],
    ...['--lock-timeout', '500', '--lock-retries', '1', ...(json ? ['--json'] : [])],
  ];
  const fused =
    command === 'run'
      ? {
          ...{ NODE_OPTIONS: `--require ${FUSE} --require ${SHORTCUT}`, CRASH_DIR: folder, CRASH_AT: at },
          ...(rehearsal ? { CRASH_REHEARSAL: rehearsal, CRASH_PACKAGE: join(ROOT, 'packages/core') } : {}),
        }
      : {};
  const child = spawn(process.execPath, arguments_, {
    cwd: root,
    env: {
      ...process.env,
      ...fused,
      CRASH_URL: `postgres://${user}:${password}@${host}:${port}/${database}`,
      FORCE_COLOR: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const since = performance.now();
  let output = '';
  let over;
  const times = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
      times.push([performance.now() - since, text]);
    });
  // Not `close`: a process of the killed one may still hold its output.
  const ended = new Promise((done) => {
    child.on('exit', (code, signal) => {
      over = { code, signal, ms: performance.now() - since };
      setTimeout(() => done(code), 20);
    });
  });
  return {
    ...{ child, ended, output: () => output, isOver: () => over !== undefined },
    ...{ code: () => over?.code, signal: () => over?.signal, ms: () => over?.ms },
    at: (pattern) => times.find(([, text]) => pattern.test(text))?.[0] ?? 0,
    async until(pattern) {
      while (!pattern.test(output) && over === undefined) await sleep(10);
    },
  };
}

async function copy(server, database) {
  await sql(server.connection, `CREATE DATABASE ${database} TEMPLATE origin`);
  return { ...server.connection, database };
}

const drop = (server, database) => sql(server.connection, `DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);

function readJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** mulberry32: the same numbers for the same seed. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const option = (name, otherwise) => {
    const index = process.argv.indexOf(`--${name}`);
    return index < 0 ? otherwise : process.argv[index + 1];
  };
  const seed = Number(option('seed', Math.floor(Math.random() * 1_000_000)));
  const only = option('only', undefined);
  const since = Date.now();
  console.log(`seed ${seed}`);
  const { done, failures, table } = await crash({
    ...{
      seed,
      kills: Number(option('kills', 1_000)),
      scenario: option('scenario', undefined),
      say: (text) => console.log(text),
    },
    ...{ only: only === undefined ? undefined : Number(only), minutes: Number(option('minutes', Infinity)) },
  });
  console.log(`\n${'scenario, kill'.padEnd(30)} kills applied  before  failed`);
  for (const [key, row] of table)
    console.log(
      `${key.padEnd(30)} ${[row.kills, row.applied, row.before, row.failed].map((n) => String(n).padStart(7)).join('')}`,
    );
  console.log(
    `\n${done} kills in ${Math.round((Date.now() - since) / 1000)} s, seed ${seed}: ${failures.length} failed`,
  );
  process.exitCode = failures.length === 0 ? 0 : 1;
}
