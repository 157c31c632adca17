import { addProjectConfiguration } from '@nx/devkit';
import type { Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { safeMigrationGenerator } from './generator';
import type { SafeMigrationGeneratorSchema } from './schema';

const now = new Date('2026-01-26T12:00:00.500Z');
const FOLDER = 'apps/server/src/migrations';

describe('safe-migration', () => {
  let tree: Tree;
  let printed: string[];

  beforeEach(() => {
    tree = createTreeWithEmptyWorkspace();
    printed = [];
    const print = (text: string): void => void printed.push(text);
    jest.spyOn(console, 'info').mockImplementation(print);
    jest.spyOn(console, 'warn').mockImplementation(print);
    addTypeormProject('server');
    addProjectConfiguration(tree, 'web', { root: 'apps/web' });
  });
  afterEach(() => jest.restoreAllMocks());

  function addTypeormProject(name: string, schema = "schema: 'core',"): void {
    addProjectConfiguration(tree, name, {
      root: `apps/${name}`,
      targets: { 'safe-migrate': { executor: '@safe-migrate/nx:safe-migrate' } },
    });
    tree.write(
      `apps/${name}/src/data-source.ts`,
      `export   default new DataSource({ type: 'postgres', ${schema} migrations: ['src/migrations/*.ts'] });`,
    );
    tree.write(
      `apps/${name}/src/migrations/1764100000000-create.ts`,
      'export class Create1764100000000 implements MigrationInterface {}',
    );
  }

  const generate = (options: Partial<SafeMigrationGeneratorSchema> = {}) =>
    safeMigrationGenerator(tree, { name: 'AddSalesGuidanceToOpportunity', ...options }, now);
  const generated = (folder = FOLDER): string[] =>
    tree.children(folder).filter((file) => !file.includes('create'));
  const textOf = (file: string): string => tree.read(`${FOLDER}/${file}`, 'utf-8') ?? '';

  it('writes one file into the only folder of the only project, and touches nothing else', async () => {
    const before = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
    await generate();
    expect(generated()).toEqual(['20260126120000-AddSalesGuidanceToOpportunity.ts']);
    expect(textOf('20260126120000-AddSalesGuidanceToOpportunity.ts')).toContain(
      "name = 'AddSalesGuidanceToOpportunity1769428800000';",
    );
    const after = tree.listChanges().map(({ path, content }) => [path, content?.toString()]);
    expect(after.filter(([path]) => !path?.includes('20260126'))).toEqual(before);
  });

  it('says what it wrote and what comes next', async () => {
    await generate();
    expect(printed.join('\n')).toContain(`file:  ${FOLDER}/20260126120000-AddSalesGuidanceToOpportunity.ts`);
    expect(printed.join('\n')).toContain('class: AddSalesGuidanceToOpportunity1769428800000');
    expect(printed.join('\n')).toContain('npx nx run server:safe-migrate:plan');
    expect(printed.join('\n')).not.toContain('@safe-migrate/nx:init');
  });

  it('gives two calls in the same second two orders', async () => {
    await generate();
    await generate({ name: 'add-score' });
    expect(generated()).toEqual([
      '20260126120000-AddSalesGuidanceToOpportunity.ts',
      '20260126120001-AddScore.ts',
    ]);
    await generate();
    expect(generated()).toHaveLength(3);
    expect(printed.join('\n')).toContain('second migration of that name');
  });

  it('follows every folder that the data source reads', async () => {
    tree.write(
      'apps/server/src/data-source.ts',
      "new DataSource({ migrations: ['src/migrations/*.ts', 'src/billing/*.ts'] });",
    );
    tree.write(
      'apps/server/src/billing/1999999999000-x.ts',
      'export class AddX1999999999000 implements MigrationInterface {}',
    );
    await generate({ directory: 'src/migrations' });
    expect(generated()).toEqual(['20330518033320-AddSalesGuidanceToOpportunity.ts']);
  });

  it('fills both methods, in the schema of the data source', async () => {
    await generate({ table: 'opportunity', addColumn: ['a:text', 'b:numeric(10', '2)'] });
    const text = textOf('20260126120000-AddSalesGuidanceToOpportunity.ts');
    expect(text).toMatch(
      /ALTER TABLE "core"\."opportunity"\s+ADD COLUMN "a" text NULL,\s+ADD COLUMN "b" numeric\(10,2\) NULL/,
    );
    expect(text).toMatch(/ALTER TABLE "core"\."opportunity"\s+DROP COLUMN "b",\s+DROP COLUMN "a"/);
  });

  it.each([
    ["schema: 'core',", { schema: 'sales' }, '"sales"."opportunity"', false],
    ["schema: 'core',", { table: 'sales.opportunity' }, '"sales"."opportunity"', false],
    ['', {}, 'TABLE "opportunity"', false],
    ['schema: process.env.SCHEMA,', {}, 'TABLE "opportunity"', true],
  ])('with %s and %j', async (schema, options, expected, warns) => {
    addTypeormProject('other', schema);
    await generate({ project: 'other', table: 'opportunity', addColumn: 'a:text', ...options });
    const [file] = generated('apps/other/src/migrations');
    expect(tree.read(`apps/other/src/migrations/${file}`, 'utf-8')).toContain(expected);
    expect(printed.join('\n').includes('schema of opportunity is not known')).toBe(warns);
  });

  it.each<[Partial<SafeMigrationGeneratorSchema>, string, RegExp]>([
    [{ name: 'Foo' }, 'MIGRATION_NAME', /AddFoo/],
    [{ project: 'nope' }, 'NO_SUCH_PROJECT', /server/],
    [{ project: 'web' }, 'NO_MIGRATION_FOLDER', /with TypeORM: server/],
    [{ dataSource: 'nope.ts' }, 'NO_SUCH_DATA_SOURCE', /apps\/server\/src\/data-source\.ts/],
    [{ directory: '../outside' }, 'DIRECTORY_OUTSIDE', /apps\/server/],
    [{ directory: '/tmp' }, 'DIRECTORY_OUTSIDE', /apps\/server/],
    [{ directory: 'src/data-source.ts' }, 'DIRECTORY_OUTSIDE', /apps\/server/],
    [{ table: 'x' }, 'TABLE_AND_COLUMN', /--add-column/],
    [{ addColumn: ['a:text'] }, 'TABLE_AND_COLUMN', /--table/],
    [{ table: 'x', addColumn: ['a:text NOT NULL'] }, 'COLUMN', /nullable/],
  ])('refuses %j and writes nothing', async (options, code, reason) => {
    const before = tree.listChanges().length;
    await expect(generate(options)).rejects.toThrow(`ERROR ${code}`);
    await expect(generate(options)).rejects.toThrow(reason);
    expect(tree.listChanges()).toHaveLength(before);
  });

  it('shows a bug with its stack and a mistake without', async () => {
    const mistake: unknown = await generate({ name: 'Foo' }).catch((error: unknown) => error);
    expect(mistake).toMatchObject({ cause: { code: 'MIGRATION_NAME' } });
    expect((mistake as Error).stack).toBeUndefined();
    jest.spyOn(tree, 'children').mockImplementation(() => {
      throw new Error('bug');
    });
    const bug: unknown = await generate().catch((error: unknown) => error);
    expect((bug as Error).stack).toContain('generator.spec.ts');
  });

  it('names the candidates where there is more than one project, data source or folder', async () => {
    addTypeormProject('billing');
    await expect(generate()).rejects.toThrow(
      /PROJECT_AMBIGUOUS[\s\S]*server, billing|PROJECT_AMBIGUOUS[\s\S]*billing, server/,
    );
    tree.write('apps/server/src/other.datasource.ts', "new DataSource({ migrations: ['src/other/*.ts'] })");
    await expect(generate({ project: 'server' })).rejects.toThrow(
      /DATA_SOURCE_AMBIGUOUS[\s\S]*data-source\.ts, .*other\.datasource\.ts/,
    );
    tree.write(
      'apps/billing/src/data-source.ts',
      "new DataSource({ migrations: ['src/migrations/*.ts', 'src/b/*.ts'] })",
    );
    tree.write('apps/billing/src/b/x.ts', '');
    await expect(generate({ project: 'billing' })).rejects.toThrow(
      /DIRECTORY_AMBIGUOUS[\s\S]*src\/migrations, .*src\/b/,
    );
  });

  it('does not take a project for one that only mentions TypeORM, unless there is no other', async () => {
    addProjectConfiguration(tree, 'tool', { root: 'apps/tool' });
    tree.write('apps/tool/data-source-error.ts', "import type { DataSource } from 'typeorm';");
    await generate();
    expect(generated()).toHaveLength(1);
    tree.delete('apps/server/src/data-source.ts');
    await expect(generate()).rejects.toThrow(/NO_MIGRATION_FOLDER[\s\S]*in tool/);
  });

  it('infers the project from a data source or a directory', async () => {
    addTypeormProject('billing');
    await generate({ dataSource: 'apps/server/src/data-source.ts' });
    await generate({ directory: 'apps/billing/src/migrations', name: 'AddBilling' });
    expect(generated()).toHaveLength(1);
    expect(generated('apps/billing/src/migrations')).toEqual([expect.stringContaining('AddBilling')]);
  });

  it('says when the data source would not find the file', async () => {
    await generate({ directory: 'src/elsewhere' });
    expect(printed.join('\n')).toContain(
      'apps/server/src/elsewhere is not a folder that the data source seems to read',
    );
    printed.length = 0;
    tree.write('apps/server/src/data-source.ts', 'new DataSource({ migrations: [Create1764100000000] })');
    await generate({ directory: 'src/migrations' });
    expect(printed.join('\n')).toContain('add the new class to the list');
    tree.rename('apps/server/src/data-source.ts', 'apps/server/src/data-source.js');
    await generate({ directory: 'src/migrations' });
    expect(printed.join('\n')).toContain('data-source.js is JavaScript');
  });

  it('has nothing to go by in a workspace without TypeORM', async () => {
    tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'web', { root: 'apps/web' });
    await expect(generate()).rejects.toThrow(/NO_TYPEORM_PROJECT/);
    await expect(generate({ project: 'web' })).rejects.toThrow(/NO_MIGRATION_FOLDER/);
    await generate({ project: 'web', directory: 'migrations' });
    expect(generated('apps/web/migrations')).toHaveLength(1);
  });
});
