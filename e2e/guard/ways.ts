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
  /** What is typed, in the folder of the server, where it is a command line that can be run here as it stands. */
  readonly typed?: string;
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
    command: 'typeorm migration:run -d dist/database/typeorm/core/core.datasource.js',
  }),
  'raw-fake': run({
    cwd: SERVER,
    command: 'typeorm migration:run --fake -d dist/database/typeorm/core/core.datasource.js',
  }),
  'raw-drop': run({
    cwd: SERVER,
    command: 'npx typeorm schema:drop -d dist/database/typeorm/core/core.datasource.js',
  }),
  'raw-sync': run({
    cwd: SERVER,
    command: 'npx typeorm schema:sync -d dist/database/typeorm/core/core.datasource.js',
  }),
  'prisma-reset': run({ command: 'npx prisma migrate reset --force' }),
  'prisma-push': run({ command: 'prisma db push --force-reset' }),
  'drizzle-push': run({ command: 'drizzle-kit push --force' }),
  'knex-back': run({ command: 'knex migrate:rollback --all' }),
  'restore-over': run({ cwd: SERVER, command: 'pg_restore --clean --if-exists -d twenty backup.dump' }),
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
  'by-args': run({
    cwd: SERVER,
    command: 'typeorm',
    args: 'schema:drop -d dist/database/typeorm/core/core.datasource.js',
  }),
  'in-shell': run({ command: "sh -c 'dropdb twenty'" }),
  'in-env': run({ command: 'FOO=1 NODE_ENV=test nx database:reset twenty-server' }),
  'only-ci': run({ command: 'echo fine' }, { configurations: { ci: { command: 'dropdb twenty' } } }),
  'by-default': {},
  'by-script': { executor: 'nx:run-script', options: { script: 'db:drop' } },
  'by-own-executor': { executor: './tools/executors:wipe' },
  'before-it': run({ cwd: SERVER, command: 'npm run deploy' }),
  'after-it': run({ cwd: SERVER, command: 'npm run publish-all' }),
  'by-workspace': run({ command: 'yarn workspace twenty-server db:drop' }),
  'by-filter': run({ command: 'pnpm --filter twenty-server db:drop' }),
  'by-call': run({
    cwd: SERVER,
    command: "npx -c 'typeorm schema:drop -d dist/database/typeorm/core/core.datasource.js'",
  }),
  'by-make': run({ cwd: SERVER, command: 'make everything' }),
  'by-xargs': run({ command: 'echo twenty | xargs dropdb' }),
  'by-pipe': run({ cwd: SERVER, command: 'cat scripts/empty.sql | psql "$PG_DATABASE_URL"' }),
  'by-input': run({ cwd: SERVER, command: 'psql "$PG_DATABASE_URL" < scripts/empty.sql' }),
  'by-include': run({ cwd: SERVER, command: `psql "$PG_DATABASE_URL" -c '\\i scripts/empty.sql'` }),
  'delete-all': run({ command: psql('DELETE FROM core.note') }),
  'update-all': run({ command: psql('UPDATE core.note SET body = NULL') }),
  'by-node': run({
    command: `node -e "const { Client } = require('pg'); const c = new Client(process.env.PG_DATABASE_URL); c.connect().then(() => c.query('DROP SCHEMA core CASCADE')).finally(() => c.end())"`,
  }),
  'by-variable': run({ command: `sh -c 'X=dropdb; $X twenty'` }),
  'by-eval': run({ command: `eval "$(printf 'drop%s twenty' db)"` }),
  'by-base64': run({ command: 'echo ZHJvcGRiIHR3ZW50eQ== | base64 -d | sh' }),
  'by-substitution': run({ command: 'echo $(dropdb twenty)' }),
  'by-nx-file': run({
    command: 'node ../../node_modules/nx/dist/bin/nx.js run twenty-server:database:reset',
  }),
  'by-command-option': run({ command: `psql "$PG_DATABASE_URL" --quiet --command="DROP TABLE core.note"` }),
  'by-heredoc': run({ command: 'psql "$PG_DATABASE_URL" <<SQL\nDROP TABLE core.note;\nSQL\n' }),
  'by-source': run({ cwd: SERVER, command: '. ./scripts/wipe.sh' }),
  'by-cd': run({ command: `cd ${SERVER}/scripts && psql "$PG_DATABASE_URL" -f empty.sql` }),
  'by-exec': run({ command: `nx exec -- sh ${SERVER}/scripts/wipe.sh` }),
  'by-option': run({ command: 'psql "$PG_DATABASE_URL" -c "{args.sql}"', sql: 'DROP TABLE core.note' }),
  'say-sql': run({ command: 'psql "$PG_DATABASE_URL" -c "{args.sql}"' }),
  'by-braces': run({ command: 'tsc' }, { dependsOn: ['{wipe,none}'] }),
  'over-colons': run({ command: 'tsc' }, { dependsOn: ['db*p'] }),
  'by-params': run({ command: 'tsc' }, { dependsOn: [{ target: 'typeorm', params: 'forward' }] }),
  'by-own-sql': { executor: './tools/executors:sql', options: { sql: 'DROP TABLE core.note' } },
  'by-own-target': {
    executor: './tools/executors:serve',
    options: { buildTarget: 'twenty-server:drop-db' },
  },
  'flyway-clean': run({ command: 'flyway clean' }),
  'pg-migrate-down': run({ command: 'npx node-pg-migrate down' }),
  'by-clean-dump': run({ command: 'pg_dump --clean --if-exists --schema-only filled | psql twenty' }),
  'drop-short': run({ command: psql('ALTER TABLE core.person DROP mood') }),
  'drop-domain': run({ command: psql('DROP DOMAIN core.word CASCADE') }),
  'empty-column': run({ command: psql('ALTER TABLE core.note ALTER body TYPE text USING NULL') }),
  'delete-true': run({ command: psql('DELETE FROM core.note WHERE true') }),
  'delete-in-with': run({
    command: psql('WITH gone AS (DELETE FROM core.note RETURNING 1) SELECT count(*) FROM gone'),
  }),
  'sequelize-drop': run({ command: 'npx sequelize-cli db:drop' }),
  'strips-guard': run({
    command: `node -e "fs.writeFileSync('nx.json', fs.readFileSync('nx.json', 'utf8').replace('@safe-migrate/nx/guard', '@nx/devkit'))" && nx run twenty-server:database:reset`,
  }),
  'hands-down': run({ command: 'echo fine' }, { dependsOn: ['only-ci'], configurations: { ci: {} } }),
};

/** Further files of the server's. */
export const HIDING_FILES: Readonly<Record<string, string>> = {
  [`${SERVER}/scripts/wipe.sh`]: '#!/bin/sh\npsql "$PG_DATABASE_URL" -c "DROP SCHEMA core CASCADE"\n',
  [`${SERVER}/scripts/wipe.js`]:
    "const { Client } = require('pg');\nconst client = new Client(process.env.PG_DATABASE_URL);\nclient.connect().then(() => client.query('TRUNCATE core.person, core.company CASCADE')).then(() => client.end());\n",
  [`${SERVER}/scripts/empty.sql`]: 'DROP TABLE core.note;\n',
  [`${SERVER}/Makefile`]: 'everything: more\n\ntsc -v\nmore:\n\tdropdb twenty\n'.replace('\ntsc -v', ''),
};

/** Further projects. */
export const HIDING_PROJECTS: Readonly<Record<string, string>> = {
  'tools/executors/executors.json': `${JSON.stringify({ executors: Object.fromEntries(['wipe', 'sql', 'serve'].map((name) => [name, { implementation: `./${name}`, schema: './schema.json' }])) })}\n`,
  'tools/executors/package.json':
    '{ "name": "executors", "version": "0.0.1", "executors": "./executors.json" }\n',
  'tools/executors/schema.json': '{ "type": "object", "properties": {} }\n',
  'tools/executors/sql.js':
    "const { Client } = require('pg');\nexports.default = async ({ sql }) => { const client = new Client(); await client.connect(); await client.query(sql); await client.end(); return { success: true }; };\n",
  'tools/executors/serve.js':
    "const { parseTargetString, runExecutor } = require('@nx/devkit');\nexports.default = async ({ buildTarget }, context) => { for await (const result of await runExecutor(parseTargetString(buildTarget, context), {}, context)) if (!result.success) return result; return { success: true }; };\n",
  'tools/executors/wipe.js':
    "const { spawnSync } = require('node:child_process');\nexports.default = () => ({ success: spawnSync('dropdb', ['twenty'], { stdio: 'inherit' }).status === 0 });\n",
};

/** Further scripts of the server's package.json. */
export const HIDING_SCRIPTS: Readonly<Record<string, string>> = {
  'db:drop': 'dropdb twenty',
  'db:clean': 'typeorm schema:drop -d dist/database/typeorm/core/core.datasource.js',
  reset: 'nx database:reset twenty-server',
  pretest: 'npm run reset',
  predeploy: 'npm run db:drop',
  deploy: 'tsc',
  'publish-all': 'tsc',
  'postpublish-all': 'dropdb twenty',
};

const through = (group: string, deed: DeedName, ...lines: readonly string[]): Way[] =>
  lines.map((line) => ({ group, deed, command: `npx nx ${line}`, nx: line }));
const past = (group: string, deed: DeedName, command: string, script?: string): Way => ({
  group,
  deed,
  command,
  ...(script === undefined ? {} : { script }),
});
const BUILT = 'dist/database/typeorm/core/core.datasource.js';
const D = 'src/database/typeorm/core/core.datasource.ts';
const typed = (deed: DeedName, line: string): Way => ({
  group: 'a stranger',
  deed,
  command: line,
  nx: line.replace(/^(?:\w+=\S+ )*npx nx /, ''),
  typed: line,
});

/** What somebody tries who has not read how the guard works. */
function strangers(): Way[] {
  const resets = [
    'run-many -t database:reset --exclude=twenty-front',
    'run-many -t database:reset --projects=twenty-*',
    'run-many -t database:reset -p tag:scope:backend',
    'run-many --target database:reset --all',
    'run-many -t database:reset --skip-nx-cache --skipSync --nxBail',
    'run twenty-server:database:reset --configuration no-seed --verbose',
    'run packages/twenty-server:one-hop',
    'run Twenty-Server:two-hops',
    'run twenty-server:by-nx-file',
    'run twenty-server:strips-guard',
  ];
  const dropdb = [
    'by-default',
    'by-script',
    'before-it',
    'after-it',
    'deploy',
    'by-workspace',
    'by-filter',
    'by-make',
    'by-xargs',
    'by-substitution',
    'by-variable',
    'by-eval',
    'by-base64',
    'by-own-executor',
  ];
  return [
    ...through('a stranger', 'truncate script', ...resets),
    ...[
      'SAFE_MIGRATE_ALLOW=1',
      'NX_SKIP_NX_CACHE=true',
      'NX_SKIP_SYNC=true',
      'NX_DRY_RUN=true',
      'CI=true',
    ].map((variable) => typed('truncate script', `${variable} npx nx run twenty-server:database:reset`)),
    ...through('a stranger', 'dropdb', ...dropdb.map((name) => `run twenty-server:${name}`)),
    ...through(
      'a stranger',
      'drop tables',
      ...['by-pipe', 'by-input', 'by-include', 'sequelize-drop'].map((name) => `run twenty-server:${name}`),
    ),
    ...through(
      'a stranger',
      'typeorm schema:drop',
      'run twenty-server:by-call',
      `run-many -t typeorm -- schema:drop -d ${BUILT}`,
    ),
    ...through('a stranger', 'node -e', 'run twenty-server:by-node'),
    ...through(
      'a stranger',
      'drop tables',
      ...[
        'by-command-option',
        'by-heredoc',
        'by-cd',
        'by-option',
        'by-own-sql',
        'flyway-clean',
        'pg-migrate-down',
      ].map((name) => `run twenty-server:${name}`),
      'run twenty-server:say-sql --sql="DROP TABLE core.note"',
    ),
    ...through(
      'a stranger',
      'psql -c',
      ...['by-source', 'by-exec', 'by-braces'].map((name) => `run twenty-server:${name}`),
    ),
    ...through('a stranger', 'dropdb', 'run twenty-server:over-colons', 'run twenty-server:by-own-target'),
    ...through('a stranger', 'typeorm schema:drop', `run twenty-server:by-params schema:drop -d ${D}`),
    ...through('a stranger', 'drop and recreate', 'run twenty-server:by-clean-dump'),
    ...through('a stranger', 'drop a column', 'run twenty-server:drop-short'),
    ...through('a stranger', 'drop a domain', 'run twenty-server:drop-domain'),
    ...through('a stranger', 'USING NULL', 'run twenty-server:empty-column'),
    ...through(
      'a stranger',
      'rows',
      ...['delete-all', 'update-all', 'delete-true', 'delete-in-with'].map(
        (name) => `run twenty-server:${name}`,
      ),
    ),
    {
      ...past('a stranger', 'truncate script', `npx -c 'nx database:reset twenty-server'`),
      nx: 'database:reset twenty-server',
      typed: `npx -c 'nx database:reset twenty-server'`,
    },
    { ...past('a stranger', 'truncate script', 'yarn workspace twenty-server reset', 'reset') },
    { ...past('a stranger', 'dropdb', 'pnpm --filter twenty-server db:drop', 'db:drop') },
    { ...past('a stranger', 'dropdb', 'npm exec -c "dropdb twenty"'), typed: 'npm exec -c "dropdb twenty"' },
    {
      ...past('a stranger', 'dropdb', `npx nx exec -- sh -c 'dropdb twenty'`),
      typed: `npx nx exec -- sh -c 'dropdb twenty'`,
    },
  ];
}

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
  ...through(
    'many at once',
    'truncate script',
    'affected --target=one-hop --files=packages/twenty-server/project.json',
  ),
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
  {
    ...past('passed on', 'typeorm migration:revert', `npx nx typeorm -- migration:revert -d ${D}`),
    nx: `typeorm -- migration:revert -d ${D}`,
    typed: `npx nx typeorm -- migration:revert -d ${D}`,
  },
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
  ...strangers(),
  past('past Nx', 'raw migration', 'yarn database:migrate:prod', 'database:migrate:prod'),
  past('past Nx', 'truncate script', 'yarn reset', 'reset'),
  past('past Nx', 'raw migration', 'npm run database:init:prod', 'database:init:prod'),
  past('past Nx', 'dropdb', 'yarn db:drop', 'db:drop'),
  past('past Nx', 'typeorm schema:drop', 'pnpm db:clean', 'db:clean'),
  past('past Nx', 'typeorm schema:drop', `npx nx exec -- typeorm schema:drop -d ${BUILT}`),
  past('past Nx', 'typeorm migration:revert', `npx typeorm migration:revert -d ${BUILT}`),
  past('past Nx', 'typeorm query', `npx typeorm query "DROP SCHEMA core CASCADE" -d ${BUILT}`),
  past('past Nx', 'raw migration', `npx typeorm migration:run -d ${BUILT}`),
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
  past('past Nx', 'psql < file', 'psql < wipe.sql'),
  past('past Nx', 'psql include', `psql -c '\\i wipe.sql'`),
  past('past Nx', 'node -e', `node -e "...query('DROP SCHEMA core CASCADE')"`),
  past('past Nx', 'rename a table', 'ALTER TABLE ... RENAME TO ...'),
  past('past Nx', 'rename a column', 'ALTER TABLE ... RENAME COLUMN ...'),
  past('past Nx', 'rename a schema', 'ALTER SCHEMA ... RENAME TO ...'),
  past('past Nx', 'move to where more is allowed', 'ALTER TABLE ... SET SCHEMA workspace_1; DROP TABLE ...'),
  past(
    'past Nx',
    'a custom object by name',
    'ALTER TABLE workspace_1.company RENAME TO _company; DROP TABLE ...',
  ),
  past('past Nx', 'USING NULL', 'ALTER TABLE ... ALTER COLUMN ... TYPE text USING NULL'),
  past('past Nx', 'drop a partition', 'ALTER TABLE ... DETACH PARTITION ...; DROP TABLE ...'),
  past('past Nx', 'drop a domain', 'DROP DOMAIN ... CASCADE, and the columns of that type with it'),
  past(
    'past Nx',
    'TRUNCATE in a function',
    'SELECT start_over(), a SECURITY DEFINER function that truncates',
  ),
  past('past Nx', 'rename and drop the database', 'ALTER DATABASE ... RENAME TO ...; DROP DATABASE ...'),
  past('past Nx', 'pg_restore --clean -1', 'pg_restore --clean --if-exists -1 over the live database'),
  past('ORM options', 'synchronize', 'synchronize: true with a column that the entity has lost'),
  past('ORM options', 'dropSchema', 'dropSchema: true'),
  past('ORM options', 'migrationsRun', 'migrationsRun: true with a migration that drops a column'),
  past('the seal itself', 'drop the seal', 'DROP SCHEMA safe_migrate CASCADE'),
  past('the seal itself', 'drop its function', 'DROP FUNCTION safe_migrate.on_drop() CASCADE'),
  past('the seal itself', 'switch a guard off', 'ALTER TABLE ... DISABLE TRIGGER ALL; TRUNCATE ...'),
  past(
    'the seal itself',
    'replace the trigger',
    'CREATE OR REPLACE TRIGGER safe_migrate_no_truncate ...; TRUNCATE ...',
  ),
  past(
    'the seal itself',
    'move its function',
    'ALTER FUNCTION safe_migrate.sealed_here() SET SCHEMA ...; DROP TABLE ...',
  ),
  past('the seal itself', 'move its schema', 'ALTER SCHEMA safe_migrate RENAME TO ...; DROP TABLE ...'),
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
