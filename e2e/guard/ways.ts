import { SERVER } from './twenty-shapes';
import type { DeedName } from './deeds';

/** One way to reach something forbidden. */
export interface Way {
  readonly group: string;
  /** As somebody would type it, or as a tool does it. */
  readonly command: string;
  /** The words after `nx`, where it goes through Nx. */
  readonly nx?: string;
  /** The script of the server's package.json that it runs past Nx. */
  readonly script?: string;
  /** What it ends as, in the database. */
  readonly deed: DeedName;
  /** There is such a target only after `init`. */
  readonly afterInit?: boolean;
}

const run = (options: object, more: object = {}): object => ({
  executor: 'nx:run-commands',
  ...more,
  options,
});
const psql = (text: string): string => `psql "$PG_DATABASE_URL" -c "${text}"`;

/** Further targets of the server: how forbidden ones hide in a workspace. */
export const HIDING_TARGETS: Readonly<Record<string, object>> = {
  wipe: run({ command: psql('DROP SCHEMA core CASCADE') }),
  'wipe-file': run({ cwd: SERVER, command: 'sh ./scripts/wipe.sh' }),
  'wipe-node': run({ cwd: SERVER, command: 'node ./scripts/wipe.js' }),
  'drop-db': run({ command: 'dropdb --if-exists twenty' }),
  'raw-up': run({
    cwd: SERVER,
    command: 'typeorm migration:run -d src/database/typeorm/core/core.datasource.ts',
  }),
  'raw-fake': run({
    cwd: SERVER,
    command: 'typeorm migration:run --fake -d src/database/typeorm/core/core.datasource.ts',
  }),
  'raw-drop': run({
    cwd: SERVER,
    command: 'npx typeorm schema:drop -d src/database/typeorm/core/core.datasource.ts',
  }),
  'raw-sync': run({
    cwd: SERVER,
    command: 'yarn typeorm schema:sync -d src/database/typeorm/core/core.datasource.ts',
  }),
  'prisma-reset': run({ command: 'npx prisma migrate reset --force' }),
  'prisma-push': run({ command: 'prisma db push --force-reset' }),
  'drizzle-push': run({ command: 'drizzle-kit push --force' }),
  'knex-back': run({ command: 'knex migrate:rollback --all' }),
  'restore-over': run({ command: 'pg_restore --clean --if-exists -d twenty backup.dump' }),
  'one-hop': run({ command: 'tsc' }, { dependsOn: ['database:reset'] }),
  'two-hops': run({ command: 'tsc' }, { dependsOn: ['one-hop'] }),
  'three-hops': run({ command: 'tsc' }, { dependsOn: ['two-hops'] }),
  'by-glob': run({ command: 'tsc' }, { dependsOn: ['database:re*'] }),
  'by-object': run({ command: 'tsc' }, { dependsOn: [{ target: 'wipe', projects: ['twenty-server'] }] }),
  'by-tag': run({ command: 'tsc' }, { dependsOn: [{ target: 'wipe', projects: ['tag:scope:backend'] }] }),
  nested: run({ command: 'echo start && nx run twenty-server:database:reset' }),
  'nested-twice': run({ command: 'nx nested twenty-server' }),
  'nested-yarn': run({ cwd: SERVER, command: 'yarn database:init:prod' }),
  'nested-npx': run({ command: 'npx -y nx run-many -t database:reset' }),
  'in-list': run({ commands: ['echo one', { command: 'nx database:reset twenty-server' }], parallel: false }),
  'by-args': run({ cwd: SERVER, command: 'typeorm', args: 'schema:drop -d a.ts' }),
  'in-shell': run({ command: "sh -c 'dropdb twenty'" }),
  'in-env': run({ command: 'FOO=1 NODE_ENV=test nx database:reset twenty-server' }),
  'only-ci': run({ command: 'echo fine' }, { configurations: { ci: { command: 'dropdb twenty' } } }),
  'hands-down': run({ command: 'echo fine' }, { dependsOn: ['only-ci'], configurations: { ci: {} } }),
};

/** Further files of the server's. */
export const HIDING_FILES: Readonly<Record<string, string>> = {
  [`${SERVER}/scripts/wipe.sh`]: '#!/bin/sh\npsql "$PG_DATABASE_URL" -c "DROP SCHEMA core CASCADE"\n',
  [`${SERVER}/scripts/wipe.js`]:
    "require('pg');\nclient.query('TRUNCATE core.person, core.company CASCADE');\n",
};

/** Further scripts of the server's package.json. */
export const HIDING_SCRIPTS: Readonly<Record<string, string>> = {
  'db:drop': 'dropdb twenty',
  'db:clean': 'typeorm schema:drop -d src/database/typeorm/core/core.datasource.ts',
  reset: 'nx database:reset twenty-server',
  pretest: 'npm run reset',
};

const through = (group: string, deed: DeedName, ...lines: readonly string[]): Way[] =>
  lines.map((line) => ({ group, deed, command: `npx nx ${line}`, nx: line }));
const past = (group: string, deed: DeedName, command: string, script?: string): Way => ({
  group,
  deed,
  command,
  ...(script === undefined ? {} : { script }),
});
const D = 'src/database/typeorm/core/core.datasource.ts';

/** All of them. */
export const WAYS: readonly Way[] = [
  ...through(
    'the forbidden three',
    'truncate script',
    'database:reset twenty-server',
    'run twenty-server:database:reset',
  ),
  ...through('the forbidden three', 'truncate script', 'run twenty-server:test:integration:with-db-reset'),
  ...through('the forbidden three', 'raw migration', 'run twenty-server:database:init:prod'),
  ...through(
    'configurations',
    'truncate script',
    'run twenty-server:database:reset:no-seed',
    'run twenty-server:database:reset:seed',
  ),
  ...through(
    'configurations',
    'truncate script',
    'database:reset twenty-server -c no-seed',
    'run twenty-server:test:integration:db-reset',
  ),
  ...through(
    'configurations',
    'truncate script',
    'run twenty-server:test:integration --configuration=db-reset',
  ),
  ...through('configurations', 'dropdb', 'run twenty-server:only-ci:ci', 'run twenty-server:hands-down:ci'),
  ...through(
    'dependsOn',
    'truncate script',
    'run twenty-server:one-hop',
    'run twenty-server:two-hops',
    'run twenty-server:three-hops',
  ),
  ...through('dependsOn', 'truncate script', 'run twenty-server:by-glob'),
  ...through(
    'dependsOn',
    'psql -c',
    'run twenty-server:by-object',
    'run twenty-server:by-tag',
    'e2e twenty-front',
  ),
  ...through(
    'many at once',
    'truncate script',
    'run-many -t database:reset',
    'run-many --targets=build,database:reset --parallel=3',
  ),
  ...through(
    'many at once',
    'truncate script',
    'run-many -t two-hops --projects=twenty-server',
    'affected -t database:reset --base=main',
  ),
  ...through('many at once', 'truncate script', 'affected --target=one-hop --files=package.json'),
  ...through(
    'nested',
    'truncate script',
    'run twenty-server:nested',
    'run twenty-server:nested-twice',
    'run twenty-server:in-list',
  ),
  ...through(
    'nested',
    'truncate script',
    'run twenty-server:nested-npx',
    'run twenty-server:in-env',
    'run twenty-server:reset',
  ),
  ...through('nested', 'truncate script', 'run twenty-server:pretest'),
  ...through('nested', 'raw migration', 'run twenty-server:nested-yarn'),
  ...through('nested', 'dropdb', 'run twenty-server:in-shell', 'run twenty-server:db:drop'),
  ...through('raw commands', 'psql -c', 'run twenty-server:wipe', 'run twenty-server:wipe-file'),
  ...through('raw commands', 'TRUNCATE', 'run twenty-server:wipe-node'),
  ...through('raw commands', 'dropdb', 'run twenty-server:drop-db'),
  ...through(
    'raw commands',
    'raw migration',
    'run twenty-server:raw-up',
    'run twenty-server:database:migrate:prod',
  ),
  ...through(
    'raw commands',
    'typeorm schema:drop',
    'run twenty-server:raw-drop',
    'run twenty-server:by-args',
    'run twenty-server:db:clean',
  ),
  ...through('raw commands', 'synchronize', 'run twenty-server:raw-sync'),
  ...through('raw commands', 'typeorm migration:revert', 'run twenty-server:database:migrate:revert'),
  ...through(
    'raw commands',
    'drop and recreate',
    'run twenty-server:prisma-reset',
    'run twenty-server:prisma-push',
  ),
  ...through('raw commands', 'drop a column', 'run twenty-server:drizzle-push'),
  ...through('raw commands', 'drop tables', 'run twenty-server:knex-back'),
  ...through('raw commands', 'pg_restore --clean', 'run twenty-server:restore-over'),
  ...through('passed on', 'raw migration', `typeorm twenty-server -- migration:run -d ${D}`),
  ...through('passed on', 'typeorm migration:revert', `typeorm -- migration:revert -d ${D}`),
  ...through(
    'passed on',
    'typeorm schema:drop',
    `run twenty-server:typeorm schema:drop -d ${D}`,
    `run twenty-server:typeorm --args="schema:drop -d ${D}"`,
  ),
  ...through(
    'passed on',
    'typeorm query',
    `typeorm twenty-server -- query "DROP SCHEMA core CASCADE" -d ${D}`,
  ),
  ...through('passed on', 'truncate script', 'ts-node-no-deps twenty-server -- ./scripts/truncate-db.ts'),
  ...['run twenty-server:safe-migrate:paln', 'safe-migrate twenty-server -c prodution'].map((nx): Way => ({
    ...{ group: 'mistyped', deed: 'unasked run', command: `npx nx ${nx}`, nx, afterInit: true },
  })),
  past('past Nx', 'raw migration', 'yarn database:migrate:prod', 'database:migrate:prod'),
  past('past Nx', 'truncate script', 'yarn reset', 'reset'),
  past('past Nx', 'raw migration', 'npm run database:init:prod', 'database:init:prod'),
  past('past Nx', 'dropdb', 'yarn db:drop', 'db:drop'),
  past('past Nx', 'typeorm schema:drop', 'pnpm db:clean', 'db:clean'),
  past('past Nx', 'typeorm schema:drop', `npx nx exec -- typeorm schema:drop -d ${D}`),
  past('past Nx', 'typeorm migration:revert', `npx typeorm migration:revert -d ${D}`),
  past('past Nx', 'typeorm query', `npx typeorm query "DROP SCHEMA core CASCADE" -d ${D}`),
  past('past Nx', 'raw migration', `npx typeorm migration:run -d ${D} (one that drops a column)`),
  past('past Nx', 'truncate script', 'ts-node ./scripts/truncate-db.ts'),
  past('past Nx', 'psql -c', `psql -c 'DROP SCHEMA core CASCADE'`),
  past('past Nx', 'psql -f', 'psql -f wipe.sql'),
  past('past Nx', 'in a DO block', `psql -c 'DO $$ ... EXECUTE ''DROP SCHEMA '' || name ... $$'`),
  past('past Nx', 'replica role', `psql -c 'SET session_replication_role = replica; TRUNCATE ...'`),
  past('past Nx', 'dropdb', 'dropdb twenty'),
  past('past Nx', 'dropdb', `psql postgres -c 'DROP DATABASE twenty WITH (FORCE)'`),
  past('past Nx', 'DROP OWNED', `psql -c 'DROP OWNED BY twenty CASCADE'`),
  past('past Nx', 'TRUNCATE', `psql -c 'TRUNCATE core.company CASCADE'`),
  past(
    'past Nx',
    'drop tables',
    `DROP TABLE ... CASCADE, as Sequelize's sync({ force: true }) and flyway clean do`,
  ),
  past('past Nx', 'drop and recreate', 'prisma db push --force-reset (DROP SCHEMA public CASCADE)'),
  past('past Nx', 'drop a column', 'drizzle-kit push, an ALTER TABLE ... DROP COLUMN by hand'),
  past('past Nx', 'rewrite', 'ALTER TABLE ... ALTER COLUMN ... TYPE that rewrites the table'),
  past('past Nx', 'drop a type', 'DROP TYPE ... CASCADE, and the columns of that type with it'),
  past('past Nx', 'drop a view', 'DROP VIEW'),
  past('past Nx', 'drop a sequence', 'DROP SEQUENCE ... CASCADE'),
  past('past Nx', 'tenant schema', `DROP SCHEMA workspace_... CASCADE`),
  past('past Nx', 'pg_restore --clean', 'pg_restore --clean --if-exists over the live database'),
  past('ORM options', 'synchronize', 'synchronize: true with a column that the entity has lost'),
  past('ORM options', 'dropSchema', 'dropSchema: true'),
  past('ORM options', 'migrationsRun', 'migrationsRun: true with a migration that drops a column'),
  past('the seal itself', 'drop the seal', 'DROP SCHEMA safe_migrate CASCADE'),
  past('the seal itself', 'drop its function', 'DROP FUNCTION safe_migrate.on_drop() CASCADE'),
  past('the seal itself', 'switch a guard off', 'ALTER TABLE ... DISABLE TRIGGER ALL; TRUNCATE ...'),
  past('the seal itself', 'forge a ticket', 'a ticket that no run issued'),
  past('another database', 'restored copy', `psql copy -c 'DROP SCHEMA core CASCADE', on a restored dump`),
  past(
    'another database',
    'clone',
    `psql clone -c 'DROP SCHEMA core CASCADE', on CREATE DATABASE ... TEMPLATE`,
  ),
  past('who is asking', 'run by an agent', 'safe-migrate run, by a coding agent'),
  past('who is asking', 'run from a laptop', 'safe-migrate run, from a laptop'),
  past('who is asking', 'two databases', 'safe-migrate run, .env and shell name two databases'),
  past('who is asking', 'unseal', 'safe-migrate unseal without the name of the database'),
];
