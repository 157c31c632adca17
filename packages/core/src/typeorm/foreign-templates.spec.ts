import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignTemplates } from './foreign-templates';

const folder = mkdtempSync(join(tmpdir(), 'core-spec-template-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function foundIn(text: string): readonly string[] {
  const file = join(folder, `${++files}.ts`);
  writeFileSync(file, text);
  const found = foreignTemplates([{ name: 'X', className: 'X', timestamp: 1, hasDown: true, file }]);
  return found.map(({ line, text: what }) => `${line}: ${what}`);
}

/** As `migration:generate` writes it. */
const generated = (sql: string): string => `import { MigrationInterface, QueryRunner } from "typeorm";

export class Comments1700000000001 implements MigrationInterface {
    name = 'Comments1700000000001'

    public async up(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`${sql}\`);
    }

    public async down(queryRunner: QueryRunner): Promise<void> {
        await queryRunner.query(\`COMMENT ON COLUMN "a"."b" IS NULL\`);
    }
}
`;
const comment = (text: string): string => generated(`COMMENT ON COLUMN "a"."b" IS '${text}'`);

test.each([
  '${process.exit(1)}',
  '${require("child_process").execSync("id")}',
  '${await queryRunner.query("DROP TABLE a")}',
  '${name}',
  '${new Date()}',
  '${[1].map(() => ({ a: 1 }))}',
  '${`${process.env.HOME}`}',
])('nobody wrote %s', (text) => {
  expect(foundIn(comment(`before ${text}, {{braces}}`))).toEqual([`7: ${text}`]);
});

test('an escaped one is text, and so is one in a string or a comment', () => {
  expect(foundIn(comment('costs \\${price}'))).toEqual([]);
  expect(foundIn(`// queryRunner.query(\`\${x}\`)\nawait queryRunner.query("\${x}");`)).toEqual([]);
  expect(foundIn('throw new Error(`${process.pid}`)')).toEqual([]);
});

test.each([
  'for (const name of names) await queryRunner.query(`DROP SCHEMA "${name}"`);',
  'import { SCHEMA } from "./schema";\nawait queryRunner.query(`DROP SCHEMA ${SCHEMA}`);',
  'const tenants = ["a"];\nawait queryRunner.query(`SELECT ${tenants.map((t) => `\'${t}\'`).join(", ")}`);',
  'class A { schema = "core"; async up(q) { await q.query(`SELECT ${this.schema}.f()`); } }',
  'rows.forEach(({ id }) => queryRunner.query(`DELETE FROM a WHERE id = ${id}`));',
  'async function add(runner, table) { await runner.query(`ALTER TABLE ${quote(table)} ADD x int`); }',
])('the author wrote: %s', (text) => expect(foundIn(text)).toEqual([]));

test('a file that is not known or not there says nothing', () => {
  const lost = { name: 'X', className: 'X', timestamp: 1, hasDown: true };
  expect(foreignTemplates([lost, { ...lost, file: join(folder, 'gone.js') }])).toEqual([]);
});
