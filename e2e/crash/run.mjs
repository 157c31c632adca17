import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../demo/shell.mjs';
import { once } from './once.mjs';
import { option } from './options.mjs';
import { boundariesOf, KINDS, planOf } from './plan.mjs';
import { prepare } from './prepare.mjs';
import { coverage } from './coverage.mjs';
import { SCENARIOS } from './scenarios.mjs';
import { startServer } from './server.mjs';

/**
 * Kills safe-migrate at every boundary of the run's record (before and after what it writes to the journal, to TypeORM's list and to the file
 * of the record, before and after transactions begin and end), at any other statement and at any time, in seven ways; some of what finishes
 * the run is killed too. After each, ONE `safe-migrate resume` (or the same command again) must bring the database to what a run that nobody
 * disturbed makes of it, or to exactly what it was, with nothing left behind.
 *
 * npm run test:crash -- [--kills N] [--seed S] [--jobs N] [--only number] [--scenario name] [--minutes M]
 *
 * The seed and number of a failure replay it: --seed S --only number (with the same --scenario, where one was given).
 */
const require = createRequire(join(ROOT, 'packages/core/package.json'));
const { findClientTools } = require('./dist/backup/client-tools.js');

export async function crash({
  kills,
  seed,
  jobs = 3,
  only,
  scenario,
  minutes,
  say = () => undefined,
  major,
}) {
  const tools = await findClientTools({});
  const names = Object.keys(SCENARIOS).filter((name) => scenario === undefined || name === scenario);
  const servers = await Promise.all(Array.from({ length: jobs }, () => startServer(major ?? tools.major)));
  const prepared = new Map(names.map((name) => [name, undefined]));
  const results = [];
  const deadline = Date.now() + (minutes ?? Infinity) * 60_000;
  try {
    await each(servers, names, async (server, name) =>
      prepared.set(name, await prepare(server, tools, name)),
    );
    const boundaries = boundariesOf(prepared, seed);
    say(`${boundaries.length} boundaries of the record in ${names.length} scenarios (before and after each)`);
    const numbers = only === undefined ? Array.from({ length: kills }, (_, index) => index + 1) : [only];
    await each(servers, numbers, async (server, number) => {
      if (Date.now() > deadline) return;
      const plan = planOf({ number, seed, names, prepared, boundaries });
      const result = await once(server, tools, prepared.get(plan.scenario), plan).catch((error) => ({
        problem: `the suite itself failed: ${error.stack}`,
        words: `${plan.scenario}, ${plan.kind}`,
      }));
      results.push({ plan, ...result });
      if (result.problem !== undefined)
        say(`FAILED  ${replay({ seed, number, scenario })}: ${result.problem}`);
      say(`${String(number).padStart(5)}  ${result.words}`);
    });
    return { results, boundaries };
  } finally {
    for (const each of prepared.values()) if (each) rmSync(each.root, { recursive: true, force: true });
    await Promise.all(servers.map((server) => server.stop()));
  }
}

/** Hands out work to servers as they become free. */
async function each(servers, work, act) {
  const queue = [...work];
  await Promise.all(
    servers.map(async (server) => {
      while (queue.length > 0) await act(server, queue.shift());
    }),
  );
}

const replay = ({ seed, number, scenario }) =>
  `--seed ${seed} --only ${number}${scenario ? ` --scenario ${scenario}` : ''}`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const number = (name, otherwise) => Number(option(name, otherwise));
  const seed = number('seed', Math.floor(Math.random() * 1_000_000));
  const scenario = option('scenario', undefined);
  const only = option('only', undefined);
  const since = Date.now();
  console.log(`seed ${seed}`);
  const { results, boundaries } = await crash({
    ...{ seed, scenario, kills: number('kills', 1_000), jobs: number('jobs', 3) },
    ...{ only: only && Number(only), minutes: number('minutes', Infinity), say: (text) => console.log(text) },
  });
  for (const line of coverage(results, boundaries, KINDS)) console.log(line);
  const failures = results.filter(({ problem }) => problem !== undefined);
  const seconds = Math.round((Date.now() - since) / 1000);
  for (const { plan } of failures)
    console.log(`replay: npm run test:crash -- ${replay({ seed, scenario, ...plan })}`);
  console.log(`\n${results.length} kills in ${seconds} s, seed ${seed}: ${failures.length} failed`);
  process.exitCode = failures.length === 0 && results.length > 0 ? 0 : 1;
}
