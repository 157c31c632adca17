import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../demo/shell.mjs';
import { createProject } from '../support/project.mjs';
import { sql } from '../support/sql.mjs';

/**
 * What a run costs over `typeorm migration:run`: one additive migration in TypeScript on a small database. Everything but backup and rehearsal
 * must be within 1.5 times; with everything on, the parts of the run are printed, and what of the whole is none of them.
 *
 * npm run bench:overhead -- [--rounds 5] [--migrations 30]
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, migrations: { type: 'string', default: '30' } },
});
const PACKAGE = join(ROOT, 'packages/core');
const core = (path) => createRequire(import.meta.url)(`${PACKAGE}/dist/${path}.js`);
const { startScratchServer } = core('scratch/server');
const { findClientTools } = core('backup/client-tools');
const tools = await findClientTools({});
const server = await startScratchServer({ major: tools.major });
const { host, port, user, password } = server.connection;
const url = (database) => `postgres://${user}:${password}@${host}:${port}/${database}`;
const at = (database) => ({ ...server.connection, database });
const root = project(Number(values.migrations));
const SWC = createRequire(join(ROOT, 'package.json')).resolve('@swc-node/register');
const COMMANDS = {
  'typeorm migration:run': [
    ...['-r', SWC, join(ROOT, 'node_modules/typeorm/cli.js'), 'migration:run', '-d', 'data-source.ts'],
  ],
  'without backup and rehearsal': [
    ...['-r', join(import.meta.dirname, 'without-rehearsal.cjs'), join(PACKAGE, 'bin/safe-migrate.js')],
    ...['run', '-d', 'data-source.ts', '--scratch-url', url('postgres')],
  ],
  everything: [
    ...[
      join(PACKAGE, 'bin/safe-migrate.js'),
      'run',
      '-d',
      'data-source.ts',
      '--scratch-url',
      url('postgres'),
    ],
  ],
};
try {
  await sql(at('postgres'), 'CREATE DATABASE origin');
  await sql(
    at('origin'),
    `CREATE TABLE person (id bigserial PRIMARY KEY, name text NOT NULL); INSERT INTO person (name) SELECT 'p' || i FROM generate_series(1, 1000) i`,
  );
  // All but the last one are executed.
  writeFileSync(join(root, 'migrations/last.ts'), '');
  await mustRun(COMMANDS['typeorm migration:run'], 'origin');
  writeFileSync(join(root, 'migrations/last.ts'), migration(Number(values.migrations) + 1));
  const times = new Map(Object.keys(COMMANDS).map((name) => [name, []]));
  const steps = new Map();
  for (let round = 1; round <= Number(values.rounds); round++) {
    for (const [name, command] of Object.entries(COMMANDS)) {
      await sql(at('postgres'), 'DROP DATABASE IF EXISTS app WITH (FORCE)');
      await sql(at('postgres'), 'CREATE DATABASE app TEMPLATE origin');
      rmSync(join(root, '.safe-migrate'), { recursive: true, force: true });
      times.get(name).push(await mustRun(command, 'app'));
      if (name !== 'typeorm migration:run') steps.set(name, [...(steps.get(name) ?? []), stepsOf(root)]);
    }
  }
  const raw = median(times.get('typeorm migration:run'));
  console.log(
    `one of ${Number(values.migrations) + 1} migrations is pending; medians of ${values.rounds} rounds\n`,
  );
  for (const [name, all] of times)
    console.log(
      `${name.padEnd(30)} ${(median(all) / 1000).toFixed(2).padStart(6)} s  [${(Math.min(...all) / 1000).toFixed(2)}..${(Math.max(...all) / 1000).toFixed(2)}]  ${(median(all) / raw).toFixed(2)} x`,
    );
  for (const [name, rounds] of steps) {
    const parts = [...new Set(rounds.flatMap((round) => [...round.keys()]))].map((step) => [
      step,
      median(rounds.map((round) => round.get(step) ?? 0)),
    ]);
    const sum = parts.reduce((total, [, ms]) => total + ms, 0);
    console.log(`\n${name}`);
    for (const [step, ms] of parts)
      console.log(`  ${step.padEnd(26)} ${String(Math.round(ms)).padStart(6)} ms`);
    console.log(
      `  ${'start, end, between steps'.padEnd(26)} ${String(Math.round(median(times.get(name)) - sum)).padStart(6)} ms`,
    );
  }
  const ratio = median(times.get('without backup and rehearsal')) / raw;
  console.log(`\n${ratio.toFixed(2)} times a raw migration:run; the goal is at most 1.5`);
} finally {
  await server.stop();
  rmSync(root, { recursive: true, force: true });
}

function stepsOf(folder) {
  const runs = join(folder, '.safe-migrate/runs');
  const file = readdirSync(runs).find((name) => name.endsWith('.json'));
  const { steps } = JSON.parse(readFileSync(join(runs, file), 'utf8'));
  return new Map(steps.map(({ step, durationMs = 0 }) => [step, durationMs]));
}

function mustRun(command, database) {
  const since = performance.now();
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, command, {
      cwd: root,
      env: { ...process.env, DATABASE_URL: url(database), SAFE_MIGRATE_PACKAGE: PACKAGE },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('close', (code) =>
      code === 0
        ? done(performance.now() - since)
        : fail(new Error(`${command.join(' ')} ended with ${code}\n${output}`)),
    );
  });
}

function migration(number) {
  const name = `AddColumn${1_800_000_000_000 + number}`;
  return `import { MigrationInterface, QueryRunner } from 'typeorm';
export class ${name} implements MigrationInterface {
  name = '${name}';
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE public.person ADD COLUMN c${number} text');
  }
  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('ALTER TABLE public.person DROP COLUMN c${number}');
  }
}
`;
}

function project(count) {
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  return createProject('overhead', {
    'tsconfig.json':
      '{ "compilerOptions": { "module": "commonjs", "target": "es2022", "experimentalDecorators": true } }',
    'data-source.ts': `import { DataSource } from 'typeorm';
export const AppDataSource = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, migrations: ['migrations/*.ts'], migrationsTransactionMode: 'each' });\n`,
    ...Object.fromEntries(numbers.map((number) => [`migrations/${number}.ts`, migration(number)])),
  });
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}
