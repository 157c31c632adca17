import { addProjectConfiguration, parseJson } from '@nx/devkit';
import type { TargetConfiguration, Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import type { Original } from '../../guarding/originals';
import { jsonTextAt, setJsonAt } from '../../workspace/json-text';
import { initGenerator } from './generator';

const DATA_SOURCE = 'src/database/core.datasource.ts';
const ORIGINALS = 'apps/server/.safe-migrate.originals.json';

/** The raw targets and scripts of a fork of Twenty, with two-space indentation as its files have. */
const targets = {
  typeorm: {
    executor: 'nx:run-commands',
    options: { cwd: 'apps/server', command: 'ts-node ../../node_modules/typeorm/cli.js' },
  },
  command: {
    executor: 'nx:run-commands',
    options: { cwd: 'apps/server', command: 'node dist/command/command' },
  },
  'database:migrate': {
    executor: 'nx:run-commands',
    dependsOn: ['build'],
    options: {
      cwd: 'apps/server',
      commands: [`nx typeorm -- migration:run -d ${DATA_SOURCE}`],
      parallel: false,
    },
  },
  'database:migrate:revert': {
    executor: 'nx:run-commands',
    options: { cwd: 'apps/server', commands: [`nx typeorm -- migration:revert -d ${DATA_SOURCE}`] },
  },
  'database:reset': {
    executor: 'nx:run-commands',
    defaultConfiguration: 'seed',
    configurations: {
      'no-seed': {
        cwd: 'apps/server',
        commands: ['ts-node scripts/truncate-db.ts', 'nx database:migrate'],
        parallel: false,
      },
      seed: {
        cwd: 'apps/server',
        commands: ['ts-node scripts/truncate-db.ts', 'nx command -- workspace:seed:dev'],
        parallel: false,
      },
    },
  },
  'test:integration': {
    executor: 'nx:run-commands',
    options: { cwd: 'apps/server', commands: ['NODE_ENV=test jest'], parallel: false },
    configurations: {
      'with-db-reset': {
        cwd: 'apps/server',
        commands: ['NODE_ENV=test nx database:reset', 'NODE_ENV=test jest'],
        parallel: false,
      },
      watch: { commands: ['jest --watch'] },
    },
  },
  build: { executor: '@nx/js:tsc', options: { outputPath: 'dist' } },
};
const scripts = {
  build: 'tsc',
  'database:init:prod': 'npx ts-node ./scripts/setup-db.ts && yarn database:migrate:prod',
  'database:migrate:prod': 'npx -y typeorm migration:run -d dist/database/core.datasource',
  'start:prod': 'node dist/main',
};

describe('init', () => {
  let tree: Tree;
  let printed: string[];

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    printed = [];
    // Prettier is loaded by import(), which Jest's sandbox refuses; the files are compared as they are.
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.spyOn(console, 'info').mockImplementation((text: string) => void printed.push(...text.split('\n')));
    server({ targets, scripts });
  });
  afterEach(() => jest.restoreAllMocks());

  function server(content: { targets?: object; scripts?: object }): void {
    tree.write(
      'apps/server/project.json',
      `${JSON.stringify({ name: 'server', targets: content.targets ?? {} }, null, 2)}\n`,
    );
    tree.write(
      'apps/server/package.json',
      `${JSON.stringify({ name: 'server', scripts: content.scripts ?? {} }, null, 2)}\n`,
    );
    tree.write(
      `apps/server/${DATA_SOURCE}`,
      "export const source = new DataSource({ migrations: ['src/migrations/*.ts'] });",
    );
  }
  const json = (
    path: string,
  ): { targets: Record<string, TargetConfiguration>; scripts: Record<string, string> } =>
    parseJson(tree.read(path, 'utf-8') ?? '{}');
  const target = (name: string): TargetConfiguration | undefined =>
    json('apps/server/project.json').targets[name];
  const script = (name: string): string | undefined => json('apps/server/package.json').scripts[name];
  const snapshot = (): Record<string, string | undefined> =>
    Object.fromEntries(tree.listChanges().map(({ path, content }) => [path, content?.toString()]));

  it('adds a target that runs the pipeline, is never cached and never runs beside others', async () => {
    tree.write('apps/server/src/command/command.ts', "program.command('workspace:sync-metadata')");
    await initGenerator(tree, {});
    expect(target('safe-migrate')).toEqual({
      executor: '@safe-migrate/nx:safe-migrate',
      options: { dataSource: DATA_SOURCE, sync: ['npx nx run server:command workspace:sync-metadata'] },
      configurations: { plan: { plan: true } },
      cache: false,
      parallelism: false,
    });
    expect(printed[0]).toContain('workspace:sync-metadata');
  });

  it('sends what migrates through it and keeps what came before', async () => {
    await initGenerator(tree, {});
    expect(target('database:migrate')).toEqual({
      dependsOn: ['build'],
      executor: '@safe-migrate/nx:safe-migrate',
      options: { dataSource: DATA_SOURCE },
      cache: false,
      parallelism: false,
    });
    expect(script('database:migrate:prod')).toBe(
      'safe-migrate run --data-source dist/database/core.datasource',
    );
  });

  it('makes what destroys refuse, whatever the configuration, and says what to run instead', async () => {
    await initGenerator(tree, {});
    expect(target('database:reset')).toEqual({
      executor: '@safe-migrate/nx:refuse',
      options: { instead: 'npx nx run server:safe-migrate' },
      configurations: { 'no-seed': {}, seed: {} },
      cache: false,
    });
    expect(target('database:migrate:revert')?.executor).toBe('@safe-migrate/nx:refuse');
    expect(script('database:init:prod')).toBe(
      'safe-migrate refuse database:init:prod --instead "npx nx run server:safe-migrate"',
    );
  });

  it('lets a target go on whose configuration destroys', async () => {
    await initGenerator(tree, {});
    expect(target('test:integration')).toEqual({
      ...targets['test:integration'],
      configurations: {
        'with-db-reset': {
          cwd: 'apps/server',
          commands: [
            'safe-migrate refuse test:integration:with-db-reset --instead "npx nx run server:test:integration"',
          ],
          parallel: false,
          forwardAllArgs: false,
        },
        watch: { commands: ['jest --watch'] },
      },
    });
  });

  it('leaves everything else alone and reports what is still open', async () => {
    await initGenerator(tree, {});
    for (const name of ['typeorm', 'command', 'build'] as const) expect(target(name)).toEqual(targets[name]);
    expect(script('start:prod')).toBe(scripts['start:prod']);
    const open = printed.slice(printed.indexOf('still open:') + 1, printed.indexOf('next:'));
    expect(open).toEqual([
      '  server:typeorm: it passes on any command it is given',
      '  server:command: it runs any command of the application',
    ]);
  });

  it('keeps the rest of every file, character by character', async () => {
    await initGenerator(tree, {});
    const text = tree.read('apps/server/package.json', 'utf-8') ?? '';
    expect(text.split('\n').filter((line) => !line.includes('safe-migrate'))).toEqual(
      `${JSON.stringify({ name: 'server', scripts }, null, 2)}\n`
        .split('\n')
        .filter((line) => !line.includes('"database:')),
    );
    expect(Object.keys(json('apps/server/project.json').targets)).toEqual([
      ...Object.keys(targets),
      'safe-migrate',
      'safe-rollback',
      'review-migrations',
      'rehearse-migrations',
      'migration-status',
      'resume-migrations',
      'backup-database',
      'restore-database',
      'seal-database',
      'unseal-database',
    ]);
  });

  it('keeps every original on record, so that all of it can be undone', async () => {
    const before = snapshot();
    await initGenerator(tree, {});
    const { originals } = parseJson<{ originals: Original[] }>(tree.read(ORIGINALS, 'utf-8') ?? '');
    for (const { file, path, text } of originals) {
      const now = tree.read(file, 'utf-8') ?? '';
      const undone = setJsonAt(now, path, text === null ? undefined : parseJson(text));
      if (text !== null) expect(jsonTextAt(before[file] ?? '', path)).toBe(text);
      tree.write(file, undone);
    }
    for (const file of ['apps/server/project.json', 'apps/server/package.json']) {
      expect(json(file)).toEqual(parseJson(before[file] ?? ''));
    }
  });

  it('changes nothing the second time', async () => {
    await initGenerator(tree, {});
    const once = snapshot();
    printed.length = 0;
    await initGenerator(tree, {});
    expect(snapshot()).toEqual(once);
    expect(printed[0]).toBe('nothing to change: everything is guarded already');
  });

  it('guards again what somebody put back, and keeps the record', async () => {
    await initGenerator(tree, {});
    const file = 'apps/server/package.json';
    tree.write(file, setJsonAt(tree.read(file, 'utf-8') ?? '', ['scripts', 'db:wipe'], 'dropdb twenty'));
    await initGenerator(tree, {});
    expect(script('db:wipe')).toContain('safe-migrate refuse db:wipe');
    const { originals } = parseJson<{ originals: Original[] }>(tree.read(ORIGINALS, 'utf-8') ?? '');
    expect(originals.map(({ path }) => path.at(-1))).toEqual(
      expect.arrayContaining(['db:wipe', 'database:reset', 'safe-migrate']),
    );
  });

  it('keeps run records out of git, once', async () => {
    tree.write('.gitignore', 'node_modules');
    await initGenerator(tree, {});
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n.safe-migrate/\n');
    await initGenerator(tree, {});
    expect(tree.read('.gitignore', 'utf-8')).toBe('node_modules\n.safe-migrate/\n');
  });

  it('leaves package.json alone when told so, and says what is left', async () => {
    await initGenerator(tree, { skipPackageJson: true, keepExistingVersions: true, skipFormat: true });
    expect(json('apps/server/package.json').scripts).toEqual(scripts);
    expect(printed.join('\n')).toMatch(/still open:[\s\S]*server:database:init:prod/);
    await initGenerator(tree, { updatePackageScripts: false });
    expect(json('apps/server/package.json').scripts).toEqual(scripts);
  });

  it('replaces only the migrating part of a longer command', async () => {
    server({
      targets: {
        start: {
          executor: 'nx:run-commands',
          options: {
            command: `typeorm migration:run -d ${DATA_SOURCE} && node dist/main`,
            cwd: 'apps/server',
          },
        },
        deploy: { command: `NODE_ENV=production npx typeorm migration:run -d ${DATA_SOURCE}` },
        both: {
          executor: 'nx:run-commands',
          options: {
            cwd: 'apps/server',
            commands: ['typeorm migration:run -d a.ts', { command: 'typeorm migration:run -d b.ts' }],
          },
        },
      },
      scripts: {
        start: `typeorm migration:run -d ${DATA_SOURCE} && node dist/main`,
        deploy: 'NODE_ENV=production npm run typeorm -- migration:run',
        typeorm: `typeorm-ts-node-commonjs -d ${DATA_SOURCE}`,
        quoted: `sh -c "typeorm migration:run -d ${DATA_SOURCE}"`,
        alias: 'npm run deploy',
        logged: `typeorm migration:run -d ${DATA_SOURCE} >migrate.log 2>&1`,
        own: 'ts-node scripts/migrate.ts',
        faked: `typeorm migration:run --fake -d ${DATA_SOURCE}`,
      },
    });
    tree.write('apps/server/scripts/migrate.ts', 'await source.runMigrations();');
    tree.write(
      'package.json',
      JSON.stringify({
        scripts: { up: 'cd apps/server && typeorm migration:run -d a.ts', all: 'typeorm migration:run' },
      }),
    );
    await initGenerator(tree, {});
    expect(target('start')?.options).toEqual({
      command: 'nx run server:safe-migrate && node dist/main',
      cwd: 'apps/server',
    });
    expect(target('deploy')?.command).toBe('NODE_ENV=production nx run server:safe-migrate');
    expect(target('both')?.options).toEqual({
      cwd: 'apps/server',
      commands: [
        'nx run server:safe-migrate --data-source=a.ts',
        { command: 'nx run server:safe-migrate --data-source=b.ts' },
      ],
      parallel: false,
    });
    expect(json('apps/server/package.json').scripts).toEqual({
      start: `safe-migrate run --data-source ${DATA_SOURCE} && node dist/main`,
      deploy: `NODE_ENV=production safe-migrate run --data-source ${DATA_SOURCE}`,
      typeorm: `typeorm-ts-node-commonjs -d ${DATA_SOURCE}`,
      quoted: 'safe-migrate refuse quoted --instead "npx nx run server:safe-migrate"',
      alias: 'npm run deploy',
      logged: `safe-migrate run --data-source ${DATA_SOURCE} >migrate.log 2>&1`,
      own: `safe-migrate run --data-source ${DATA_SOURCE}`,
      faked: 'safe-migrate refuse faked --instead "npx nx run server:safe-migrate"',
    });
    expect(json('package.json').scripts).toEqual({
      up: 'cd apps/server && safe-migrate run --data-source a.ts',
      all: `safe-migrate run --project apps/server --data-source ${DATA_SOURCE}`,
    });
    expect(printed.join('\n')).toContain(
      'add @safe-migrate/core to the dependencies in apps/server/package.json',
    );
  });

  it('gives every configuration of a migrating target its own data source', async () => {
    server({
      targets: {
        migrate: {
          executor: 'nx:run-commands',
          options: { cwd: '{projectRoot}', command: `typeorm migration:run -d ${DATA_SOURCE}` },
          configurations: {
            production: { command: 'typeorm migration:run -d dist/core.datasource.js' },
            ci: {},
          },
        },
      },
    });
    await initGenerator(tree, {});
    expect(target('migrate')).toMatchObject({
      executor: '@safe-migrate/nx:safe-migrate',
      options: { dataSource: DATA_SOURCE },
      configurations: {
        production: { dataSource: 'dist/core.datasource.js' },
        ci: { dataSource: DATA_SOURCE },
      },
    });
  });

  it('handles a target that both migrates and, in a configuration, destroys', async () => {
    server({
      targets: {
        migrate: {
          executor: 'nx:run-commands',
          options: { cwd: 'apps/server', command: `typeorm migration:run -d ${DATA_SOURCE}` },
          configurations: { fresh: { command: 'dropdb x && createdb x' } },
        },
      },
    });
    await initGenerator(tree, {});
    expect(target('migrate')?.options).toEqual({ cwd: 'apps/server', command: 'nx run server:safe-migrate' });
    expect(target('migrate')?.configurations).toMatchObject({
      fresh: { command: expect.stringContaining('safe-migrate refuse migrate:fresh') },
    });
    const { originals } = parseJson<{ originals: Original[] }>(tree.read(ORIGINALS, 'utf-8') ?? '');
    expect(originals.filter(({ path }) => path.at(-1) === 'migrate').map(({ text }) => text)).toEqual([
      expect.stringContaining('dropdb'),
    ]);
    const once = snapshot();
    await initGenerator(tree, {});
    expect(snapshot()).toEqual(once);
  });

  it('reaches scripts of the workspace and of projects that have no project.json', async () => {
    tree.write(
      'package.json',
      JSON.stringify({
        name: 'root',
        workspaces: ['apps/*'],
        scripts: { fresh: 'nx database:reset server', ok: 'nx build server' },
      }),
    );
    tree.write(
      'apps/api/package.json',
      JSON.stringify({
        name: 'api',
        nx: { targets: { drop: { command: 'dropdb x' } } },
        scripts: { seed: 'ts-node seed.ts' },
      }),
    );
    tree.write('apps/api/data-source.ts', "new DataSource({ migrations: ['migrations/*.ts'] })");
    await initGenerator(tree, {});
    expect(json('package.json').scripts).toEqual({
      fresh: 'safe-migrate refuse fresh --instead "npx nx run server:safe-migrate"',
      ok: 'nx build server',
    });
    expect(parseJson(tree.read('apps/api/package.json', 'utf-8') ?? '')).toMatchObject({
      nx: {
        targets: {
          drop: { executor: '@safe-migrate/nx:refuse', options: { instead: 'npx nx run api:safe-migrate' } },
          'safe-migrate': {
            executor: '@safe-migrate/nx:safe-migrate',
            options: { dataSource: 'data-source.ts' },
          },
        },
      },
      scripts: { seed: 'ts-node seed.ts' },
    });
    expect(tree.isFile('apps/api/.safe-migrate.originals.json')).toBe(true);
    expect(tree.isFile('.safe-migrate.originals.json')).toBe(true);
  });

  it('does not take a target of the same name for its own', async () => {
    server({ targets: { 'safe-migrate': { command: 'echo mine' } } });
    await initGenerator(tree, {});
    expect(target('safe-migrate')).toEqual({ command: 'echo mine' });
    expect(printed.join('\n')).toContain('server has a target safe-migrate of its own');
  });

  it('adds a review that is cached by what it depends on and begins behind the newest migration', async () => {
    const folder = 'apps/server/src/database/migrations';
    for (const name of ['CreateA1800000000002', 'CreateB1800000000001', 'createC20260101000000'])
      tree.write(`${folder}/${name}.ts`, `export class ${name} implements MigrationInterface {}`);
    tree.write(`${folder}/helper.spec.ts`, 'class Fake1900000000000 {}');
    await initGenerator(tree, {});
    const review = target('review-migrations');
    expect(review).toMatchObject({
      executor: '@safe-migrate/nx:review-migrations',
      options: { dataSource: DATA_SOURCE, after: 'CreateA1800000000002' },
      ...{ cache: true, outputs: ['{options.outputFile}', '{options.output-file}'] },
    });
    expect(review?.inputs).toEqual(
      expect.arrayContaining([
        ...['{projectRoot}/**/*', '!{projectRoot}/**/*.md', '^default', '{workspaceRoot}/package-lock.json'],
        { runtime: expect.stringContaining('new Date()') as unknown },
      ]),
    );
    tree.write(`${folder}/CreateD1800000000009.ts`, 'export class CreateD1800000000009 {}');
    await initGenerator(tree, {});
    expect(target('review-migrations')).toEqual(review);
  });

  it('does not take a review of the same name for its own', async () => {
    server({ targets: { 'review-migrations': { command: 'echo mine' } } });
    await initGenerator(tree, {});
    expect(target('review-migrations')).toEqual({ command: 'echo mine' });
    expect(printed.join('\n')).toContain('server has a target review-migrations of its own');
  });

  it('leaves the data source open where it cannot tell, and reads it from the commands where it can', async () => {
    tree.write('apps/server/src/other.datasource.ts', 'new DataSource({ migrations: [] })');
    await initGenerator(tree, {});
    expect(target('safe-migrate')?.options).toEqual({ dataSource: DATA_SOURCE });

    server({});
    await initGenerator(tree, {});
    expect(target('safe-migrate')?.options).toEqual({});
    expect(printed.join('\n')).toContain('set options.dataSource');
  });

  it('takes the data source that a command names, whatever it is called; again when the command is replaced', async () => {
    tree.write('apps/worker/project.json', JSON.stringify({ name: 'worker', targets: {} }));
    tree.write('apps/worker/src/db.ts', 'export const db = new DataSource({ migrations: [] });');
    tree.write(
      'apps/web/project.json',
      JSON.stringify({
        name: 'web',
        targets: { up: { command: 'cd apps/worker && typeorm migration:run -d src/db.ts' } },
      }),
    );
    const at = (project: string, name: string): unknown =>
      (
        JSON.parse(tree.read(`apps/${project}/project.json`, 'utf-8') ?? '') as {
          targets: Record<string, { options?: unknown; command?: string }>;
        }
      ).targets[name];
    await initGenerator(tree, {});
    expect(at('worker', 'safe-migrate')).toMatchObject({ options: { dataSource: 'src/db.ts' } });
    const text = tree.read('apps/worker/project.json', 'utf-8');
    await initGenerator(tree, {});
    expect(tree.read('apps/worker/project.json', 'utf-8')).toBe(text);
  });

  it.each([
    ['{\n  "useInferencePlugins": false\n}\n', ['@safe-migrate/nx/guard']],
    [
      '{\n  // ours\n  "plugins": ["@nx/js/typescript"]\n}\n',
      ['@nx/js/typescript', '@safe-migrate/nx/guard'],
    ],
    ['{ "plugins": [{ "plugin": "@safe-migrate/nx/guard" }] }\n', [{ plugin: '@safe-migrate/nx/guard' }]],
  ])('lists the guard in nx.json once and keeps the rest of it: %s', async (text, plugins) => {
    tree.write('nx.json', text);
    await initGenerator(tree, {});
    await initGenerator(tree, {});
    const after = tree.read('nx.json', 'utf-8') ?? '';
    expect(parseJson<{ plugins: unknown }>(after).plugins).toEqual(plugins);
    expect(after.includes('// ours')).toBe(text.includes('// ours'));
    expect(after.includes('"useInferencePlugins": false')).toBe(text.includes('useInferencePlugins'));
  });

  it('lists where texts, CI files and scripts mention a guarded command, with file and line', async () => {
    tree.write(
      'docs/guide.md',
      [
        '# Guide',
        'Never run `npx nx database:reset server`, and not `yarn build` either.',
        '```sh',
        '$ npx nx run server:database:migrate',
        'PGPASSWORD=hidden1 psql postgres://u:hidden2@h/d -c "DROP SCHEMA core CASCADE"',
        '```',
        'A reset of the database is forbidden. dropdb twenty stands in prose.',
      ].join('\n'),
    );
    tree.write(
      '.github/workflows/ci.yml',
      [
        'jobs:',
        '  test:',
        '    steps:',
        '      - run: npx nx database:reset server',
        '      - run: |',
        '          dropdb \\',
        '            twenty',
      ].join('\n'),
    );
    tree.write('Dockerfile', 'FROM node\nRUN npm ci\nCMD ["npx", "typeorm", "schema:drop", "-d", "x.js"]\n');
    tree.write('railway.toml', '[deploy]\npreDeployCommand = "npx typeorm migration:run -d dist/x.js"\n');
    tree.write('scripts/clean.sh', '#!/bin/sh\n# dropdb in a comment\nset -e\n  dropdb --if-exists twenty\n');
    await initGenerator(tree, {});
    const from = printed.indexOf('still mentioned:') + 1;
    const places = printed.slice(from, printed.indexOf('next:')).map((line) => line.trim().split(': ')[0]);
    expect(places).toEqual([
      'Dockerfile:3',
      'docs/guide.md:2',
      'docs/guide.md:5',
      'railway.toml:2',
      'scripts/clean.sh:4',
      '.github/workflows/ci.yml:4',
      '.github/workflows/ci.yml:6',
    ]);
    expect(printed.join('\n')).toContain('docs/guide.md:2: npx nx database:reset server (');
    expect(printed.join('\n')).not.toMatch(/hidden[12]/);
  });

  it('has nothing to do in an empty workspace, and says so', async () => {
    tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'web', { root: 'apps/web', targets: { build: { command: 'vite build' } } });
    await initGenerator(tree, {});
    expect(printed.join('\n')).toContain('no project has a TypeORM data source');
    expect(tree.exists('.safe-migrate.originals.json')).toBe(false);
    expect(tree.read('nx.json', 'utf-8')).not.toContain('guard');
  });
});
