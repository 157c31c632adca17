import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The packages of this repository. */
const nodeModules = fileURLToPath(new URL('../../../node_modules', import.meta.url));

/** One in `EVERY` migrations makes a table; the others change one, as the history of a product does. */
const EVERY = 6;

/** What the migrations behind a new table do, in turns: up and down. */
const CHANGES = [
  (table, n) => [
    [`ALTER TABLE "core"."${table}" ADD "field${n}" character varying`],
    [`ALTER TABLE "core"."${table}" DROP COLUMN "field${n}"`],
  ],
  (table, n) => [
    [`CREATE INDEX "IDX_${table}_${n}" ON "core"."${table}" ("name")`],
    [`DROP INDEX "core"."IDX_${table}_${n}"`],
  ],
  (table, n) => [
    [
      `CREATE TYPE "core"."${table}_state${n}_enum" AS ENUM('NEW', 'OPEN', 'DONE')`,
      `ALTER TABLE "core"."${table}" ADD "state${n}" "core"."${table}_state${n}_enum" NOT NULL DEFAULT 'NEW'`,
    ],
    [`ALTER TABLE "core"."${table}" DROP COLUMN "state${n}"`, `DROP TYPE "core"."${table}_state${n}_enum"`],
  ],
  (table, n) => [
    [`ALTER TABLE "core"."${table}" ADD "score${n}" integer NOT NULL DEFAULT 0`],
    [`ALTER TABLE "core"."${table}" DROP COLUMN "score${n}"`],
  ],
  (table, n) => [
    [`ALTER TABLE "core"."${table}" ALTER COLUMN "name" SET DEFAULT 'name ${n}'`],
    [`ALTER TABLE "core"."${table}" ALTER COLUMN "name" DROP DEFAULT`],
  ],
];

/** Statements of the nth migration, up and down. */
function statements(n) {
  const table = `table${Math.floor(n / EVERY)}`;
  if (n % EVERY !== 0) return CHANGES[(n % EVERY) - 1](table, n);
  const owner =
    n === 0
      ? []
      : [
          `ALTER TABLE "core"."${table}" ADD CONSTRAINT "FK_${table}" FOREIGN KEY ("ownerId") REFERENCES "core"."table0"("id") ON DELETE CASCADE`,
        ];
  return [
    [
      `CREATE TABLE "core"."${table}" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "name" character varying NOT NULL, "ownerId" uuid, "createdAt" TIMESTAMP WITH TIME ZONE NOT NULL DEFAULT now(), CONSTRAINT "PK_${table}" PRIMARY KEY ("id"))`,
      ...owner,
    ],
    [`DROP TABLE "core"."${table}"`],
  ];
}

const sent = (texts) => texts.map((text) => `    await queryRunner.query(\`${text}\`);`).join('\n');

/** The class of the nth migration, as TypeORM records it. */
export const nameOf = (n) => `Change${n}At${1_700_000_000_000 + n}`;

/** A TypeORM project in TypeScript with `count` migrations, in a temporary folder; the URL comes from `BENCH_URL`. */
export function writeProject(count) {
  const root = mkdtempSync(join(tmpdir(), 'safe-migrate-bench-'));
  mkdirSync(join(root, 'src/migrations'), { recursive: true });
  symlinkSync(nodeModules, join(root, 'node_modules'));
  writeFileSync(join(root, 'package.json'), '{ "name": "bench", "private": true }');
  writeFileSync(
    join(root, 'tsconfig.json'),
    '{ "compilerOptions": { "target": "es2022", "module": "commonjs", "moduleResolution": "node", "experimentalDecorators": true } }',
  );
  writeFileSync(
    join(root, 'src/data-source.ts'),
    `import { DataSource } from 'typeorm';
export default new DataSource({
  type: 'postgres',
  url: process.env.BENCH_URL,
  schema: 'core',
  migrations: [__dirname + '/migrations/*.ts'],
});
`,
  );
  for (let n = 0; n < count; n++) {
    const name = nameOf(n);
    const [up, down] = statements(n);
    writeFileSync(
      join(root, `src/migrations/${1_700_000_000_000 + n}-change${n}.ts`),
      `import { MigrationInterface, QueryRunner } from 'typeorm';

export class ${name} implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
${sent(up)}
  }

  public async down(queryRunner: QueryRunner): Promise<void> {
${sent(down)}
  }
}
`,
    );
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
