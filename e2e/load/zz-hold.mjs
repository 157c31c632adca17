import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';

/**
 * What a run costs over `typeorm migration:run`: one additive migration in TypeScript on a small database. Everything but backup and rehearsal
 * must be within 1.5 times; with everything on, the parts of the run are printed, and what of the whole is none of them.
 *
 * npm run bench:overhead -- [--rounds 5] [--migrations 30]
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, migrations: { type: 'string', default: '30' } },
});
const ROOT = resolve(import.meta.dirname, '../..');
const PACKAGE = join(ROOT, 'packages/core');
const core = (path) => createRequire(import.meta.url)(`${PACKAGE}/dist/${path}.js`);
const { startScratchServer } = core('scratch/server');
const { findClientTools } = core('backup/client-tools');
const tools = await findClientTools({});
const server = await startScratchServer({ major: tools.major });
const { host, port, user, password } = server.connection;
const url = (database) => `postgres://${user}:${password}@${host}:${port}/${database}`;
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
await sql('postgres', 'CREATE DATABASE origin');
await sql('origin', `CREATE TABLE person (id bigserial PRIMARY KEY, name text NOT NULL); INSERT INTO person (name) SELECT 'p' || i FROM generate_series(1, 1000) i`);
writeFileSync(join(root, 'migrations/last.ts'), '');
await mustRun(COMMANDS['typeorm migration:run'], 'origin');
writeFileSync(join(root, 'migrations/last.ts'), migration(Number(values.migrations) + 1));
writeFileSync('/tmp/wt/apply-scratch/env', `export ROOT=${root} DATABASE_URL=${url('app')} PGURL=${url('postgres')} SAFE_MIGRATE_PACKAGE=${PACKAGE} SWC=${SWC}\n`);
process.on('SIGTERM', async () => { await server.stop(); process.exit(0); });
setInterval(() => {}, 1000);
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
  const folder = mkdtempSync(join(tmpdir(), 'safe-migrate-overhead-'));
  mkdirSync(join(folder, 'migrations'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "name": "overhead", "private": true }');
  writeFileSync(
    join(folder, 'tsconfig.json'),
    '{ "compilerOptions": { "module": "commonjs", "target": "es2022", "experimentalDecorators": true } }',
  );
  writeFileSync(
    join(folder, 'data-source.ts'),
    `import { DataSource } from 'typeorm';
export const AppDataSource = new DataSource({ type: 'postgres', url: process.env.DATABASE_URL, migrations: ['migrations/*.ts'], migrationsTransactionMode: 'each' });\n`,
  );
  for (let number = 1; number <= count; number++)
    writeFileSync(join(folder, `migrations/${number}.ts`), migration(number));
  return folder;
}

async function sql(database, text) {
  const client = new pg.Client({ ...server.connection, database });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
}

function median(list) {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}
