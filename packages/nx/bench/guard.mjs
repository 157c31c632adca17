import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';

/**
 * What the hook costs a run of Nx: a target that does nothing, with and without the hook, in pairs of alternating order; and the hook by itself,
 * measured around it where Nx calls it (time, and CPU time of its process, from loading its module to its answer).
 *
 *   node packages/nx/bench/guard.mjs [pairs]
 */
const pairs = Number(process.argv[2] ?? 10);
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

function writeWorkspace(projects) {
  rmSync(BENCH, { recursive: true, force: true });
  const write = (path, value) => {
    mkdirSync(dirname(join(BENCH, path)), { recursive: true });
    writeFileSync(join(BENCH, path), typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  };
  write('package.json', { name: 'bench', private: true, workspaces: ['packages/*'] });
  write('node_modules/measured/package.json', { name: 'measured', main: 'index.js' });
  write('node_modules/measured/index.js', MEASURED);
  const run = (command) => ({ executor: 'nx:run-commands', options: { command } });
  for (let at = 0; at < projects; at++) {
    write(`packages/p${at}/package.json`, {
      name: `p${at}`,
      scripts: { start: 'node main.js', lint: 'eslint .', 'db:seed': 'node scripts/seed.js' },
      dependencies: at > 0 ? { [`p${at - 1}`]: '*' } : {},
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

function setPlugins(plugins) {
  writeFileSync(
    join(BENCH, 'nx.json'),
    JSON.stringify({ neverConnectToCloud: true, analytics: false, useInferencePlugins: false, plugins }),
  );
}

function nx(words, daemon) {
  const started = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/.bin/nx'), ...words],
    {
      cwd: BENCH,
      encoding: 'utf8',
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

console.log(`${pairs} pairs; ms`);
for (const projects of [10, 200]) {
  for (const daemon of [true, false]) {
    writeWorkspace(projects);
    const run = ['run', `p${projects - 1}:nothing`];
    const differences = [];
    const own = [];
    for (let pair = -1; pair < pairs; pair++) {
      const took = {};
      for (const hooked of pair % 2 === 0 ? [false, true] : [true, false]) {
        setPlugins(hooked ? [HOOK] : []);
        // The first run after nx.json changed loads plugins and makes the graph again.
        nx(run, daemon);
        took[hooked] = nx(run, daemon);
      }
      if (pair >= 0) differences.push(took.true - took.false);
    }
    setPlugins(['measured']);
    nx(run, daemon);
    rmSync(join(BENCH, 'took.jsonl'), { force: true });
    for (let at = 0; at < pairs; at++) nx(run, daemon);
    if (existsSync(join(BENCH, 'took.jsonl')))
      own.push(
        ...readFileSync(join(BENCH, 'took.jsonl'), 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line)),
      );
    nx(['reset'], daemon);
    const [low, high] = interval(differences);
    console.log(
      `${String(projects).padStart(3)} projects, daemon ${daemon ? 'on ' : 'off'}: the hook itself ${median(own.map(({ wall }) => wall)).toFixed(0)} (CPU ${median(own.map(({ cpu }) => cpu)).toFixed(0)}); a run with it ${median(differences).toFixed(0)} longer (95%: ${low.toFixed(0)} to ${high.toFixed(0)})`,
    );
  }
}
rmSync(BENCH, { recursive: true, force: true });
