import type { EverydayCase } from './case';

const COMPANY = `CREATE TABLE app.company (id int PRIMARY KEY, name text NOT NULL, email varchar(120), employees int);
  INSERT INTO app.company SELECT i, 'Company ' || i, 'c' || i || '@example.com', CASE WHEN i % 3 > 0 THEN i END FROM generate_series(1, 60) i`;
const NOTE = `CREATE TABLE app.note (body text, at date); INSERT INTO app.note SELECT 'note ' || i, '2026-01-01' FROM generate_series(1, 20) i`;

/** Columns that come, go and get other names. */
export const COLUMNS: readonly EverydayCase[] = [
  {
    name: 'a required column with a default, as the generator writes it',
    given: COMPANY,
    up: ['ALTER TABLE "app"."company" ADD "isArchived" boolean NOT NULL DEFAULT false'],
    down: ['ALTER TABLE "app"."company" DROP COLUMN "isArchived"'],
  },
  {
    name: 'a column that is added, filled and made required',
    given: COMPANY,
    up: [
      'ALTER TABLE app.company ADD "ownerName" text',
      `UPDATE app.company SET "ownerName" = 'nobody'`,
      'ALTER TABLE app.company ALTER COLUMN "ownerName" SET NOT NULL',
    ],
    down: ['ALTER TABLE app.company DROP COLUMN "ownerName"'],
  },
  {
    name: 'soft deletion: a column and a partial index',
    given: COMPANY,
    up: [
      'ALTER TABLE "app"."company" ADD "deletedAt" TIMESTAMP WITH TIME ZONE',
      'CREATE INDEX "IDX_alive" ON "app"."company" ("name") WHERE "deletedAt" IS NULL',
    ],
    down: ['DROP INDEX "app"."IDX_alive"', 'ALTER TABLE "app"."company" DROP COLUMN "deletedAt"'],
  },
  {
    name: 'a column that is generated from another one, with an index',
    given: COMPANY,
    up: [
      `ALTER TABLE app.company ADD words tsvector GENERATED ALWAYS AS (to_tsvector('simple', name)) STORED`,
      'CREATE INDEX ON app.company USING gin (words)',
    ],
    down: ['ALTER TABLE app.company DROP COLUMN words'],
  },
  {
    name: 'a column that is filled row by row from what was selected',
    given: COMPANY,
    up: `await queryRunner.query('ALTER TABLE app.company ADD slug text');
      for (const { id, name } of await queryRunner.query('SELECT id, name FROM app.company ORDER BY id'))
        await queryRunner.query('UPDATE app.company SET slug = $1 WHERE id = $2', [name.toLowerCase().replace(/ /g, '-'), id]);`,
    down: ['ALTER TABLE app.company DROP COLUMN slug'],
  },
  {
    name: 'a column that the query builder fills',
    given: COMPANY,
    up: `await queryRunner.query('ALTER TABLE app.company ADD size text');
      await queryRunner.manager.createQueryBuilder().update('app.company').set({ size: 'small' }).where('employees < :n', { n: 10 }).execute();`,
    down: ['ALTER TABLE app.company DROP COLUMN size'],
  },
  {
    name: 'the table API: a column with an index',
    given: COMPANY,
    head: `const { TableColumn, TableIndex } = require('typeorm');`,
    up: `await queryRunner.addColumn('app.company', new TableColumn({ name: 'vatNumber', type: 'varchar', length: '20', isNullable: true }));
      await queryRunner.createIndex('app.company', new TableIndex({ name: 'IDX_vat', columnNames: ['vatNumber'] }));`,
    down: `await queryRunner.dropIndex('app.company', 'IDX_vat'); await queryRunner.dropColumn('app.company', 'vatNumber');`,
  },
  {
    name: 'the table API: a column gets another name',
    given: COMPANY,
    allow: ['rename'],
    up: `await queryRunner.renameColumn('app.company', 'email', 'mail');`,
    down: `await queryRunner.renameColumn('app.company', 'mail', 'email');`,
  },
  {
    name: 'a column of a table without a key',
    given: NOTE,
    up: ['ALTER TABLE app.note ADD "isRead" boolean NOT NULL DEFAULT false'],
    down: ['ALTER TABLE app.note DROP COLUMN "isRead"'],
  },
  {
    name: 'a key for a table without one',
    given: NOTE,
    up: [
      'ALTER TABLE app.note ADD id uuid NOT NULL DEFAULT gen_random_uuid()',
      'ALTER TABLE app.note ADD CONSTRAINT "PK_note" PRIMARY KEY (id)',
    ],
    down: ['ALTER TABLE app.note DROP CONSTRAINT "PK_note"', 'ALTER TABLE app.note DROP COLUMN id'],
  },
  {
    name: 'a key of another kind beside the old one',
    given: COMPANY,
    allow: ['drop-constraint', 'rename'],
    up: [
      'ALTER TABLE app.company ADD "newId" uuid NOT NULL DEFAULT gen_random_uuid()',
      'ALTER TABLE app.company DROP CONSTRAINT company_pkey',
      'ALTER TABLE app.company RENAME COLUMN id TO "oldId"',
      'ALTER TABLE app.company RENAME COLUMN "newId" TO id',
      'ALTER TABLE app.company ADD CONSTRAINT company_pkey PRIMARY KEY (id)',
    ],
    down: [
      'ALTER TABLE app.company DROP CONSTRAINT company_pkey',
      'ALTER TABLE app.company DROP COLUMN id',
      'ALTER TABLE app.company RENAME COLUMN "oldId" TO id',
      'ALTER TABLE app.company ADD CONSTRAINT company_pkey PRIMARY KEY (id)',
    ],
  },
  {
    name: 'a dropped column, on a table whose trigger notes every change',
    given: `CREATE TABLE app.company (id int PRIMARY KEY, "updatedAt" timestamptz NOT NULL DEFAULT '2026-01-01 00:00+00', employees int);
      INSERT INTO app.company SELECT i, '2026-01-01 00:00+00', i FROM generate_series(1, 60) i;
      CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW."updatedAt" = now(); RETURN NEW; END $$;
      CREATE TRIGGER touch BEFORE UPDATE ON app.company FOR EACH ROW EXECUTE FUNCTION app.touch()`,
    allow: ['drop-column'],
    up: ['ALTER TABLE app.company DROP COLUMN employees'],
    down: ['ALTER TABLE app.company ADD employees int'],
  },
  {
    name: 'loops over the schemas of tenants',
    given: `CREATE TABLE app.deal (id int PRIMARY KEY, v text); INSERT INTO app.deal VALUES (1, 'a')`,
    up: `for (const { nspname } of await queryRunner.query("SELECT nspname FROM pg_namespace WHERE nspname = 'app' ORDER BY 1"))
        await queryRunner.query('ALTER TABLE "' + nspname + '".deal ADD COLUMN "isHot" boolean NOT NULL DEFAULT false');`,
    down: `for (const { nspname } of await queryRunner.query("SELECT nspname FROM pg_namespace WHERE nspname = 'app' ORDER BY 1"))
        await queryRunner.query('ALTER TABLE "' + nspname + '".deal DROP COLUMN "isHot"');`,
  },
  {
    name: 'several statements in one text, and one in a DO block',
    given: COMPANY,
    up: [
      'ALTER TABLE app.company ADD a int; ALTER TABLE app.company ADD b int; CREATE INDEX ia ON app.company (a)',
      'DO $$ BEGIN ALTER TABLE app.company ADD COLUMN x int; END $$',
    ],
    down: [
      'ALTER TABLE app.company DROP COLUMN x',
      'DROP INDEX app.ia; ALTER TABLE app.company DROP COLUMN b; ALTER TABLE app.company DROP COLUMN a',
    ],
  },
  {
    name: 'what a column may hold: its default, NULL, a check, one that is not unique any more',
    given: `${COMPANY}; ALTER TABLE app.company ADD CONSTRAINT "UQ_name" UNIQUE (name)`,
    allow: ['drop-constraint'],
    up: [
      'ALTER TABLE app.company ALTER COLUMN employees SET DEFAULT 1',
      'ALTER TABLE app.company ALTER COLUMN name DROP NOT NULL',
      'ALTER TABLE app.company ADD CONSTRAINT "CHK_e" CHECK (employees > 0)',
      'ALTER TABLE app.company DROP CONSTRAINT "UQ_name"',
      'ALTER TABLE app.company ADD CONSTRAINT "UQ_two" UNIQUE (name, employees)',
    ],
    down: [
      'ALTER TABLE app.company DROP CONSTRAINT "UQ_two"',
      'ALTER TABLE app.company ADD CONSTRAINT "UQ_name" UNIQUE (name)',
      'ALTER TABLE app.company DROP CONSTRAINT "CHK_e"',
      'ALTER TABLE app.company ALTER COLUMN name SET NOT NULL',
      'ALTER TABLE app.company ALTER COLUMN employees DROP DEFAULT',
    ],
  },
];
