import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The packed packages in consumer workspaces of their own: every Nx major, npm, yarn 4 and pnpm, with and without the daemon. Takes minutes.
 *
 *   node e2e/consumers/consumers.mjs                     all
 *   node e2e/consumers/consumers.mjs 22.7.12:yarn 24     those that begin so
 */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** The newest of each major that its packages are whole for. */
const CONSUMERS = [
  { nx: '21.6.11', devkit: '21.6.11', manager: 'npm' },
  { nx: '22.7.12', devkit: '22.7.12', manager: 'npm' },
  { nx: '22.7.12', devkit: '22.7.12', manager: 'yarn' },
  { nx: '22.7.12', devkit: '22.7.12', manager: 'pnpm' },
  { nx: '23.3.2', devkit: '23.3.2', manager: 'npm' },
  { nx: '24.0.6', devkit: '24.0.0', manager: 'npm' },
];
const MANAGERS = { yarn: '@yarnpkg/cli-dist@4.9.2', pnpm: 'pnpm@10.34.9' };
/** Where they are installed. */
let tools = '';

const NOTHING_LISTENS = 'postgres://u:p@127.0.0.1:1/shop';
const FILES = {
  'nx.json': json({ neverConnectToCloud: true, analytics: false, useInferencePlugins: false }),
  'apps/shop/project.json': json({
    name: 'shop',
    targets: {
      build: run('echo built'),
      typeorm: run('node ../../node_modules/typeorm/cli.js'),
      'database:migrate': run('nx typeorm -- migration:run -d src/data-source.js'),
      'database:reset': {
        executor: 'nx:run-commands',
        configurations: { seed: { command: 'npx typeorm schema:drop -d src/data-source.js' } },
        defaultConfiguration: 'seed',
      },
    },
  }),
  'apps/shop/package.json': json({
    name: 'shop',
    private: true,
    scripts: { 'database:init:prod': 'dropdb shop && createdb shop' },
  }),
  'apps/shop/src/data-source.js': `const { DataSource } = require('typeorm');
exports.source = new DataSource({ type: 'postgres', url: '${NOTHING_LISTENS}', migrations: ['src/migrations/*.js'] });
`,
  'apps/shop/src/migrations/1700000000000-first.js': `exports.First1700000000000 = class First1700000000000 {
  name = 'First1700000000000';
  async up(q) { await q.query('CREATE TABLE a (id int)'); }
  async down(q) { await q.query('DROP TABLE a'); }
};
`,
};

function run(command) {
  return { executor: 'nx:run-commands', options: { cwd: 'apps/shop', command } };
}

function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function shell(command, cwd, env = {}) {
  const own = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NX_|npm_|CI$)/.test(name)),
  );
  const PATH = [join(cwd, 'node_modules/.bin'), join(tools, 'node_modules/.bin'), process.env.PATH].join(
    delimiter,
  );
  return new Promise((done) => {
    const child = spawn(command, {
      cwd,
      shell: true,
      env: { ...own, PATH, NX_TUI: 'false', NX_NO_CLOUD: 'true', FORCE_COLOR: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code) => done({ code: code ?? 1, output }));
  });
}

async function must(command, cwd, env) {
  const { code, output } = await shell(command, cwd, env);
  if (code !== 0) throw new Error(`${command} ended with ${code}\n${output}`);
  return output;
}

function write(root, files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

async function pack(folder) {
  const names = ['hazards', 'core', 'nx'];
  const tarballs = {};
  for (const name of names) {
    const printed = await must(
      `npm pack --silent --pack-destination ${folder}`,
      join(ROOT, 'packages', name),
    );
    tarballs[`@safe-migrate/${name}`] = `file:${join(folder, printed.trim().split('\n').pop())}`;
  }
  return tarballs;
}

/** What a user sees, step by step; each returns what is wrong. */
function steps(root, env) {
  const nx = async (line) => {
    const seen = await shell(`nx ${line}`, root, env);
    // Where Nx's daemon gives up, the reason is in its log, which goes with the workspace.
    const log = /Log file with the error: (\S+)/.exec(seen.output)?.[1];
    const why = log !== undefined && existsSync(log) ? readFileSync(log, 'utf8') : '';
    return { ...seen, output: `${seen.output}${why}` };
  };
  const expectRun = (line, code, text) => async () => {
    const seen = await nx(line);
    return seen.code === code && seen.output.includes(text)
      ? undefined
      : `code ${seen.code}, wanted ${code} and "${text}":\n${seen.output}`;
  };
  return [
    ['init', expectRun('g @safe-migrate/nx:init', 0, 'database:reset now refuses')],
    ['a reset refuses', expectRun('run shop:database:reset', 1, 'REFUSED')],
    ['in a configuration', expectRun('run shop:database:reset:seed', 1, 'REFUSED')],
    ['a script refuses', expectRun('run shop:database:init:prod', 1, 'REFUSED')],
    ['passed on', expectRun('typeorm shop -- migration:run -d src/data-source.js', 1, 'REFUSED')],
    ['mistyped', expectRun('run shop:safe-migrate:paln', 1, 'REFUSED')],
    ['others run', expectRun('run shop:build', 0, 'built')],
    ['a plan reaches the pipeline', expectRun('run shop:safe-migrate --plan', 1, 'DATABASE_UNREACHABLE')],
    ['migrate is the pipeline now', expectRun('run shop:database:migrate', 1, 'DATABASE_UNREACHABLE')],
    ['a migration', expectRun('g safe-migration AddWord --project=shop --no-interactive', 0, 'CREATE')],
    ['remove', expectRun('g @safe-migrate/nx:remove', 0, '')],
    [
      'byte for byte',
      async () => {
        const differing = Object.entries(FILES).filter(
          ([path, text]) => readFileSync(join(root, path), 'utf8') !== text,
        );
        return differing.length === 0
          ? undefined
          : differing.map(([path]) => `${path}:\n${readFileSync(join(root, path), 'utf8')}`).join('\n');
      },
    ],
    ['init again', expectRun('g @safe-migrate/nx:init', 0, 'database:reset now refuses')],
    [
      'two hops to a new raw target',
      async () => {
        const config = JSON.parse(readFileSync(join(root, 'apps/shop/project.json'), 'utf8'));
        config.targets.wipe = run('dropdb shop');
        config.targets.prepare = { ...run('echo prepared'), dependsOn: ['wipe'] };
        config.targets.deploy = { ...run('echo deployed'), dependsOn: ['prepare'] };
        writeFileSync(join(root, 'apps/shop/project.json'), json(config));
        return (
          (await expectRun('run-many -t deploy', 1, 'REFUSED')()) ??
          (await expectRun('sync:check', 1, '')()) ??
          (await expectRun('sync', 0, '')()) ??
          (await expectRun('sync:check', 0, '')())
        );
      },
    ],
  ];
}

async function install(root, { nx, devkit, manager }, tarballs) {
  write(root, {
    ...FILES,
    'package.json': json({
      name: 'consumer',
      private: true,
      workspaces: ['apps/*'],
      ...(manager === 'yarn' ? { resolutions: tarballs } : {}),
      ...(manager === 'pnpm' ? { pnpm: { overrides: tarballs } } : {}),
      devDependencies: {
        nx,
        '@nx/devkit': devkit,
        typescript: '~5.9.3',
        typeorm: '~0.3.31',
        pg: '^8.13.0',
        'reflect-metadata': '^0.2.2',
        ...tarballs,
      },
    }),
  });
  if (manager === 'npm') return must('npm install --prefer-offline --no-audit --no-fund', root);
  mkdirSync(tools, { recursive: true });
  await must(`npm install --prefix ${tools} --no-audit --no-fund ${MANAGERS[manager]}`, tools);
  const registry = /^https?:\S+$/m.exec(await must('npm config get registry', root))?.[0] ?? '';
  if (manager === 'pnpm') {
    write(root, { 'pnpm-workspace.yaml': `packages:\n  - apps/*\nstoreDir: ${join(tools, 'store')}\n` });
    return must(`pnpm install --no-frozen-lockfile --registry ${registry}`, root);
  }
  write(root, {
    '.yarnrc.yml': 'nodeLinker: node-modules\nenableTelemetry: false\nenableImmutableInstalls: false\n',
    'yarn.lock': '',
  });
  return must('yarn install', root, {
    YARN_NPM_REGISTRY_SERVER: registry,
    ...(registry.startsWith('http:') ? { YARN_UNSAFE_HTTP_WHITELIST: new URL(registry).hostname } : {}),
  });
}

const asked = process.argv.slice(2);
const base = realpathSync(mkdtempSync(join(tmpdir(), 'safe-migrate-consumers-')));
tools = join(base, 'tools');
let failed = 0;
try {
  const tarballs = await pack(base);
  for (const consumer of CONSUMERS) {
    const name = `${consumer.nx}:${consumer.manager}`;
    if (asked.length > 0 && !asked.some((prefix) => name.startsWith(prefix))) continue;
    const root = join(base, name.replace(':', '-'));
    mkdirSync(root);
    await install(root, consumer, tarballs);
    for (const daemon of ['false', 'true']) {
      write(root, FILES);
      for (const file of [
        '.gitignore',
        '.safe-migrate.originals.json',
        'apps/shop/.safe-migrate.originals.json',
      ])
        rmSync(join(root, file), { force: true });
      rmSync(join(root, 'apps/shop/.safe-migrate'), { recursive: true, force: true });
      for (const file of readdirSync(join(root, 'apps/shop/src/migrations')))
        if (!(`apps/shop/src/migrations/${file}` in FILES))
          rmSync(join(root, 'apps/shop/src/migrations', file));
      for (const [step, act] of steps(root, { NX_DAEMON: daemon })) {
        const wrong = await act();
        if (wrong !== undefined) failed++;
        console.log(
          `${wrong === undefined ? 'ok    ' : 'FAILED'} Nx ${name}, daemon ${daemon}: ${step}${wrong === undefined ? '' : `\n${wrong}`}`,
        );
      }
    }
    await shell('nx reset', root);
    rmSync(root, { recursive: true, force: true });
  }
} finally {
  rmSync(base, { recursive: true, force: true });
}
console.log(failed === 0 ? 'all as wanted' : `${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
