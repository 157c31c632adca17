import type { Files } from '../workspace/walk';
import type { Graph } from './graph';
import { objectionsTo } from './objections';
import { graphOnDisk } from './targets-on-disk';

const filesOf = (texts: Readonly<Record<string, unknown>>): Files => ({
  isFile: (path) => path in texts,
  read: (path) => (typeof texts[path] === 'string' ? texts[path] : JSON.stringify(texts[path])),
});
const graph: Graph = {
  nodes: {
    app: {
      name: 'app',
      data: {
        root: 'apps/app',
        targets: {
          build: {
            executor: 'nx:run-commands',
            options: { command: 'tsc', cwd: 'apps/app' },
            cache: true,
            configurations: {},
          },
          lint: {
            executor: 'nx:run-commands',
            options: { command: 'eslint apps/app', parallel: true },
            configurations: {},
          },
          start: {
            executor: 'nx:run-script',
            options: { script: 'start' },
            metadata: { scriptContent: 'node .' },
          },
        },
      },
    },
  },
  dependencies: {},
};
const asKnown = {
  'nx.json': {
    targetDefaults: { lint: { executor: 'nx:run-commands', options: { command: 'eslint {projectRoot}' } } },
  },
  'apps/app/package.json': { scripts: { start: 'node .' } },
  'apps/app/project.json': `{ "targets": { // short
    "build": { "command": "tsc", "cache": true, "options": { "cwd": "{projectRoot}" } }, "lint": {} } }`,
};

it('is the graph where the files say the same, shorter', () => {
  expect(graphOnDisk(graph, filesOf(asKnown))).toBeUndefined();
  expect(graphOnDisk(graph, filesOf({}))).toBeUndefined();
});

it.each([
  [
    'a target that is new',
    { 'apps/app/project.json': { targets: { wipe: { command: 'dropdb app' } } } },
    'run app:wipe',
  ],
  [
    'a target that is another now',
    {
      'apps/app/project.json': {
        targets: { build: { executor: 'nx:run-commands', options: { commands: ['dropdb app'] } } },
      },
    },
    'build app',
  ],
  [
    'a dependency that is new',
    {
      'apps/app/project.json': {
        targets: { build: { command: 'tsc', dependsOn: ['wipe'] }, wipe: { command: 'dropdb app' } },
      },
    },
    'run app:build',
  ],
  ['a script that is new', { 'apps/app/package.json': { scripts: { wipe: 'dropdb app' } } }, 'run app:wipe'],
  [
    'a default that is new',
    {
      'nx.json': {
        targetDefaults: {
          lint: { executor: 'nx:run-commands', options: { command: 'dropdb {projectName}' } },
        },
      },
    },
    'lint app',
  ],
])('%s', (_title, changed, line) => {
  const files = filesOf({ ...asKnown, ...changed });
  const now = graphOnDisk(graph, files);
  expect(now).toBeDefined();
  expect(objectionsTo(now ?? graph, files, line.split(' '))).toHaveLength(1);
});
