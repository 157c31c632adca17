import type { TargetConfiguration } from '@nx/devkit';
import type { Files } from '../workspace/walk';
import type { Graph } from './graph';
import { objectionsTo } from './objections';

const command = (line: string, more: Partial<TargetConfiguration> = {}): TargetConfiguration => ({
  executor: 'nx:run-commands',
  options: { command: line },
  ...more,
});

const server: Record<string, TargetConfiguration> = {
  build: command('tsc'),
  typeorm: command('ts-node ../../node_modules/typeorm/cli.js'),
  start: command('node dist/main'),
  lint: command('eslint .', { configurations: { ci: {}, fix: {} } }),
  'safe-migrate': {
    executor: '@safe-migrate/nx:safe-migrate',
    configurations: { plan: { plan: true } },
  },
  'database:reset': {
    executor: '@safe-migrate/nx:refuse',
    options: { instead: 'npx nx run server:safe-migrate' },
    configurations: { seed: {} },
  },
  'raw:up': command('typeorm migration:run -d a.ts'),
  'raw:down': command('typeorm migration:revert -d a.ts'),
  nested: command('nx run server:raw:up && echo done'),
  wipe: command('psql -c "TRUNCATE core.person"'),
  'wipe-in-one': command('eslint .', { configurations: { hard: { command: 'dropdb twenty' } } }),
  script: { executor: 'nx:run-script', options: { script: 'clear' } },
  'one-hop': command('tsc', { dependsOn: ['wipe'] }),
  'two-hops': command('tsc', { dependsOn: ['one-hop'] }),
  globbed: command('tsc', { dependsOn: ['wi*'] }),
  braces: command('tsc', { dependsOn: ['{wipe,none}'] }),
  'over-colons': command('tsc', { dependsOn: ['raw*n'] }),
  'hands-on': command('tsc', { dependsOn: [{ target: 'typeorm', params: 'forward' }] }),
  'keeps-it': command('tsc', { dependsOn: ['typeorm'] }),
  'by-object': command('tsc', { dependsOn: [{ target: 'wipe', projects: ['server'] }] }),
  'by-itself': command('tsc', { dependsOn: [{ target: 'wipe', projects: 'self' }] }),
  circular: command('tsc', { dependsOn: ['circular', 'build'] }),
  plans: command('tsc', { dependsOn: ['safe-migrate'], configurations: { paln: {} } }),
  'passes-configuration': command('tsc', { dependsOn: ['wipe-in-one'], configurations: { hard: {} } }),
};
const graph: Graph = {
  nodes: {
    server: { name: 'server', data: { root: 'apps/server', targets: server } },
    web: {
      name: 'web',
      data: {
        root: 'apps/web',
        targets: {
          e2e: command('vitest', { dependsOn: ['^wipe'] }),
          other: command('vitest', { dependsOn: ['server:wipe'] }),
          tagged: command('vitest', { dependsOn: [{ target: 'wipe', projects: ['tag:db'] }] }),
          'of-dependencies': command('vitest', { dependsOn: [{ target: 'wipe', dependencies: true }] }),
          build: command('vite build', { dependsOn: ['^build'] }),
        },
      },
    },
    shared: { name: 'shared', data: { root: 'libs/shared', targets: {} } },
  },
  dependencies: {
    web: [{ target: 'shared' }, { target: 'npm:react' }],
    shared: [{ target: 'server' }],
    server: [],
  },
};
const texts: Record<string, string> = {
  'apps/server/package.json': JSON.stringify({ scripts: { clear: 'typeorm schema:drop -d a.ts' } }),
};
const files: Files = {
  isFile: (path) => texts[path] !== undefined,
  read: (path) => texts[path] ?? null,
};
const objections = (line: string): string[] =>
  objectionsTo(graph, files, line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', '')) ?? []).map(
    ({ target, why }) => `${target}: ${why}`,
  );

describe('the guard objects to', () => {
  it.each([
    ['run server:database:reset', 'server:database:reset: it destroys'],
    ['run server:database:reset:seed', 'server:database:reset:seed: it destroys'],
    ['database:reset server', 'server:database:reset: it destroys'],
    ['database:reset', 'server:database:reset: it destroys'],
    ['run server:raw:up', 'server:raw:up: it'],
    ['run server:raw:down', 'server:raw:down: it'],
    ['run server:nested', 'server:nested: it runs raw:up'],
    ['run server:wipe', 'server:wipe: it destroys data (TRUNCATE'],
    ['run SERVER:wipe', 'server:wipe: it'],
    ['run apps/server:wipe', 'server:wipe: it'],
    ['run apps/server:wipe-in-one:hard', 'server:wipe-in-one:hard: it'],
    ['wipe apps/server', 'server:wipe: it'],
    ['run apps/server:safe-migrate:paln', 'server:safe-migrate:paln: it has no'],
    ['affected:wipe --base=main', 'server:wipe: it'],
    ['run server:wipe-in-one:hard', 'server:wipe-in-one:hard: it'],
    ['wipe-in-one server -c hard', 'server:wipe-in-one:hard: it'],
    ['run server:script', 'server:script: it runs clear'],
    ['run server:one-hop', 'server:one-hop -> server:wipe: it'],
    ['run server:two-hops', 'server:two-hops -> server:one-hop -> server:wipe: it'],
    ['run server:globbed', 'server:globbed -> server:wipe: it'],
    ['run server:braces', 'server:braces -> server:wipe: it'],
    ['run server:over-colons', 'server:over-colons -> server:raw:down: it'],
    ['run server:hands-on schema:drop -d a.ts', 'server:hands-on -> server:typeorm: it drops every table'],
    ['run server:by-object', 'server:by-object -> server:wipe: it'],
    ['run server:by-itself', 'server:by-itself -> server:wipe: it'],
    ['run server:passes-configuration:hard', 'server:passes-configuration -> server:wipe-in-one:hard: it'],
    ['e2e web', 'web:e2e -> server:wipe: it'],
    ['other web', 'web:other -> server:wipe: it'],
    ['tagged web', 'web:tagged -> server:wipe: it'],
    ['of-dependencies web', 'web:of-dependencies -> server:wipe: it'],
    ['run-many -t build two-hops', 'server:two-hops -> server:one-hop -> server:wipe: it'],
    ['run-many --targets=build,wipe --parallel=3', 'server:wipe: it'],
    ['affected -t e2e --base=main', 'web:e2e -> server:wipe: it'],
    ['affected --target=wipe-in-one --configuration hard', 'server:wipe-in-one:hard: it'],
    ['--outputStyle static run server:wipe', 'server:wipe: it'],
    ['typeorm server -- migration:run -d a.ts', 'nx typeorm server -- migration:run -d a.ts: it'],
    ['typeorm -- schema:drop -d a.ts', 'nx typeorm -- schema:drop -d a.ts: it'],
    ['run server:typeorm --args="schema:sync -d a.ts"', 'schema:sync'],
    ['run server:typeorm query "DROP SCHEMA core CASCADE"', 'DROP SCHEMA'],
    ['run server:typeorm migration:revert -d a.ts', 'nx run server:typeorm migration:revert -d a.ts: it'],
    [
      'run server:safe-migrate:paln',
      'server:safe-migrate:paln: it has no configuration "paln" (it has: plan)',
    ],
    ['run server:safe-migrate --configuration=paln', 'server:safe-migrate:paln: it has no'],
    ['safe-migrate server -c paln', 'server:safe-migrate:paln: it has no'],
    ['run server:safe-migrate --prod', 'server:safe-migrate:production: it has no'],
    ['run-many -t safe-migrate -c paln', 'server:safe-migrate:paln: it has no'],
  ])('nx %s', (line, start) => {
    const found = objections(line);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(start);
  });

  it.each([
    'run server:build',
    'build web',
    'run-many -t build lint',
    'run server:safe-migrate',
    'run server:safe-migrate:plan',
    'run server:safe-migrate --plan',
    'safe-migrate server -c plan',
    'run server:typeorm -- migration:generate src/migrations/AddX -d a.ts',
    'typeorm server -- migration:show -d a.ts',
    'run server:lint:nonsense',
    'run server:wipe-in-one',
    'run server:passes-configuration',
    'run server:circular',
    'run server:hands-on migration:show -d a.ts',
    'run server:keeps-it schema:drop -d a.ts',
    'run server:plans:paln',
    'affected -t lint --exclude=wipe',
    'run nothing:at-all',
    '',
  ])('but not to nx %s', (line) => {
    expect(objections(line)).toEqual([]);
  });

  it('says what to run instead, as the refusing target does', () => {
    const [first] = objectionsTo(graph, files, ['run', 'server:database:reset']);
    expect(first?.next).toBe('npx nx run server:safe-migrate');
  });
});
