import { parseJson } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { setJsonAt } from '../../workspace/json-text';
import { initGenerator } from '../init/generator';
import { removeGenerator } from '../remove/generator';
import { syncGenerator } from './generator';

const PROJECT = 'apps/server/project.json';
const PACKAGE = 'apps/server/package.json';
const raw = {
  executor: 'nx:run-commands',
  options: { command: 'typeorm migration:run -d src/data-source.ts' },
};

describe('sync', () => {
  let tree: Tree;
  const read = (file: string): string => tree.read(file, 'utf-8') ?? '';
  const nxJson = () =>
    parseJson<{ sync?: { globalGenerators?: string[]; generatorOptions?: object }; plugins?: unknown[] }>(
      read('nx.json'),
    );

  beforeEach(async () => {
    tree = createTreeWithEmptyWorkspace();
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.spyOn(console, 'info').mockImplementation(() => undefined);
    tree.write(PROJECT, JSON.stringify({ name: 'server', targets: { 'db:migrate': raw } }, null, 2));
    tree.write(PACKAGE, JSON.stringify({ name: 'server', scripts: { build: 'tsc' } }, null, 2));
    tree.write(
      'apps/server/src/data-source.ts',
      "export const s = new DataSource({ migrations: ['x/*.ts'] });",
    );
    await initGenerator(tree, {});
  });
  afterEach(() => jest.restoreAllMocks());

  it('is listed in nx.json by init, once, and beside what is there', async () => {
    expect(nxJson().sync).toEqual({ globalGenerators: ['@safe-migrate/nx:sync'] });
    tree.write('nx.json', setJsonAt(read('nx.json'), ['sync', 'globalGenerators', 0], 'other:sync'));
    await initGenerator(tree, {});
    expect(nxJson().sync?.globalGenerators).toEqual(['other:sync', '@safe-migrate/nx:sync']);
  });

  it('has nothing to say while everything is guarded, and changes nothing', async () => {
    const before = tree.listChanges();
    expect(await syncGenerator(tree)).toEqual({});
    expect(tree.listChanges()).toEqual(before);
  });

  it.each([
    ['target', PROJECT, ['targets', 'db:again'], raw],
    ['script', PACKAGE, ['scripts', 'wipe'], 'dropdb twenty'],
  ])('a raw %s that came back is out of sync, and is replaced', async (_kind, file, path, value) => {
    tree.write(file, setJsonAt(read(file), path, value));
    const result = await syncGenerator(tree);
    expect(result.outOfSyncMessage).toContain('is not guarded');
    expect(result.outOfSyncDetails?.join('\n')).toContain(String(path[1]));
    expect(read(file)).not.toMatch(/typeorm migration:run|dropdb/);
    expect(await syncGenerator(tree)).toEqual({});
  });

  it('follows what init was told about scripts', async () => {
    await initGenerator(tree, { updatePackageScripts: false });
    expect(nxJson().sync?.generatorOptions).toEqual({
      '@safe-migrate/nx:sync': { updatePackageScripts: false },
    });
    tree.write(PACKAGE, setJsonAt(read(PACKAGE), ['scripts', 'wipe'], 'dropdb twenty'));
    expect(await syncGenerator(tree)).toEqual({});
    expect(read(PACKAGE)).toContain('dropdb');
  });

  it('is taken out by remove, which leaves what others have put beside it since', async () => {
    const more = setJsonAt(read('nx.json'), ['sync', 'globalGenerators', 1], 'other:sync');
    tree.write('nx.json', setJsonAt(more, ['plugins', 1], '@nx/js/typescript'));
    await removeGenerator(tree, {});
    expect(nxJson().sync).toEqual({ globalGenerators: ['other:sync'] });
    expect(nxJson().plugins).toEqual(['@nx/js/typescript']);
  });
});
