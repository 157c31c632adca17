import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { readDataSourceFacts } from './data-source-facts';
import { findDataSources } from './data-sources';
import { findMigrationFolders } from './migration-folders';

const MIGRATION = 'export class AddX1700000000000 implements MigrationInterface {}';

describe('a data source', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
  });

  const folders = (options: string, files: readonly string[] = [], path = 'app/src/db/data-source.ts') => {
    tree.write(
      path,
      `import { DataSource } from 'typeorm';\nexport default new DataSource({ type: 'postgres', ${options} });`,
    );
    for (const file of files) tree.write(file, MIGRATION);
    return findMigrationFolders(
      tree,
      { root: 'app', nested: new Set() },
      path,
      readDataSourceFacts(tree, path),
    );
  };

  it.each([
    ["migrations: ['src/db/migrations/*.ts']", 'app/src/db/migrations'],
    ["migrations: ['./src/db/migrations/*{.ts,.js}']", 'app/src/db/migrations'],
    ["migrations: ['dist/db/migrations/*.js']", 'app/src/db/migrations'],
    ["migrations: ['dist/src/db/migrations/*.js']", 'app/src/db/migrations'],
    ["migrations: [__dirname + '/migrations/*{.ts,.js}']", 'app/src/db/migrations'],
    ['migrations: [`${__dirname}/migrations/**/*.ts`]', 'app/src/db/migrations'],
    ["migrations: [path.join(__dirname, '..', 'db', 'migrations', '*.{ts,js}')]", 'app/src/db/migrations'],
    ['migrations: [`${root}/db/migrations/*{.ts,.js}`]', 'app/src/db/migrations'],
    ["migrations: ['src/**/migrations/*.ts']", 'app/src/db/migrations'],
    ["migrations: ['src/*/migrations/*.ts']", 'app/src/db/migrations'],
    ['migrations: [AddX1700000000000]', 'app/src/db/migrations'],
    ['...options', 'app/src/db/migrations'],
    [
      "migrations: x ? ['src/db/migrations/*.ts'] : [`src/other/*.ts`] // 'src/old/*.ts'",
      'app/src/db/migrations',
    ],
  ])('%s', (options, folder) => {
    const files = [
      'app/src/db/migrations/1700000000000-x.ts',
      'app/src/old/x.ts',
      'app/dist/db/migrations/1700000000000-x.js',
    ];
    expect(folders(options, files)).toEqual({ existing: [folder], planned: [] });
  });

  it('finds the migrations of a JavaScript project', () => {
    tree.write(
      'app/db/migrations/1700000000000-x.js',
      'module.exports = class AddX1700000000000 { async up() {} };',
    );
    expect(folders('...options').existing).toEqual(['app/db/migrations']);
  });

  it('names every folder that it reads', () => {
    const options = "migrations: b ? ['src/common/*.ts', 'src/billing/*.ts'] : ['src/common/*.ts']";
    expect(folders(options, ['app/src/common/a.ts', 'app/src/billing/a.ts']).existing).toEqual([
      'app/src/common',
      'app/src/billing',
    ]);
  });

  it.each([
    ["migrations: ['src/migrations/*.ts']", ['app/src/migrations']],
    ["migrations: [__dirname + '/migrations/*.ts']", ['app/src/db/migrations']],
    ['migrations: [`${root}/migrations/*.ts`]', []],
    ["migrations: ['src/**/migrations/*.ts']", []],
    ['', []],
  ])('plans a folder that is not there yet: %s', (options, planned) => {
    expect(folders(options)).toEqual({ existing: [], planned });
  });

  it('reads options from the file that they are imported from', () => {
    tree.write(
      'app/src/db/options.ts',
      "export const options = { schema: 'core', migrations: ['src/db/migrations/*.ts'] };",
    );
    tree.write(
      'app/src/db/data-source.ts',
      "import { options } from './options';\nexport default new DataSource(options);",
    );
    const facts = readDataSourceFacts(tree, 'app/src/db/data-source.ts');
    expect(facts.schema).toEqual({ kind: 'literal', name: 'core' });
    expect(facts.patterns.map(({ pattern }) => pattern)).toEqual(['src/db/migrations/*.ts']);
  });

  it.each([
    ["schema: 'core'", { kind: 'literal', name: 'core' }],
    ["// schema: 'core'\n", { kind: 'none' }],
    ['schema: undefined', { kind: 'none' }],
    ['schema: process.env.SCHEMA', { kind: 'computed' }],
    ['schema: `core_${env}`', { kind: 'computed' }],
  ])('%s', (options, schema) => {
    tree.write('app/data-source.ts', `new DataSource({ ${options} })`);
    expect(readDataSourceFacts(tree, 'app/data-source.ts').schema).toEqual(schema);
  });

  it.each([
    ['migrations: [AddX1700000000000, AddY1700000000001]', true],
    ["migrations: ['src/migrations/*.ts']", false],
    ['migrations: [`${Root}/x/*.ts`]', false],
  ])('%s lists classes: %s', (options, expected) => {
    tree.write('app/data-source.ts', `new DataSource({ ${options} })`);
    expect(readDataSourceFacts(tree, 'app/data-source.ts').listsClasses).toBe(expected);
  });

  it('is told apart from files that only look like one', () => {
    tree.write('app/src/core.datasource.ts', 'new DataSource({ migrations: [] })');
    tree.write('app/src/raw.datasource.ts', 'new DataSource({})');
    tree.write('app/src/workspace.datasource.service.ts', 'new DataSource({ migrations: [] })');
    tree.write('app/src/datasource.spec.ts', 'new DataSource({ migrations: [] })');
    tree.write('app/dist/core.datasource.js', 'new DataSource({ migrations: [] })');
    tree.write('app/node_modules/x/data-source.js', 'new DataSource({ migrations: [] })');
    tree.write('app/nested/data-source.ts', 'new DataSource({ migrations: [] })');
    tree.write(
      'app/src/data-source-error.ts',
      "import type { DataSource } from 'typeorm';\nfix('new DataSource({ migrations })');",
    );
    const find = () => findDataSources(tree, 'app', new Set(['app/nested']));
    expect(find()).toEqual({ paths: ['app/src/core.datasource.ts'], areCertain: true });
    tree.delete('app/src/core.datasource.ts');
    expect(find()).toEqual({ paths: ['app/src/raw.datasource.ts'], areCertain: true });
    tree.delete('app/src/raw.datasource.ts');
    expect(find()).toEqual({ paths: ['app/src/data-source-error.ts'], areCertain: false });
  });
});
