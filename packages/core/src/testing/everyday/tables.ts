import type { EverydayCase } from './case';

const LEADS = `CREATE TABLE app.lead (id serial PRIMARY KEY, email text); INSERT INTO app.lead (email) SELECT 'l' || i FROM generate_series(1, 50) i;
  CREATE TABLE app.lead_note (id serial PRIMARY KEY, "leadId" int NOT NULL REFERENCES app.lead (id) ON DELETE CASCADE, t text);
  INSERT INTO app.lead_note ("leadId", t) SELECT i, 'n' || i FROM generate_series(1, 50) i`;
const LEAD = 'CREATE TABLE app.lead (id serial PRIMARY KEY, email text)';
const LEAD_NOTE =
  'CREATE TABLE app.lead_note (id serial PRIMARY KEY, "leadId" int NOT NULL REFERENCES app.lead (id) ON DELETE CASCADE, t text)';

/** Tables that come, go, move and get other names. */
export const TABLES: readonly EverydayCase[] = [
  {
    name: 'a table with seed rows, as the generator writes it',
    up: [
      'CREATE TABLE "app"."role" ("id" uuid NOT NULL DEFAULT gen_random_uuid(), "label" character varying NOT NULL, CONSTRAINT "UQ_role" UNIQUE ("label"), CONSTRAINT "PK_role" PRIMARY KEY ("id"))',
      `INSERT INTO "app"."role"("label") VALUES ('guest'), ('member')`,
    ],
    down: ['DROP TABLE "app"."role"'],
  },
  {
    name: 'a junction table',
    given: `CREATE TABLE app.person (id int PRIMARY KEY); CREATE TABLE app.team (id int PRIMARY KEY); INSERT INTO app.person VALUES (1); INSERT INTO app.team VALUES (1)`,
    up: [
      'CREATE TABLE "app"."person_teams" ("personId" integer NOT NULL, "teamId" integer NOT NULL, CONSTRAINT "PK_pt" PRIMARY KEY ("personId", "teamId"))',
      'CREATE INDEX "IDX_a" ON "app"."person_teams" ("personId")',
      'CREATE INDEX "IDX_b" ON "app"."person_teams" ("teamId")',
      'ALTER TABLE "app"."person_teams" ADD CONSTRAINT "FK_a" FOREIGN KEY ("personId") REFERENCES "app"."person"("id") ON DELETE CASCADE ON UPDATE CASCADE',
      'ALTER TABLE "app"."person_teams" ADD CONSTRAINT "FK_b" FOREIGN KEY ("teamId") REFERENCES "app"."team"("id") ON DELETE CASCADE ON UPDATE CASCADE',
    ],
    down: [
      'ALTER TABLE "app"."person_teams" DROP CONSTRAINT "FK_b"',
      'ALTER TABLE "app"."person_teams" DROP CONSTRAINT "FK_a"',
      'DROP INDEX "app"."IDX_b"',
      'DROP INDEX "app"."IDX_a"',
      'DROP TABLE "app"."person_teams"',
    ],
  },
  {
    name: 'a tree: a foreign key to the table itself, and one that is looked at later',
    given:
      'CREATE TABLE app.node (id int PRIMARY KEY, "ownerId" int REFERENCES app.node (id)); INSERT INTO app.node SELECT generate_series(1, 60)',
    allow: ['drop-constraint'],
    up: [
      'ALTER TABLE "app"."node" ADD "parentId" integer',
      'ALTER TABLE "app"."node" ADD CONSTRAINT "FK_parent" FOREIGN KEY ("parentId") REFERENCES "app"."node"("id") ON DELETE NO ACTION ON UPDATE NO ACTION',
      'ALTER TABLE app.node DROP CONSTRAINT "node_ownerId_fkey"',
      'ALTER TABLE app.node ADD CONSTRAINT "node_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES app.node (id) DEFERRABLE INITIALLY DEFERRED',
    ],
    down: [
      'ALTER TABLE app.node DROP CONSTRAINT "node_ownerId_fkey"',
      'ALTER TABLE app.node ADD CONSTRAINT "node_ownerId_fkey" FOREIGN KEY ("ownerId") REFERENCES app.node (id)',
      'ALTER TABLE "app"."node" DROP CONSTRAINT "FK_parent"',
      'ALTER TABLE "app"."node" DROP COLUMN "parentId"',
    ],
  },
  {
    name: 'the table API: a table with a foreign key, and a unique constraint',
    given: `CREATE TABLE app.company (id uuid PRIMARY KEY, name text); INSERT INTO app.company VALUES (md5('a')::uuid, 'a')`,
    head: `const { Table, TableForeignKey, TableUnique } = require('typeorm');`,
    up: `await queryRunner.createTable(new Table({ name: 'app.task', columns: [{ name: 'id', type: 'uuid', isPrimary: true, default: 'gen_random_uuid()' }, { name: 'companyId', type: 'uuid', isNullable: true }] }), true);
      await queryRunner.createForeignKey('app.task', new TableForeignKey({ columnNames: ['companyId'], referencedColumnNames: ['id'], referencedTableName: 'app.company', onDelete: 'CASCADE' }));
      await queryRunner.createUniqueConstraint('app.company', new TableUnique({ name: 'UQ_name', columnNames: ['name'] }));`,
    down: `await queryRunner.dropUniqueConstraint('app.company', 'UQ_name');
      const { foreignKeys } = await queryRunner.getTable('app.task');
      await queryRunner.dropForeignKey('app.task', foreignKeys[0]); await queryRunner.dropTable('app.task');`,
  },
  {
    name: 'a table in another schema, under another name',
    given: 'CREATE TABLE app.note (id int PRIMARY KEY, body text); INSERT INTO app.note VALUES (1, $$a$$)',
    allow: ['rename', 'set-schema'],
    up: [
      'CREATE SCHEMA app_archive',
      'ALTER TABLE app.note SET SCHEMA app_archive',
      'ALTER TABLE app_archive.note RENAME TO memo',
    ],
    down: [
      'ALTER TABLE app_archive.memo RENAME TO note',
      'ALTER TABLE app_archive.note SET SCHEMA app',
      'DROP SCHEMA app_archive',
    ],
  },
  {
    name: 'a partition, and a column with an index of all of them',
    given: `CREATE TABLE app.log (id int, at date NOT NULL, m text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); INSERT INTO app.log SELECT i, '2026-01-05', 'x' FROM generate_series(1, 100) i`,
    up: [
      `CREATE TABLE app.log_2 PARTITION OF app.log FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')`,
      `ALTER TABLE app.log ADD level text DEFAULT 'info'`,
      'CREATE INDEX "IDX_level" ON app.log (level)',
    ],
    down: ['DROP INDEX app."IDX_level"', 'ALTER TABLE app.log DROP COLUMN level', 'DROP TABLE app.log_2'],
  },
  {
    name: 'a partition that is dropped',
    given: `CREATE TABLE app.log (id int, at date NOT NULL, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
      CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01'); INSERT INTO app.log SELECT i, '2026-01-05' FROM generate_series(1, 100) i`,
    allow: ['drop-table'],
    up: ['DROP TABLE app.log_1'],
    down: [`CREATE TABLE app.log_1 PARTITION OF app.log FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')`],
  },
  {
    name: 'a column that children inherit',
    given: `CREATE TABLE app.base (id int PRIMARY KEY, n text); CREATE TABLE app.derived (extra text) INHERITS (app.base);
      INSERT INTO app.base VALUES (1, 'a'); INSERT INTO app.derived VALUES (2, 'b', 'c'), (3, 'd', 'e')`,
    up: [`ALTER TABLE app.base ADD "more" text DEFAULT 'x'`],
    down: ['ALTER TABLE app.base DROP COLUMN "more"'],
  },
  {
    name: 'two tables that refer to each other are dropped',
    given: LEADS,
    allow: ['drop-table'],
    up: ['DROP TABLE app.lead_note', 'DROP TABLE app.lead'],
    down: [LEAD, LEAD_NOTE],
  },
  {
    name: 'a table is dropped, and the column that refers to it',
    given: `${LEAD}; INSERT INTO app.lead (email) SELECT 'l' || i FROM generate_series(1, 50) i;
      CREATE TABLE app.note (id int PRIMARY KEY, "leadId" int REFERENCES app.lead (id)); INSERT INTO app.note SELECT i, i FROM generate_series(1, 50) i`,
    allow: ['drop-column', 'drop-table'],
    up: ['ALTER TABLE app.note DROP COLUMN "leadId"', 'DROP TABLE app.lead'],
    down: [LEAD, 'ALTER TABLE app.note ADD "leadId" int REFERENCES app.lead (id)'],
  },
  {
    name: 'a table is dropped whose trigger writes the date',
    given: `CREATE FUNCTION app.stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.at = now(); RETURN NEW; END $$;
      CREATE TABLE app.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text, at timestamptz NOT NULL, l text GENERATED ALWAYS AS (lower(v)) STORED);
      INSERT INTO app.t (v, at) SELECT 'V' || i, '2026-01-01 00:00+00' FROM generate_series(1, 20) i;
      CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION app.stamp()`,
    allow: ['drop-table'],
    up: ['DROP TABLE app.t'],
    down: [
      'CREATE TABLE app.t (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text, at timestamptz NOT NULL, l text GENERATED ALWAYS AS (lower(v)) STORED)',
      'CREATE TRIGGER stamp BEFORE INSERT OR UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION app.stamp()',
    ],
  },
  {
    name: 'rows are moved to another table, and down() moves them back',
    given: `${LEAD}; INSERT INTO app.lead (email) SELECT 'l' || i FROM generate_series(1, 50) i`,
    allow: ['drop-table'],
    up: [
      'CREATE TABLE app.contact (id int PRIMARY KEY, email text NOT NULL)',
      'INSERT INTO app.contact SELECT * FROM app.lead',
      'DROP TABLE app.lead',
    ],
    down: [LEAD, 'INSERT INTO app.lead SELECT * FROM app.contact', 'DROP TABLE app.contact'],
  },
];
