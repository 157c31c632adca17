import { spawn } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ENVIRONMENT, ROOT } from '../demo/shell.mjs';
import { start } from './child.mjs';
import { option } from './options.mjs';
import { projectOf, SCENARIOS, SCHEMA } from './scenarios.mjs';
import { sql } from '../support/sql.mjs';
import { copyOf, startServer } from './server.mjs';
import { difference, hashOf, leftIn, stateOf } from './state.mjs';

/**
 * Several runs that are started at the same moment on one database, the last of them a raw `typeorm migration:run`: every migration is run
 * once, and every process ends by itself with a clear outcome: applied, nothing to do, or refused. Some of them are started through Nx.
 *
 * npm run test:together -- [--counts 2,20] [--times 1] [--raw no] [--nx 4]
 */
const counts = option('counts', '2,20').split(',').map(Number);
const times = Number(option('times', 1));
const withRaw = option('raw', 'yes') !== 'no';
const throughNx = Number(option('nx', 0));
const require = createRequire(join(ROOT, 'packages/core/package.json'));
const { findClientTools } = require('./dist/backup/client-tools.js');

const tools = await findClientTools({});
const server = await startServer(tools.major);
const root = projectOf(SCENARIOS.statements);
if (throughNx > 0) makeWorkspace();
const failures = [];
try {
  await sql(server.connection, 'CREATE DATABASE origin');
  await sql({ ...server.connection, database: 'origin' }, SCHEMA);
  const alone = await copyOf(server, 'origin', 'alone');
  const first = start(server, { root, database: 'alone', command: 'run', port: alone.port });
  if ((await first.ended) !== 0) throw new Error(first.output());
  const expected = await stateOf(tools.pgDump, alone);
  for (const count of counts) {
    for (let time = 1; time <= times; time++) {
      const database = `together_${count}_${time}`;
      const connection = await copyOf(server, 'origin', database);
      const since = performance.now();
      const ours = withRaw ? count - 1 : count;
      const nx = Math.min(throughNx, ours);
      const runs = Array.from({ length: ours }, (_, at) =>
        at < nx
          ? runThroughNx(connection)
          : start(server, { root, database, command: 'run', port: connection.port }),
      );
      const codes = await Promise.all([
        ...runs.map(({ ended }) => ended),
        ...(withRaw ? [raw(connection)] : []),
      ]);
      const [state, left] = [await stateOf(tools.pgDump, connection), await leftIn(connection)];
      const twice = await sql(
        connection,
        'SELECT name, count(*) FROM core._typeorm_migrations GROUP BY 1 HAVING count(*) > 1',
      );
      const by = nx > 0 ? `through Nx ${tally(codes.slice(0, nx))}; by the command ` : '';
      const words = `${count} at once: ${by}${tally(codes.slice(nx, ours)) || 'none'}${withRaw ? `, typeorm ${codes.at(-1)}` : ''}, ${((performance.now() - since) / 1000).toFixed(1)} s`;
      const problems = [
        ...(hashOf(state) === hashOf(expected)
          ? []
          : [`another state:\n${difference(expected, state).join('\n')}`]),
        ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
        ...(twice.length > 0 ? [`twice on the list: ${twice.map(({ name }) => name).join(', ')}`] : []),
        ...runs.flatMap((run, at) =>
          isClear(run, at < nx) ? [] : [`ended with ${run.code()}\n${run.output()}`],
        ),
      ];
      console.log(problems.length === 0 ? words : `FAILED  ${words}: ${problems.join('; ')}`);
      failures.push(...problems);
    }
  }
} finally {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
}
console.log(failures.length === 0 ? 'every migration ran once' : `${failures.length} failed`);
process.exitCode = failures.length === 0 ? 0 : 1;

/** Done, nothing to do, or refused. Nx itself ends with 1 whatever a task's outcome: what was printed tells. */
function isClear(run, byNx) {
  if (!byNx) return [0, 3].includes(run.code());
  return run.code() === 0 || (run.code() === 1 && /LEASE_HELD|MIGRATED_MEANWHILE/.test(run.output()));
}

/** The project becomes a workspace of one project, as `init` writes its target. */
function makeWorkspace() {
  const write = (path, value) => writeFileSync(join(root, path), JSON.stringify(value));
  write('nx.json', { useDaemonProcess: false, analytics: false, plugins: [] });
  write('project.json', {
    name: 'app',
    root: '.',
    targets: {
      'safe-migrate': {
        executor: '@safe-migrate/nx:safe-migrate',
        cache: false,
        parallelism: false,
        options: { dataSource: 'data-source.js', scratchUrl: server.url, lockTimeout: 500, lockRetries: 1 },
      },
    },
  });
}

function runThroughNx({ host, port, user, password, database }) {
  const state = join(root, 'state', database);
  const child = spawn(
    process.execPath,
    [
      ...[join(ROOT, 'node_modules/.bin/nx'), 'run', 'app:safe-migrate'],
      ...[`--recordDirectory=${join(state, 'runs')}`, `--backupDirectory=${join(state, 'backups')}`],
    ],
    {
      cwd: root,
      env: {
        ...{ ...ENVIRONMENT, NX_WORKSPACE_ROOT_PATH: root },
        CRASH_URL: `postgres://${user}:${password}@${host}:${port}/${database}`,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let code;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = new Promise((done) => child.on('close', (ended) => done((code = ended))));
  return { ended, output: () => output, code: () => code };
}

function raw({ host, port, user, password, database }) {
  return new Promise((done) => {
    const child = spawn(
      process.execPath,
      [join(ROOT, 'node_modules/typeorm/cli.js'), 'migration:run', '-d', 'data-source.js'],
      {
        cwd: root,
        env: { ...process.env, CRASH_URL: `postgres://${user}:${password}@${host}:${port}/${database}` },
        stdio: 'ignore',
      },
    );
    child.on('exit', (code) => done(code));
  });
}

/** `17 x 3, 2 x 0` */
function tally(codes) {
  const counted = new Map();
  for (const code of codes) counted.set(code, (counted.get(code) ?? 0) + 1);
  return [...counted].map(([code, n]) => `${n} x ${code}`).join(', ');
}
