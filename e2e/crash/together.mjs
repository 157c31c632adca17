import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../demo/shell.mjs';
import { start } from './child.mjs';
import { option } from './options.mjs';
import { createProject, SCENARIOS, SCHEMA } from './scenarios.mjs';
import { copyOf, sql, startServer } from './server.mjs';
import { difference, hashOf, leftIn, stateOf } from './state.mjs';

/**
 * Several runs that are started at the same moment on one database, the last of them a raw `typeorm migration:run`: every migration is run
 * once, and every process ends by itself with a clear outcome: applied, nothing to do, or refused.
 *
 * npm run test:together -- [--counts 2,20] [--times 1] [--raw no]
 */
const counts = option('counts', '2,20').split(',').map(Number);
const times = Number(option('times', 1));
const withRaw = option('raw', 'yes') !== 'no';
const require = createRequire(join(ROOT, 'packages/core/package.json'));
const { findClientTools } = require('./dist/backup/client-tools.js');

const tools = await findClientTools({});
const server = await startServer(tools.major);
const root = createProject(SCENARIOS.statements);
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
      const runs = Array.from({ length: withRaw ? count - 1 : count }, () =>
        start(server, { root, database, command: 'run', port: connection.port }),
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
      const words = `${count} at once: ${tally(withRaw ? codes.slice(0, -1) : codes)}${withRaw ? `, typeorm ${codes.at(-1)}` : ''}, ${((performance.now() - since) / 1000).toFixed(1)} s`;
      const problems = [
        ...(hashOf(state) === hashOf(expected)
          ? []
          : [`another state:\n${difference(expected, state).join('\n')}`]),
        ...(left.length > 0 ? [`left behind: ${left.join(', ')}`] : []),
        ...(twice.length > 0 ? [`twice on the list: ${twice.map(({ name }) => name).join(', ')}`] : []),
        ...runs.flatMap((run) =>
          [0, 3].includes(run.code()) ? [] : [`ended with ${run.code()}\n${run.output()}`],
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
