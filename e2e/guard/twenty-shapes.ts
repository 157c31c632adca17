/** Moments of Twenty's history whose layout is rebuilt: two data sources that are migrated side by side, then one. */
export const MOMENTS = ['two data sources (2024)', 'one data source (January 2026)'] as const;
export type Moment = (typeof MOMENTS)[number];

type Json = Readonly<Record<string, unknown>>;

/** Where the server is, in the workspace. */
export const SERVER = 'packages/twenty-server';
const run = (options: Json, more: Json = {}): Json => ({ executor: 'nx:run-commands', ...more, options });
const here = (command: string, more: Json = {}): Json => run({ cwd: SERVER, command }, more);

/**
 * A workspace that has the targets, scripts and settings of Twenty's, as its published files have them at that moment: empty targets that
 * only targetDefaults fill, `parallel` beside the options, configurations that replace the command, pass-through targets that others call.
 *
 * @returns texts by path, each in the formatting of its own file
 */
export function twentyFiles(moment: Moment, databaseUrl: string): Readonly<Record<string, string>> {
  const isOld = moment === MOMENTS[0];
  return {
    'package.json': json({
      name: 'twenty',
      private: true,
      license: 'AGPL-3.0',
      workspaces: { packages: ['packages/*'] },
      devDependencies: { '@safe-migrate/nx': '*', nx: '*' },
    }),
    'nx.json': json(nxJson(isOld)),
    [`${SERVER}/package.json`]: json(serverPackage(isOld)),
    [`${SERVER}/project.json`]: json({
      name: 'twenty-server',
      $schema: '../../node_modules/nx/schemas/project-schema.json',
      projectType: 'application',
      tags: ['scope:backend'],
      targets: targets(isOld),
    }),
    'packages/twenty-front/project.json': json({
      name: 'twenty-front',
      projectType: 'application',
      tags: ['scope:frontend'],
      targets: {
        lint: {},
        typecheck: {},
        test: {},
        start: run({ cwd: 'packages/twenty-front', command: 'npx vite' }),
      },
    }),
    'packages/twenty-docker/twenty/entrypoint.sh': `#!/bin/sh
set -e
if [ "$has_schema" = f ]; then
  yarn database:init:prod
fi
yarn command:prod upgrade
exec "$@"
`,
    'docs/local-setup.md': 'Run `npx nx database:reset twenty-server` to start over.\n',
    ...sources(isOld, databaseUrl),
  };
}

/** Twenty formats its JSON with short lists in one line. */
function json(value: unknown): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\[\n\s+("[^"\n]*")\n\s+\]/g, '[$1]')}\n`;
}

function nxJson(isOld: boolean): Json {
  return {
    workspaceLayout: { appsDir: 'packages', libsDir: 'packages' },
    namedInputs: {
      default: ['{projectRoot}/**/*'],
      production: ['default', '!{projectRoot}/**/__mocks__/*'],
    },
    targetDefaults: {
      build: { cache: true, inputs: ['^production', 'production'], dependsOn: ['^build'] },
      start: { cache: true, dependsOn: ['^build'] },
      lint: run(
        { cwd: '{projectRoot}', command: 'eslint .' },
        { cache: true, configurations: { ci: {}, fix: { fix: true } } },
      ),
      typecheck: run(
        { cwd: '{projectRoot}', command: 'tsc -b tsconfig.json' },
        { cache: true, configurations: { watch: { watch: true } } },
      ),
      test: run({ cwd: '{projectRoot}', command: 'jest' }, { cache: true }),
    },
    installation: { version: isOld ? '18.3.3' : '21.3.11' },
    generators: { '@nx/react': { library: { linter: 'eslint' } } },
    tasksRunnerOptions: { default: { options: { cacheableOperations: ['storybook:build'] } } },
    useInferencePlugins: false,
    defaultBase: 'main',
    neverConnectToCloud: true,
    analytics: false,
  };
}

function serverPackage(isOld: boolean): Json {
  const dist = isOld ? 'dist/src' : 'dist';
  const raw = (name: string): string =>
    `npx -y typeorm migration:run -d ${dist}/database/typeorm/${name}/${name}.datasource`;
  return {
    name: 'twenty-server',
    version: isOld ? '0.23.2' : '1.16.0',
    private: true,
    scripts: {
      nx: 'NX_DEFAULT_PROJECT=twenty-server node ../../node_modules/nx/bin/nx.js',
      'start:prod': `node ${dist}/main`,
      'command:prod': `node ${dist}/command/command`,
      'worker:prod': `node ${dist}/queue-worker/queue-worker`,
      'database:init:prod': 'npx ts-node ./scripts/setup-db.ts && yarn database:migrate:prod',
      'database:migrate:prod': isOld ? `${raw('metadata')} && ${raw('core')}` : raw('core'),
      typeorm: '../../node_modules/typeorm/.bin/typeorm',
    },
    dependencies: { typeorm: 'patch:typeorm@0.3.20#./patches/typeorm+0.3.20.patch' },
    engines: { npm: 'please-use-yarn', yarn: '^4.0.2' },
  };
}

function targets(isOld: boolean): Json {
  const node = isOld ? 'node dist/src' : 'node dist';
  const scripts = (name: string): string => `nx ts-node-no-deps-transpile-only -- ./scripts/${name}.ts`;
  const typeorm = (what: string): string[] =>
    (isOld ? ['metadata', 'core'] : ['core']).map(
      (name) =>
        `nx typeorm -- ${what} -d src/database/typeorm/${name}/${name}.datasource${isOld ? '' : '.ts'}`,
    );
  const reset = [
    scripts('truncate-db'),
    scripts('setup-db'),
    'nx database:migrate',
    'nx command-no-deps -- cache:flush',
  ];
  const jest = 'NODE_ENV=test nx jest --config ./jest-integration.config.ts';
  const build = { dependsOn: ['build'] };
  return {
    build: run(
      { cwd: SERVER, commands: ['rimraf dist', 'nest build --path ./tsconfig.build.json'] },
      { cache: true, dependsOn: ['^build'] },
    ),
    'test:integration': {
      executor: 'nx:run-commands',
      options: { cwd: SERVER, commands: [jest] },
      parallel: false,
      configurations: {
        'with-db-reset': {
          cwd: SERVER,
          commands: [`NODE_ENV=test nx database:reset > reset-logs.log && ${jest}`],
        },
        'db-reset': { cwd: SERVER, commands: ['NODE_ENV=test nx database:reset > reset-logs.log'] },
      },
    },
    typecheck: {},
    start: here('NODE_ENV=development && nest start --watch', { dependsOn: ['typecheck', 'build'] }),
    'start:debug': here('nx start --debug', build),
    'reset:env': run(
      { cwd: '{projectRoot}', command: 'cp .env.example .env' },
      { inputs: ['{projectRoot}/.env.example'], outputs: ['{projectRoot}/.env'], cache: true },
    ),
    command: here(`${node}/command/command.js`, build),
    'command-no-deps': here(`${node}/command/command.js`),
    worker: here(`${node}/queue-worker/queue-worker.js`, build),
    typeorm: here('ts-node --transpile-only -P tsconfig.json ../../node_modules/typeorm/cli.js'),
    'ts-node': here('ts-node', build),
    'ts-node-no-deps': here('ts-node'),
    'ts-node-no-deps-transpile-only': here('ts-node --transpile-only'),
    lint: {
      options: { lintFilePatterns: ['{projectRoot}/src/**/*.{ts,json}'], maxWarnings: 0 },
      configurations: { ci: {}, fix: {} },
    },
    test: {},
    'test:debug': here('node --inspect-brk -r ts-node/register ../../node_modules/.bin/jest --runInBand'),
    jest: here('jest'),
    'database:migrate': run(
      { cwd: SERVER, commands: typeorm('migration:run'), ...(isOld ? {} : { parallel: false }) },
      build,
    ),
    'database:migrate:revert': run(
      { cwd: SERVER, commands: typeorm('migration:revert'), ...(isOld ? {} : { parallel: false }) },
      build,
    ),
    'generate:integration-test': run({
      cwd: SERVER,
      commands: ['nx ts-node-no-deps -- ./test/integration/codegen/index.ts'],
      parallel: false,
    }),
    'database:reset': {
      executor: 'nx:run-commands',
      ...build,
      configurations: {
        'no-seed': { cwd: SERVER, commands: reset, parallel: false },
        seed: {
          cwd: SERVER,
          commands: [...reset, 'nx command-no-deps -- workspace:seed:dev'],
          parallel: false,
        },
      },
      defaultConfiguration: 'seed',
    },
    'clickhouse:migrate': here('nx ts-node-no-deps -- src/database/clickHouse/migrations/run-migrations.ts'),
    'lingui:extract': run({ cwd: '{projectRoot}', command: 'lingui extract --overwrite' }),
  };
}

/** As Twenty's does, `.env` beats the shell. */
function dataSource(name: string): string {
  return `import { config } from 'dotenv';
import { DataSource, DataSourceOptions } from 'typeorm';

config({ path: process.env.NODE_ENV === 'test' ? '.env.test' : '.env', override: true });

export const typeORMOptions: DataSourceOptions = {
  url: process.env.PG_DATABASE_URL,
  type: 'postgres',
  schema: '${name}',
  migrationsTableName: '_typeorm_migrations',
  synchronize: false,
  migrationsRun: false,
  migrations: ['src/database/typeorm/${name}/migrations/*.ts'],
};

export const connectionSource = new DataSource(typeORMOptions);
`;
}

function sources(isOld: boolean, databaseUrl: string): Readonly<Record<string, string>> {
  const names = isOld ? ['metadata', 'core'] : ['core'];
  const script = (body: string): string => `import { Client } from 'pg';
import { config } from 'dotenv';
config({ path: '.env', override: true });
const client = new Client({ connectionString: process.env.PG_DATABASE_URL });
const performQuery = async (text: string) => {
  try {
    return (await client.query(text)).rows;
  } catch (error) {
    console.error(\`Error: \${error.message}\`);
    return [];
  }
};
client.connect().then(async () => {
${body}
  await client.end();
});
`;
  return {
    [`${SERVER}/.env`]: `PG_DATABASE_URL=${databaseUrl}\n`,
    [`${SERVER}/.env.example`]: `PG_DATABASE_URL=${databaseUrl}\n`,
    [`${SERVER}/tsconfig.json`]:
      '{ "compilerOptions": { "module": "commonjs", "target": "es2022", "esModuleInterop": true } }\n',
    // Every schema goes, errors are logged, and it ends with 0.
    [`${SERVER}/scripts/truncate-db.ts`]: script(`  const schemas = await performQuery(
    \`SELECT nspname AS name FROM pg_namespace WHERE nspname NOT LIKE 'pg_%' AND nspname NOT IN ('information_schema', 'metric_helpers', 'user_management', 'public')\`,
  );
  for (const { name } of schemas) await performQuery(\`DROP SCHEMA IF EXISTS "\${name}" CASCADE\`);`),
    [`${SERVER}/scripts/setup-db.ts`]: script(`  await performQuery('CREATE SCHEMA IF NOT EXISTS "core"');`),
    ...Object.fromEntries(
      names.flatMap((name) => [
        [`${SERVER}/src/database/typeorm/${name}/${name}.datasource.ts`, dataSource(name)],
        [
          `${SERVER}/src/database/typeorm/${name}/migrations/1700000000000-addMood.ts`,
          `export class AddMood1700000000000 {
  name = 'AddMood1700000000000';
  public async up(queryRunner: any): Promise<void> {
    await queryRunner.query('ALTER TABLE core.person ADD COLUMN mood text');
  }
  public async down(queryRunner: any): Promise<void> {
    await queryRunner.query('ALTER TABLE core.person DROP COLUMN mood');
  }
}
`,
        ],
      ]),
    ),
  };
}
