import type { EverydayCase } from './case';

const T = `CREATE TABLE app.t (id int PRIMARY KEY, name text NOT NULL, during int4range); INSERT INTO app.t SELECT i, 'Name ' || i, int4range(i, i + 1) FROM generate_series(1, 60) i`;

/** Indexes, constraints, views, functions, triggers, rights and what is said about things. */
export const OBJECTS: readonly EverydayCase[] = [
  {
    name: 'partial and expression indexes, one with an operator class of an extension',
    given: T,
    up: [
      'CREATE INDEX "IDX_part" ON app.t (name) WHERE id > 10',
      'CREATE UNIQUE INDEX "IDX_lower" ON app.t (lower(name))',
      'CREATE INDEX "IDX_trgm" ON app.t USING gin (name gin_trgm_ops)',
    ],
    down: ['DROP INDEX app."IDX_trgm"', 'DROP INDEX app."IDX_lower"', 'DROP INDEX app."IDX_part"'],
  },
  {
    name: 'indexes outside a transaction',
    given: T,
    transaction: false,
    up: ['CREATE INDEX CONCURRENTLY IF NOT EXISTS "IDX_conc" ON app.t (name)'],
    down: ['DROP INDEX CONCURRENTLY IF EXISTS app."IDX_conc"'],
  },
  {
    name: 'a foreign key that is validated later',
    given: `${T}; CREATE TABLE app.u (id int PRIMARY KEY, t int); INSERT INTO app.u SELECT i, i FROM generate_series(1, 60) i`,
    up: [
      'ALTER TABLE app.u ADD CONSTRAINT fk FOREIGN KEY (t) REFERENCES app.t (id) NOT VALID',
      'ALTER TABLE app.u VALIDATE CONSTRAINT fk',
    ],
    down: ['ALTER TABLE app.u DROP CONSTRAINT fk'],
  },
  {
    name: 'ranges that may not overlap',
    given: T,
    up: ['ALTER TABLE app.t ADD CONSTRAINT no_overlap EXCLUDE USING gist (during WITH &&)'],
    down: ['ALTER TABLE app.t DROP CONSTRAINT no_overlap'],
  },
  {
    name: 'a view and a materialized one, dropped and made anew around a longer column',
    given: `CREATE TABLE app.t (id int PRIMARY KEY, s varchar(50)); INSERT INTO app.t SELECT i, 's' FROM generate_series(1, 60) i;
      CREATE VIEW app.v AS SELECT id, s FROM app.t; CREATE MATERIALIZED VIEW app.mv AS SELECT s, count(*) AS n FROM app.t GROUP BY 1; CREATE UNIQUE INDEX mv_s ON app.mv (s)`,
    allow: ['drop-view'],
    up: [
      'DROP MATERIALIZED VIEW app.mv',
      'DROP VIEW app.v',
      'ALTER TABLE app.t ALTER COLUMN s TYPE varchar(100)',
      'CREATE VIEW app.v AS SELECT id, s FROM app.t',
      'CREATE MATERIALIZED VIEW app.mv AS SELECT s, count(*) AS n FROM app.t GROUP BY 1',
      'CREATE UNIQUE INDEX mv_s ON app.mv (s)',
    ],
    down: [
      'DROP MATERIALIZED VIEW app.mv',
      'DROP VIEW app.v',
      'ALTER TABLE app.t ALTER COLUMN s TYPE varchar(50)',
      'CREATE VIEW app.v AS SELECT id, s FROM app.t',
      'CREATE MATERIALIZED VIEW app.mv AS SELECT s, count(*) AS n FROM app.t GROUP BY 1',
      'CREATE UNIQUE INDEX mv_s ON app.mv (s)',
    ],
  },
  {
    name: 'a trigger with its function, and another function replaced',
    given: `${T}; CREATE FUNCTION app.f(i int) RETURNS int LANGUAGE sql AS 'SELECT i + 1'`,
    allow: ['replace-routine', 'create-trigger'],
    up: [
      `CREATE OR REPLACE FUNCTION app.f(i int) RETURNS int LANGUAGE sql AS 'SELECT i + 2'`,
      'CREATE FUNCTION app.note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      'CREATE TRIGGER note BEFORE UPDATE ON app.t FOR EACH ROW EXECUTE FUNCTION app.note()',
    ],
    down: [
      'DROP TRIGGER note ON app.t',
      'DROP FUNCTION app.note()',
      `CREATE OR REPLACE FUNCTION app.f(i int) RETURNS int LANGUAGE sql AS 'SELECT i + 1'`,
    ],
  },
  {
    name: 'row security, rights and comments',
    given: T,
    allow: ['change-access'],
    up: [
      'ALTER TABLE app.t ENABLE ROW LEVEL SECURITY',
      `CREATE POLICY tenant ON app.t USING (name = current_setting('app.tenant', true))`,
      'GRANT USAGE ON SCHEMA app TO reader',
      'GRANT SELECT ON ALL TABLES IN SCHEMA app TO reader',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA app GRANT SELECT ON TABLES TO reader',
      `COMMENT ON COLUMN "app"."t"."name" IS 'it''s; a name'`,
    ],
    down: [
      'COMMENT ON COLUMN "app"."t"."name" IS NULL',
      'ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE SELECT ON TABLES FROM reader',
      'REVOKE ALL ON ALL TABLES IN SCHEMA app FROM reader',
      'REVOKE USAGE ON SCHEMA app FROM reader',
      'DROP POLICY tenant ON app.t',
      'ALTER TABLE app.t DISABLE ROW LEVEL SECURITY',
    ],
  },
  {
    name: 'a sequence of its own, that rows draw from',
    given: T,
    up: [
      'CREATE SEQUENCE app.no START 1000',
      `ALTER TABLE app.t ADD no bigint NOT NULL DEFAULT nextval('app.no')`,
    ],
    down: ['ALTER TABLE app.t DROP COLUMN no', 'DROP SEQUENCE app.no'],
    lost: ['app.no'],
  },
];
