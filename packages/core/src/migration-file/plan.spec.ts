import { runInNewContext } from 'node:vm';
import { DataSource, MigrationExecutor } from 'typeorm';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { parseColumns } from './columns';
import { planMigration } from './plan';
import type { FolderFile, MigrationRequest, PlannedMigration } from './plan';
import { NOT_WRITTEN_YET } from './template';

type MigrationClass = new () => MigrationInterface;

const now = new Date('2026-01-26T12:00:00.500Z');
const plan = (request: Partial<MigrationRequest> = {}): PlannedMigration =>
  planMigration({ name: 'AddSalesGuidanceToOpportunity', now, existing: [], ...request });

/** Compiles the text of a migration and loads its class, as a project would. */
function load(text: string): MigrationClass {
  const { outputText } = transpileModule(text, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022 },
  });
  const exports: Record<string, MigrationClass> = {};
  runInNewContext(outputText, { exports, Error });
  const [loaded, ...others] = Object.values(exports);
  if (loaded === undefined || others.length > 0) throw new Error('not exactly one export');
  return loaded;
}

const source = (className: string): string =>
  `import type { MigrationInterface } from 'typeorm';
   export class ${className} implements MigrationInterface { async up() {} async down() {} }`;

/** The order in which the real TypeORM would run them; no connection is made. */
async function typeormOrder(...texts: string[]): Promise<string[]> {
  const dataSource = new DataSource({ type: 'postgres', migrations: texts.map(load) });
  await (dataSource as unknown as { buildMetadatas(): Promise<void> }).buildMetadatas();
  const migrations = await new MigrationExecutor(dataSource).getAllMigrations();
  return migrations.map(({ name }) => name);
}

/** The statements that a direction sends. */
async function statements(text: string, direction: 'up' | 'down'): Promise<string[]> {
  const sent: string[] = [];
  const runner = { query: async (sql: string) => void sent.push(sql) } as unknown as QueryRunner;
  await new (load(text))()[direction](runner);
  return sent.map((sql) => sql.trim().replace(/\s+/g, ' '));
}

describe('a new migration', () => {
  it('has a UTC file prefix and a class name with the milliseconds of the same second', () => {
    const { fileName, className, text, warnings } = plan();
    expect(fileName).toBe('20260126120000-AddSalesGuidanceToOpportunity.ts');
    expect(className).toBe('AddSalesGuidanceToOpportunity1769428800000');
    expect(new (load(text))().name).toBe(className);
    expect(load(text).name).toBe(className);
    expect(warnings).toEqual([]);
  });

  it('is ordered by TypeORM after 13-digit migrations, where the conventions of the guide are not', async () => {
    const existing = source('CreateOpportunity1764100000000');
    const ours = plan();
    expect(await typeormOrder(ours.text, existing)).toEqual([
      'CreateOpportunity1764100000000',
      ours.className,
    ]);

    // The example of the guide has 10 digits: TypeORM refuses to load it.
    await expect(typeormOrder(source('AddSalesGuidanceFields1234567890'), existing)).rejects.toThrow(
      /name is wrong/,
    );
    // The file prefix as a class suffix has 14: it would run before everything that exists.
    expect(await typeormOrder(existing, source('AddSalesGuidance20260126120000'))).toEqual([
      'AddSalesGuidance20260126120000',
      'CreateOpportunity1764100000000',
    ]);
  });

  it('comes after every existing migration, whichever stamp is the latest and whatever the clock says', async () => {
    const folder: FolderFile[] = [
      { path: '1764100000000-create.ts', text: source('CreateOpportunity1764100000000') },
      { path: '20260126115900-AddY.ts', text: source('AddY1769500000123') },
    ];
    const ours = plan({ existing: folder });
    expect(ours.className).toBe('AddSalesGuidanceToOpportunity1769500001000');
    expect(ours.fileName).toBe('20260127074641-AddSalesGuidanceToOpportunity.ts');
    expect(await typeormOrder(ours.text, ...folder.map(({ text }) => text))).toEqual([
      'CreateOpportunity1764100000000',
      'AddY1769500000123',
      ours.className,
    ]);
  });

  it('gives two calls in one second two orders and two files', () => {
    const first = plan();
    const second = plan({ existing: [{ path: first.fileName, text: first.text }] });
    expect(second.fileName).toBe('20260126120001-AddSalesGuidanceToOpportunity.ts');
    expect(second.warnings).toEqual([expect.stringContaining('second migration of that name')]);
  });

  it('takes the next second when another process has claimed this one', () => {
    const taken = new Set([1769428800000, 1769428801000]);
    expect(plan({ claim: (epochMs) => !taken.has(epochMs) }).className).toMatch(/1769428802000$/);
    expect(() => plan({ claim: () => false })).toThrow(expect.objectContaining({ code: 'STAMP_CLAIMED' }));
  });

  it('ignores files that are no migrations', () => {
    const existing = [{ path: '1999999999999-notes.md', text: 'class X1999999999999' }];
    expect(plan({ existing }).className).toMatch(/1769428800000$/);
  });
});

describe('the text of a migration', () => {
  const change = {
    table: { schema: 'core', table: 'opportunity' },
    columns: parseColumns(['salesGuidance:text', 'score:numeric(10,2)']),
  };

  it('adds columns and takes them back', async () => {
    const { text } = plan({ change });
    expect(await statements(text, 'up')).toEqual([
      'ALTER TABLE "core"."opportunity" ADD COLUMN "salesGuidance" text NULL, ADD COLUMN "score" numeric(10,2) NULL',
    ]);
    expect(await statements(text, 'down')).toEqual([
      'ALTER TABLE "core"."opportunity" DROP COLUMN "score", DROP COLUMN "salesGuidance"',
    ]);
  });

  it('survives names that mean something to SQL or to a template literal', async () => {
    const { text } = plan({
      change: {
        table: { table: 'a`b"c' },
        columns: [{ name: 'x${process.exit()}\\', type: 'text', default: "'a\\b`${1}'" }],
      },
    });
    expect(await statements(text, 'up')).toEqual([
      'ALTER TABLE "a`b""c" ADD COLUMN "x${process.exit()}\\" text NULL DEFAULT \'a\\b`${1}\'',
    ]);
  });

  it.each(['up', 'down'] as const)('without columns, %s() refuses to run', async (direction) => {
    const { text } = plan();
    await expect(statements(text, direction)).rejects.toThrow(`${NOT_WRITTEN_YET}: ${direction}()`);
  });

  it('says what matters for the verb, and nothing where both methods are complete', () => {
    expect(plan({ name: 'UpdateStage' }).text).toContain('@Changes(…)');
    // The advice itself declares nothing.
    expect(plan({ name: 'UpdateStage' }).text).not.toMatch(/@Changes\(\s*['"`]/);
    expect(plan({ name: 'RemoveStage' }).text).toContain('Contract phase');
    expect(plan({ name: 'AddStage' }).text).not.toContain('@Changes');
    expect(plan({ change }).text).not.toContain('//');
  });
});
