import { shell } from '../support/shell';
import { MOMENTS, SERVER, twentyFiles } from './twenty-shapes';
import { createWorkspace, type Workspace } from './workspace';

/** An installed plugin, which gives every project with a `db.json` targets for its database. */
const PLUGIN = `
const { dirname } = require('node:path');
const createNodesV2 = ['**/db.json', (files) => files.map((file) => [file, { projects: { [dirname(file)]: { targets: {
  'db:wipe': { command: 'psql -c "DROP SCHEMA core CASCADE"' },
  'db:up': { executor: 'nx:run-commands', options: { cwd: dirname(file), command: 'typeorm migration:run -d src/database/typeorm/core/core.datasource.ts' } },
  'db:show': { command: 'echo tables' },
} } } }])];
module.exports = { name: 'db', createNodesV2, createNodes: createNodesV2 };
`;

let workspace: Workspace;
const files = twentyFiles(MOMENTS[1], 'postgres://u:p@127.0.0.1:1/twenty');
const all = {
  ...files,
  'nx.json': JSON.stringify(
    { ...(JSON.parse(files['nx.json'] ?? '') as object), plugins: ['db-plugin'] },
    null,
    2,
  ),
  [`${SERVER}/db.json`]: '{}',
};
beforeAll(() => {
  workspace = createWorkspace('inferred', all);
  workspace.write({
    'node_modules/db-plugin/index.js': PLUGIN,
    'node_modules/db-plugin/package.json': '{ "name": "db-plugin", "version": "1.0.0", "main": "index.js" }',
  });
});
afterAll(() => workspace.remove());

it('targets that a plugin infers are found, shadowed by refusing or safe ones, and come back', async () => {
  const nx = (line: string) => shell(`NX_ISOLATE_PLUGINS=false nx ${line}`, workspace.root);
  const init = await nx('g @safe-migrate/nx:init');
  expect([init.code, init.output]).toEqual([0, expect.stringContaining('twenty-server:db:wipe now refuses')]);
  expect(init.output).toContain('twenty-server:db:up');
  const shown = await nx('show project twenty-server --json');
  const { targets } = JSON.parse(shown.output.slice(shown.output.indexOf('{'))) as {
    targets: Record<string, { executor: string }>;
  };
  expect([targets['db:wipe']?.executor, targets['db:up']?.executor, targets['db:show']?.executor]).toEqual([
    '@safe-migrate/nx:refuse',
    '@safe-migrate/nx:safe-migrate',
    'nx:run-commands',
  ]);
  const wipe = await nx('run twenty-server:db:wipe');
  expect([wipe.code, wipe.output]).toEqual([1, expect.stringContaining('REFUSED')]);
  expect((await nx('run twenty-server:db:show')).output).toContain('tables');
  const removed = await nx('g @safe-migrate/nx:remove');
  expect([removed.code, removed.output]).toEqual([0, expect.any(String)]);
  const left = Object.fromEntries(Object.entries(workspace.read()).filter(([path]) => path !== '.gitignore'));
  expect(left).toEqual(all);
});
