import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { setJsonAt } from '../../workspace/json-text';
import { initGenerator } from '../init/generator';
import { removeGenerator } from './generator';

const PROJECT = 'apps/server/project.json';
const PACKAGE = 'apps/server/package.json';
const targets = {
  typeorm: { executor: 'nx:run-commands', options: { command: 'ts-node node_modules/typeorm/cli.js' } },
  'db:migrate': {
    executor: 'nx:run-commands',
    options: { command: 'typeorm migration:run -d src/data-source.ts' },
  },
  'db:reset': {
    executor: 'nx:run-commands',
    options: { commands: ['typeorm schema:drop -d src/data-source.ts'] },
  },
};
const scripts = {
  build: 'tsc',
  'db:wipe': 'dropdb twenty',
  'migrate:prod': 'typeorm migration:run -d dist/data-source',
};

const oneOnEachLine = (value: object): string =>
  `{\n${Object.entries(value)
    .map(([key, inner]: [string, unknown]) => {
      const isHolder = typeof inner === 'object' && inner !== null && !Array.isArray(inner);
      const lines = Object.entries(inner as object).map(
        ([name, each]) => `    ${JSON.stringify(name)}: ${JSON.stringify(each)}`,
      );
      return `  ${JSON.stringify(key)}: ${isHolder ? `{\n${lines.join(',\n')}\n  }` : JSON.stringify(inner)}`;
    })
    .join(',\n')}\n}`;

describe('remove', () => {
  let tree: Tree;
  let printed: string[];
  const read = (file: string): string | null => (tree.isFile(file) ? tree.read(file, 'utf-8') : null);
  const files = (): Record<string, string | null> =>
    Object.fromEntries(
      [PROJECT, PACKAGE, 'package.json', 'nx.json', '.gitignore'].map((file) => [file, read(file)]),
    );

  function workspace(shape: (value: object) => string): void {
    tree.write(PROJECT, shape({ name: 'server', targets, tags: ['a', 'b'] }));
    tree.write(PACKAGE, shape({ name: 'server', scripts }));
    tree.write(
      'package.json',
      shape({ name: 'root', private: true, scripts: { reset: 'nx db:reset server' } }),
    );
    tree.write(
      'apps/server/src/data-source.ts',
      "export const s = new DataSource({ migrations: ['x/*.ts'] });",
    );
  }

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    printed = [];
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    jest.spyOn(console, 'info').mockImplementation((text: string) => void printed.push(...text.split('\n')));
  });
  afterEach(() => jest.restoreAllMocks());

  it.each([
    [
      'two spaces',
      (value: object) => `${JSON.stringify(value, null, 2)}\n`,
      '{\n  "plugins": [\n    "x"\n  ]\n}\n',
      'a\n',
    ],
    [
      'tabs and no end of line',
      (value: object) => JSON.stringify(value, null, '\t'),
      '{\n\t"analytics": false\n}',
      'a',
    ],
    ['CRLF', (value: object) => JSON.stringify(value, null, 2).replaceAll('\n', '\r\n'), '{}', 'a\r\nb\r\n'],
    ['one target on each line', oneOnEachLine, '{ "plugins": ["x"], "analytics": false }', null],
    ['everything on one line', (value: object) => JSON.stringify(value), '{"analytics":false}', 'a'],
    [
      'comments in nx.json, no .gitignore',
      (value: object) => `${JSON.stringify(value, null, 4)}\n`,
      '{\n    // ours\n    "plugins": [],\n    "defaultBase": "main" // last\n}\n',
      null,
    ],
  ])('puts back every byte: %s', async (_name, shape, nxJson, ignored) => {
    workspace(shape);
    tree.write('nx.json', nxJson);
    if (ignored !== null) tree.write('.gitignore', ignored);
    const before = files();
    await initGenerator(tree, { skipFormat: true });
    expect(files()).not.toEqual(before);
    await removeGenerator(tree, { skipFormat: true });
    expect(files()).toEqual(before);
    expect(tree.exists('apps/server/.safe-migrate.originals.json')).toBe(false);
    expect(tree.exists('.safe-migrate.originals.json')).toBe(false);
  });

  it('puts back every byte after init was run again on something new', async () => {
    workspace((value) => `${JSON.stringify(value, null, 2)}\n`);
    await initGenerator(tree, { skipFormat: true });
    const withMore = (text: string): string => setJsonAt(text, ['scripts', 'db:clear'], 'dropdb twenty');
    tree.write(PACKAGE, withMore(read(PACKAGE) ?? ''));
    await initGenerator(tree, { skipFormat: true });
    await removeGenerator(tree, { skipFormat: true });
    expect(JSON.parse(read(PACKAGE) ?? '')).toEqual({
      name: 'server',
      scripts: { ...scripts, 'db:clear': 'dropdb twenty' },
    });
    expect(JSON.parse(read(PROJECT) ?? '')).toEqual({ name: 'server', targets, tags: ['a', 'b'] });
  });

  it('leaves what somebody has changed since', async () => {
    workspace((value) => `${JSON.stringify(value, null, 2)}\n`);
    await initGenerator(tree, { skipFormat: true });
    tree.write(PACKAGE, setJsonAt(read(PACKAGE) ?? '', ['scripts', 'db:wipe'], 'echo mine'));
    await removeGenerator(tree, { skipFormat: true });
    expect(JSON.parse(read(PACKAGE) ?? '')).toMatchObject({
      scripts: { ...scripts, 'db:wipe': 'echo mine' },
    });
    expect(printed.join('\n')).toContain('scripts.db:wipe: it is not what safe-migrate wrote');
  });

  it('goes on ignoring a folder that may hold backups', async () => {
    workspace((value) => `${JSON.stringify(value, null, 2)}\n`);
    await initGenerator(tree, { skipFormat: true });
    tree.write('apps/server/.safe-migrate/backups/x/manifest.json', '{}');
    await removeGenerator(tree, { skipFormat: true });
    expect(read('.gitignore')).toContain('.safe-migrate/');
    expect(printed.join('\n')).toContain('it may hold backups');
  });

  it('says that there is nothing to put back', async () => {
    await removeGenerator(tree, {});
    expect(printed).toEqual(['nothing to put back: there is no record of init']);
  });
});
