/**
 * How long it takes to replay, try (up -> down -> up), compare and judge a history of migrations, against `typeorm migration:run` of the
 * same files, and how long loading them takes: `npm run bench:rehearse [-- --migrations 300 --rounds 5]`. Wall times of whole processes, in turns; ratios of the medians.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { nameOf, writeProject } from './crm-project.mjs';

const require = createRequire(import.meta.url);
const { startScratchServer } = require('../dist/scratch/server.js');
const { values } = parseArgs({
  options: { migrations: { type: 'string', default: '300' }, rounds: { type: 'string', default: '5' } },
});
const count = Number(values.migrations);
const rounds = Number(values.rounds);

const project = writeProject(count);
const server = await startScratchServer({ major: 15 });
const { connection } = server;
const url = (database) =>
  `postgres://${connection.user}:${encodeURIComponent(connection.password)}@${connection.host}:${connection.port}/${database}`;

async function sql(text, database = 'postgres') {
  const client = new pg.Client({ ...connection, database });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Wall time in ms. */
function timed(args, env) {
  const start = process.hrtime.bigint();
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: project.root,
    env: { ...process.env, TS_NODE_PROJECT: `${project.root}/tsconfig.json`, ...env },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (status !== 0)
    throw new Error(
      `${args.join(' ')} ended with ${status}:\n${stdout.slice(-2000)}\n${stderr.slice(-4000)}`,
    );
  return { ms, stdout, stderr };
}

async function typeorm() {
  await sql('DROP DATABASE IF EXISTS bench WITH (FORCE)');
  await sql('CREATE DATABASE bench');
  await sql('CREATE SCHEMA core', 'bench');
  const cli = `${project.root}/node_modules/typeorm/cli.js`;
  const { ms } = timed(
    ['-r', 'ts-node/register/transpile-only', cli, 'migration:run', '-d', 'src/data-source.ts'],
    { BENCH_URL: url('bench') },
  );
  const [{ n }] = await sql('SELECT count(*)::int AS n FROM core.migrations', 'bench');
  if (n !== count) throw new Error(`typeorm ran ${n} of ${count} migrations`);
  return ms;
}

const safeMigrate = fileURLToPath(new URL('../bin/safe-migrate.js', import.meta.url));
/** @param wanted how many are to be judged */
function review(more, wanted = count) {
  const { ms, stdout } = timed(
    [
      safeMigrate,
      'review',
      '--data-source',
      'src/data-source.ts',
      '--from',
      'zero',
      '--format',
      'json',
      ...['--operation', 'off', '--compatibility', 'off', ...more],
    ],
    { BENCH_URL: url('absent') },
  );
  const judged = new Set(JSON.parse(stdout).statements.map(({ migration }) => migration)).size;
  if (judged !== wanted) throw new Error(`${judged} of ${wanted} migrations were judged`);
  return ms;
}

const host = fileURLToPath(new URL('../dist/typeorm/host.js', import.meta.url));
const complain = `if (count !== ${count}) throw new Error(count + ' migrations were loaded')`;

/** What TypeORM's CLI does before it connects. */
const loadedByTypeorm = () =>
  timed(
    [
      '-r',
      'ts-node/register/transpile-only',
      '-e',
      `const { default: source } = require('./src/data-source');
       source.buildMetadatas().then(() => { const count = source.migrations.length; ${complain}; });`,
    ],
    { BENCH_URL: url('absent') },
  ).ms;

/** The same, by the process that runs migrations for us; with the one that starts it. */
const loadedByUs = () =>
  timed(
    [
      '-e',
      `require(${JSON.stringify(host)}).Host.start(process.cwd(), 'src/data-source.ts').then(({ host, loaded }) => {
         const count = loaded.migrations.length; ${complain}; return host.close(); });`,
    ],
    { BENCH_URL: url('absent') },
  ).ms;

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const loading = {
  'loaded as typeorm does (ts-node, transpile only)': loadedByTypeorm,
  'loaded by safe-migrate, with the loader of the project': loadedByUs,
};
const replaying = {
  'typeorm migration:run (ts-node, transpile only)': typeorm,
  'safe-migrate review --from zero, scratch on the same server': () =>
    review(['--scratch-url', url('postgres')]),
  'safe-migrate review --from zero, scratch server booted': () => review(['--pg', '15']),
  'the same on the same server, all replayed and the newest judged': () =>
    review(['--scratch-url', url('postgres'), '--after', nameOf(count - 2)], 1),
};
/** In turns; ratios to the first. */
async function compare(ways, goal) {
  const times = Object.fromEntries(Object.keys(ways).map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [name, run] of Object.entries(ways)) {
      const ms = await run();
      // The first round warms the caches of the machine.
      if (round > 0) times[name].push(ms);
    }
  const [bare] = Object.values(times).map(median);
  process.stdout.write(`${count} migrations, ${rounds} rounds, medians (goal: at most ${goal})\n`);
  for (const [name, all] of Object.entries(times))
    process.stdout.write(
      `${name.padEnd(64)} ${(median(all) / 1000).toFixed(2)} s  ${(median(all) / bare).toFixed(2)}\n`,
    );
}

try {
  await compare(replaying, 1.5);
  await compare(loading, 1);
} finally {
  project.remove();
  await server.stop();
}
