import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/**
 * What the hook costs a run of Nx: a target that does nothing, in two workspaces of which one has the hook, in pairs of alternating order; and the
 * hook by itself, measured around it where Nx calls it (time, and CPU time of its process, from loading its module to its answer).
 *
 *   node packages/nx/bench/guard.mjs [pairs] [--against-empty]
 *
 * `--against-empty`: the other workspace has a plugin too, whose preTasksExecution does nothing. What is left is the guard's own; the rest is what
 * Nx does for any such plugin.
 */
const words = process.argv.slice(2);
const pairs = Number(words.find((word) => /^\d+$/.test(word)) ?? 9);
const EMPTY = `exports.name = 'empty';\nexports.preTasksExecution = async () => undefined;\n`;
const others = words.includes('--against-empty') ? ['empty'] : [];
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const BENCH = join(ROOT, '.safe-migrate/bench-guard');
const HOOK = '@safe-migrate/nx/guard';

/** Calls the hook as Nx would, and writes down what it took. */
const MEASURED = `
exports.name = 'measured';
exports.preTasksExecution = async (options, context) => {
  const [started, cpu] = [performance.now(), process.cpuUsage()];
  await require('${HOOK}').preTasksExecution(options, context);
  const { user, system } = process.cpuUsage(cpu);
  require('node:fs').appendFileSync(__dirname + '/../../took.jsonl', JSON.stringify({ wall: performance.now() - started, cpu: (user + system) / 1000 }) + '\\n');
};
`;

/** With the hook or without; the first project depends on all others by some way, each on the next 4. */
function writeWorkspace(folder, projects, hooked) {
  const write = (path, value) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  };
  write('package.json', { name: 'bench', private: true, workspaces: ['packages/*'] });
  write('nx.json', {
    ...{ neverConnectToCloud: true, analytics: false, useInferencePlugins: false },
    plugins: hooked ? ['measured'] : others,
  });
  write('node_modules/measured/package.json', { name: 'measured', main: 'index.js' });
  write('node_modules/measured/index.js', MEASURED);
  write('node_modules/empty/package.json', { name: 'empty', main: 'index.js' });
  write('node_modules/empty/index.js', EMPTY);
  const run = (command) => ({ executor: 'nx:run-commands', options: { command } });
  for (let at = 0; at < projects; at++) {
    const above = [1, 2, 3, 4].map((child) => 4 * at + child).filter((child) => child < projects);
    write(`packages/p${at}/package.json`, {
      name: `p${at}`,
      scripts: { start: 'node main.js', lint: 'eslint .', 'db:seed': 'node scripts/seed.js' },
      dependencies: Object.fromEntries(above.map((child) => [`p${child}`, '*'])),
    });
    write(`packages/p${at}/scripts/seed.js`, "client.query('INSERT INTO t VALUES (1)');\n");
    write(`packages/p${at}/project.json`, {
      name: `p${at}`,
      targets: {
        nothing: { executor: 'nx:noop', dependsOn: ['^nothing'] },
        build: { ...run('tsc -b'), dependsOn: ['^build'] },
        test: run('jest'),
        seed: run('node scripts/seed.js'),
      },
    });
  }
}

function nx(words, cwd, daemon) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/.bin/nx'), ...words],
    {
      cwd,
      encoding: 'utf8',
      timeout: 60_000,
      env: {
        ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(NX_|npm_|CI$)/.test(name))),
        ...{ NX_DAEMON: String(daemon), NX_TUI: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0' },
      },
    },
  );
  if (status !== 0) throw new Error(`nx ${words.join(' ')}: ${stdout}${stderr}`);
  return performance.now() - started;
}

const sorted = (numbers) => [...numbers].sort((a, b) => a - b);
const median = (numbers) => sorted(numbers)[Math.floor(numbers.length / 2)] ?? 0;
/** 95% confidence interval of the median, from the order of the values (binomial). */
function interval(numbers) {
  const list = sorted(numbers);
  const reach = 0.98 * Math.sqrt(list.length);
  const at = (index) => list[Math.min(list.length - 1, Math.max(0, Math.round(index)))] ?? 0;
  return [at(list.length / 2 - reach - 0.5), at(list.length / 2 + reach - 0.5)];
}

/** One setting: what a run takes longer, and what the hook itself took. */
function measure(projects, daemon) {
  const folder = (hooked) => join(BENCH, hooked ? 'with' : 'without');
  const run = (hooked) => nx(['run', 'p0:nothing'], folder(hooked), daemon);
  rmSync(BENCH, { recursive: true, force: true });
  for (const hooked of [false, true]) {
    writeWorkspace(folder(hooked), projects, hooked);
    // The first run makes the graph and starts the daemon; the second finds both.
    run(hooked);
    run(hooked);
  }
  const took = join(folder(true), 'took.jsonl');
  if (!existsSync(took)) throw new Error('Nx did not call the hook');
  rmSync(took);
  const without = [];
  const differences = [];
  for (let pair = 0; pair < pairs; pair++) {
    const time = {};
    for (const hooked of pair % 2 === 0 ? [false, true] : [true, false]) time[hooked] = run(hooked);
    without.push(time.false);
    differences.push(time.true - time.false);
  }
  const own = readFileSync(took, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  if (daemon) for (const hooked of [false, true]) nx(['reset'], folder(hooked), daemon);
  return { without, differences, own };
}

console.log(`${pairs} pairs; ms, medians`);
try {
  for (const projects of [10, 200]) {
    for (const daemon of [true, false]) {
      const { without, differences, own } = measure(projects, daemon);
      const [low, high] = interval(differences).map((ms) => ms.toFixed(0));
      const itself = ['wall', 'cpu'].map((what) => median(own.map((each) => each[what])).toFixed(1));
      console.log(
        `${String(projects).padStart(3)} projects, daemon ${daemon ? 'on ' : 'off'}: the hook itself ${itself[0]} (CPU ${itself[1]}); a run of ${median(without).toFixed(0)} takes ${median(differences).toFixed(0)} longer with it (95%: ${low} to ${high})`,
      );
    }
  }
} finally {
  for (const folder of ['with', 'without'])
    if (existsSync(join(BENCH, folder))) nx(['reset'], join(BENCH, folder), true);
  rmSync(BENCH, { recursive: true, force: true });
}
