import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { startScratchServer, type ScratchServer } from '@safe-migrate/core';
import { Client } from 'pg';
import { ROOT, shell } from '../support/shell';
import { urlOf } from './deeds';
import { MOMENTS, SERVER, twentyFiles } from './twenty-shapes';
import { createWorkspace, type Workspace } from './workspace';

const NX = 'NODE_ENV=production NX_ISOLATE_PLUGINS=false nx';
const CLI = `NODE_ENV=production node ${join(ROOT, 'packages/core/bin/safe-migrate.js')}`;

let server: ScratchServer;
let workspace: Workspace;
beforeAll(async () => {
  server = await startScratchServer({ major: 15 });
  const client = new Client(server.connection);
  await client.connect();
  await client.query('CREATE DATABASE dev');
  await client.end();
  const dev = { ...server.connection, database: 'dev' };
  const url = urlOf(dev);
  const own = new Client(dev);
  await own.connect();
  await own.query('CREATE TABLE person (id int)');
  await own.end();
  const files = twentyFiles(MOMENTS[1], url);
  const project = JSON.parse(files[`${SERVER}/project.json`] ?? '') as { targets: object };
  const wipe = { executor: 'nx:run-commands', options: { command: `psql ${url} -c "TRUNCATE person"` } };
  workspace = createWorkspace('grant', {
    ...files,
    'nx.json': JSON.stringify({
      ...(JSON.parse(files['nx.json'] ?? '') as object),
      plugins: ['@safe-migrate/nx/guard'],
    }),
    [`${SERVER}/project.json`]: JSON.stringify({
      ...project,
      targets: { ...project.targets, wipe, 'wipe-too': wipe },
    }),
  });
}, 60_000);
afterAll(async () => {
  workspace?.remove();
  await server?.stop();
});

it('leave for one refused command is used up by one run of it; no environment variable gives leave', async () => {
  const run = (target: string, env = '') => shell(`${env} ${NX} run twenty-server:${target}`, workspace.root);
  expect((await run('wipe', 'SAFE_MIGRATE_ALLOW=1 SAFE_MIGRATE_GRANT=1')).output).toContain(
    'REFUSED twenty-server:wipe',
  );
  const asked = await shell(
    `${CLI} grant twenty-server:wipe --project ${SERVER} -d src/database/typeorm/core/core.datasource.ts --confirm dev`,
    workspace.root,
  );
  expect([asked.code, asked.output]).toEqual([
    0,
    expect.stringContaining('granted     twenty-server:wipe, once, against "dev"'),
  ]);
  const other = await run('wipe-too');
  expect([other.code, other.output]).toEqual([1, expect.stringContaining('REFUSED twenty-server:wipe-too')]);
  const granted = await run('wipe');
  expect([granted.code, granted.output]).toEqual([0, expect.stringContaining('TRUNCATE TABLE')]);
  const again = await run('wipe');
  expect([again.code, again.output]).toEqual([1, expect.stringContaining('REFUSED twenty-server:wipe')]);
  expect(
    readdirSync(join(workspace.root, '.safe-migrate')).filter((name) => name.startsWith('grant')),
  ).toEqual([expect.stringMatching(/^grant\.used-/)]);
});
