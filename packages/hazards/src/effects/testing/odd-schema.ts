/**
 * Things that look like one another: one name for a trigger, a policy, a rule and statistics, several keys between the same tables, indexes
 * that are nearly the one that is looked for. Whoever mistakes one for another says something else.
 */
export const oddSchema = `
CREATE SCHEMA app;
CREATE SCHEMA other;
SET search_path = app, public;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TYPE app.pair AS (x int, y text);
CREATE TYPE app.trio AS (x int, y text, z text);
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE DOMAIN app.small AS int;
CREATE DOMAIN app.smaller AS app.small CHECK (VALUE < 10);
CREATE DOMAIN app.lonely AS text;
CREATE TABLE app.twin (id int PRIMARY KEY, a int UNIQUE, b int, c int, big bigint, d app.smaller, UNIQUE (b, a));
CREATE UNIQUE INDEX twin_c_partial ON app.twin (c) WHERE c > 0;
CREATE UNIQUE INDEX twin_c_plus ON app.twin ((c + 1));
CREATE UNIQUE INDEX twin_big_partial_plus ON app.twin ((big + 1)) WHERE big > 0;
CREATE INDEX twin_c ON app.twin (c);
CREATE TRIGGER same BEFORE UPDATE OF c ON app.twin FOR EACH ROW EXECUTE PROCEDURE app.touch();
CREATE TRIGGER other_trigger AFTER INSERT ON app.twin FOR EACH STATEMENT EXECUTE PROCEDURE app.touch();
CREATE POLICY same ON app.twin USING (b > 0);
CREATE RULE same AS ON DELETE TO app.twin DO ALSO NOTHING;
CREATE STATISTICS app.same ON a, b FROM app.twin;
CREATE STATISTICS app.alone ON a, c FROM app.twin;
CREATE TABLE app.kid (
  id int PRIMARY KEY,
  twin_id int CONSTRAINT kid_twin_fk REFERENCES app.twin (id),
  twin_a int CONSTRAINT kid_twin_a_fk REFERENCES app.twin (a),
  pair_b int,
  pair_a int,
  plain int,
  later int CONSTRAINT kid_later_check CHECK (later > 0) NO INHERIT,
  CONSTRAINT kid_pair_fk FOREIGN KEY (pair_b, pair_a) REFERENCES app.twin (b, a)
);
ALTER TABLE app.kid ADD CONSTRAINT kid_plain_fk FOREIGN KEY (plain) REFERENCES app.twin (id) NOT VALID;
ALTER TABLE app.kid ADD CONSTRAINT kid_plain_check CHECK (plain > 0) NOT VALID;
CREATE TABLE app.loop (id int PRIMARY KEY, up int CONSTRAINT loop_up_fk REFERENCES app.loop (id), k int UNIQUE);
CREATE TABLE app.pair_table OF app.pair;
CREATE TABLE app.trio_table OF app.trio;
CREATE TABLE app.domained (id int, s app.small, d app.smaller, ds app.smaller[]);
CREATE MATERIALIZED VIEW app.domained_view AS SELECT id, d FROM app.domained;
CREATE TABLE app.serials (id serial PRIMARY KEY, n bigserial, i int GENERATED ALWAYS AS IDENTITY, a int);
CREATE TABLE app.parent (id int, a int CONSTRAINT parent_a_check CHECK (a > 0), b int CONSTRAINT parent_b_own CHECK (b > 0) NO INHERIT);
CREATE TABLE app.child (extra int) INHERITS (app.parent);
CREATE TABLE app.grandchild () INHERITS (app.child);
CREATE TABLE app.part (id int NOT NULL, k int NOT NULL, a int, PRIMARY KEY (id, k)) PARTITION BY RANGE (id, k);
CREATE TABLE app.part_1 PARTITION OF app.part FOR VALUES FROM (0, 0) TO (10, 0);
CREATE TABLE app.part_rest PARTITION OF app.part DEFAULT;
CREATE INDEX part_a ON app.part (a);
CREATE TABLE app.bare (id int, a int) PARTITION BY LIST (a);
CREATE TABLE app.bare_1 PARTITION OF app.bare FOR VALUES IN (1);
CREATE TABLE app.loose (id int NOT NULL, k int NOT NULL, a int);
CREATE FOREIGN TABLE app.far (id int, a int) SERVER elsewhere;
CREATE UNLOGGED TABLE app.fast (id int PRIMARY KEY, twin_id int REFERENCES app.twin (id));
CREATE UNLOGGED TABLE app.fast_kid (id int, fast_id int REFERENCES app.fast (id));
CREATE TABLE app.viewed (id int, a int, b text);
CREATE VIEW app.v AS SELECT id, a FROM app.viewed;
CREATE VIEW app.vv AS SELECT id FROM app.v;
CREATE MATERIALIZED VIEW app.mv AS SELECT id FROM app.v;
CREATE UNIQUE INDEX mv_partial ON app.mv (id) WHERE id > 0;
CREATE UNIQUE INDEX mv_plus ON app.mv ((id + 1));
CREATE MATERIALIZED VIEW app.mv_unique AS SELECT id, a FROM app.viewed;
CREATE UNIQUE INDEX mv_unique_id ON app.mv_unique (id);
CREATE SEQUENCE app.free;
CREATE SEQUENCE app.drawn;
CREATE TABLE app.drawer (id int DEFAULT nextval('app.drawn'));
CREATE TABLE other.twin (id int PRIMARY KEY);
`;

const pairs = (one: string, others: readonly string[]): readonly string[] =>
  others.map((other) => one.replace('?', other));

/** Statements about them. */
export const oddStatements: readonly string[] = [
  ...['trigger', 'policy', 'rule'].flatMap((kind) => [
    `DROP ${kind} same ON app.twin`,
    `DROP ${kind} absent ON app.twin`,
    `DROP ${kind} IF EXISTS absent ON app.twin`,
    `DROP ${kind} IF EXISTS same ON app.absent`,
    `ALTER ${kind} same ON app.twin RENAME TO renamed`,
    `ALTER ${kind} same ON app.part RENAME TO renamed`,
  ]),
  'DROP TRIGGER alone ON app.twin',
  'DROP TRIGGER other_trigger ON app.twin',
  'CREATE TRIGGER alone BEFORE INSERT ON app.twin FOR EACH ROW EXECUTE PROCEDURE app.touch()',
  'CREATE TRIGGER same BEFORE INSERT ON app.twin FOR EACH ROW EXECUTE PROCEDURE app.touch()',
  'CREATE OR REPLACE TRIGGER same BEFORE INSERT ON app.twin FOR EACH ROW EXECUTE PROCEDURE app.touch()',
  'CREATE TRIGGER x BEFORE INSERT ON app.part FOR EACH ROW EXECUTE PROCEDURE app.touch()',
  'CREATE TRIGGER x BEFORE INSERT ON app.part FOR EACH STATEMENT EXECUTE PROCEDURE app.touch()',
  'CREATE TRIGGER x BEFORE INSERT ON app.parent FOR EACH ROW EXECUTE PROCEDURE app.touch()',
  'CREATE POLICY same ON app.twin USING (a > 0)',
  'CREATE POLICY alone ON app.part USING (a > 0)',
  'CREATE RULE alone AS ON UPDATE TO app.twin DO ALSO NOTHING',
  'CREATE RULE same AS ON UPDATE TO app.twin DO ALSO NOTHING',
  'CREATE STATISTICS app.same ON a, b FROM app.twin',
  'CREATE STATISTICS app.fresh ON a, b FROM app.twin',
  'DROP STATISTICS app.same',
  'DROP STATISTICS app.alone',
  'DROP STATISTICS app.absent',
  'DROP STATISTICS IF EXISTS app.absent',
  ...['id', 'a', 'b', 'c', 'big', 'd'].flatMap((column) => [
    `ALTER TABLE app.twin DROP COLUMN ${column}`,
    `ALTER TABLE app.twin DROP COLUMN ${column} CASCADE`,
    `ALTER TABLE app.twin ALTER ${column} TYPE text`,
    `ALTER TABLE app.twin ALTER ${column} TYPE int USING ${column}`,
    `ALTER TABLE app.twin RENAME ${column} TO fresh`,
    `ALTER TABLE app.twin ALTER ${column} DROP NOT NULL`,
    `ALTER TABLE app.twin ALTER ${column} SET NOT NULL`,
    `ALTER TABLE app.loose ADD FOREIGN KEY (a) REFERENCES app.twin (${column})`,
    `ALTER TABLE app.twin ADD UNIQUE (${column})`,
  ]),
  'ALTER TABLE app.loose ADD FOREIGN KEY (a, k) REFERENCES app.twin (a, b)',
  'ALTER TABLE app.loose ADD FOREIGN KEY (a, k) REFERENCES app.twin (b, a)',
  'ALTER TABLE app.loose ADD FOREIGN KEY (absent) REFERENCES app.twin (id)',
  'ALTER TABLE app.loose ADD FOREIGN KEY (a) REFERENCES app.twin',
  'ALTER TABLE app.loose ADD FOREIGN KEY (a) REFERENCES app.absent (id)',
  'ALTER TABLE app.loose ADD FOREIGN KEY (a) REFERENCES app.loose (id)',
  'ALTER TABLE app.loose ADD CONSTRAINT x FOREIGN KEY (a) REFERENCES app.part (id, k)',
  'ALTER TABLE app.part ADD FOREIGN KEY (a) REFERENCES app.twin (id)',
  'ALTER TABLE app.part ADD FOREIGN KEY (a) REFERENCES app.twin (id) NOT VALID',
  'ALTER TABLE app.kid ADD CONSTRAINT kid_twin_fk CHECK (id > 0)',
  'ALTER TABLE app.kid ADD PRIMARY KEY (plain)',
  'ALTER TABLE app.kid ADD CONSTRAINT x UNIQUE (absent)',
  'ALTER TABLE app.kid ADD CHECK (absent > 0)',
  'ALTER TABLE app.loose ADD PRIMARY KEY (a)',
  'ALTER TABLE app.loose ADD PRIMARY KEY (id, k)',
  'ALTER TABLE app.loose ADD PRIMARY KEY (id, a)',
  'ALTER TABLE app.parent ADD PRIMARY KEY (id)',
  'ALTER TABLE app.bare ADD PRIMARY KEY (a)',
  'ALTER TABLE app.bare ADD PRIMARY KEY (id)',
  'ALTER TABLE app.bare ADD UNIQUE (id, a)',
  'ALTER TABLE app.part ADD UNIQUE (id)',
  'ALTER TABLE app.part ADD UNIQUE (k)',
  'ALTER TABLE app.part ADD UNIQUE (k, id)',
  'ALTER TABLE app.part ADD PRIMARY KEY (id, k)',
  'CREATE UNIQUE INDEX x ON app.part (id)',
  'CREATE UNIQUE INDEX x ON app.part (id, k)',
  'CREATE INDEX x ON app.part (a)',
  'CREATE INDEX x ON ONLY app.part (a)',
  'CREATE INDEX ON app.part (a, k)',
  'CREATE INDEX part_a ON app.part (a)',
  'CREATE INDEX IF NOT EXISTS part_a ON app.part (a)',
  'CREATE INDEX x ON app.v (id)',
  'CREATE INDEX x ON app.mv (id)',
  'CREATE INDEX x ON app.twin (absent)',
  'CREATE INDEX CONCURRENTLY x ON app.part (a)',
  'CREATE INDEX x ON app.parent (a)',
  'CREATE INDEX x ON app.absent (a)',
  ...[
    'kid_twin_fk',
    'kid_twin_a_fk',
    'kid_pair_fk',
    'kid_plain_fk',
    'kid_plain_check',
    'kid_later_check',
    'kid_pkey',
    'absent',
  ].flatMap((name) => [
    `ALTER TABLE app.kid DROP CONSTRAINT ${name}`,
    `ALTER TABLE app.kid DROP CONSTRAINT IF EXISTS ${name} CASCADE`,
    `ALTER TABLE app.kid VALIDATE CONSTRAINT ${name}`,
    `ALTER TABLE app.kid ALTER CONSTRAINT ${name} DEFERRABLE`,
    `ALTER TABLE app.kid RENAME CONSTRAINT ${name} TO fresh`,
  ]),
  'ALTER TABLE app.kid ALTER CONSTRAINT kid_plain_fk ENFORCED',
  'ALTER TABLE app.kid ALTER CONSTRAINT kid_twin_fk NOT ENFORCED',
  ...['twin_pkey', 'twin_a_key', 'twin_b_a_key'].flatMap((name) => [
    `ALTER TABLE app.twin DROP CONSTRAINT ${name}`,
    `ALTER TABLE app.twin DROP CONSTRAINT ${name} CASCADE`,
    `DROP INDEX app.${name}`,
  ]),
  ...['parent_a_check', 'parent_b_own'].flatMap((name) => [
    `ALTER TABLE app.parent DROP CONSTRAINT ${name}`,
    `ALTER TABLE ONLY app.parent DROP CONSTRAINT ${name}`,
    `ALTER TABLE app.child DROP CONSTRAINT ${name}`,
    `ALTER TABLE app.parent RENAME CONSTRAINT ${name} TO fresh`,
    `ALTER TABLE app.parent VALIDATE CONSTRAINT ${name}`,
  ]),
  'ALTER TABLE app.part DROP CONSTRAINT part_pkey',
  'ALTER TABLE app.part_1 DROP CONSTRAINT part_1_pkey',
  'DROP INDEX app.part_a',
  'DROP INDEX app.part_1_a_idx',
  'DROP INDEX CONCURRENTLY app.part_a',
  'DROP INDEX app.twin_c, app.twin_c_partial',
  'DROP INDEX IF EXISTS app.absent',
  'DROP INDEX app.absent',
  ...[
    'twin',
    'kid',
    'loop',
    'parent',
    'child',
    'part',
    'part_1',
    'part_rest',
    'pair_table',
    'far',
    'fast',
    'viewed',
    'drawer',
    'serials',
  ].flatMap((name) => [
    ...pairs(`DROP TABLE ?`, [`app.${name}`, `app.${name} CASCADE`, `IF EXISTS app.${name}`]),
    ...pairs(`TRUNCATE ?`, [
      `app.${name}`,
      `app.${name} CASCADE`,
      `ONLY app.${name}`,
      `app.${name} RESTART IDENTITY`,
    ]),
    ...pairs(`ALTER TABLE app.${name} ?`, [
      'SET UNLOGGED',
      'SET LOGGED',
      'SET SCHEMA other',
      'RENAME TO fresh',
      'OWNER TO somebody',
      'ADD COLUMN fresh int',
      'ADD COLUMN fresh int PRIMARY KEY',
      'ADD COLUMN id int',
      'ADD COLUMN IF NOT EXISTS id int',
      'ALTER id TYPE bigint',
      'ALTER id SET NOT NULL',
      'ALTER id SET DEFAULT 1',
      'ALTER id DROP DEFAULT',
      'ALTER id SET STATISTICS 10',
      'ALTER absent SET DEFAULT 1',
      'ALTER absent SET NOT NULL',
      'ALTER absent TYPE int',
      'ALTER absent DROP EXPRESSION',
      'DROP COLUMN id',
      'DROP COLUMN absent',
      'DROP COLUMN IF EXISTS absent',
      'SET TABLESPACE pg_default',
      'SET TABLESPACE fast_disk',
      'SET ACCESS METHOD heap',
      'SET ACCESS METHOD columnar',
      'SET (fillfactor = 70)',
      'DISABLE TRIGGER ALL',
      'ENABLE ROW LEVEL SECURITY',
      'REPLICA IDENTITY FULL',
      'CLUSTER ON twin_c',
    ]),
    `ALTER TABLE ONLY app.${name} ADD COLUMN fresh int`,
    `ALTER TABLE ONLY app.${name} ALTER id TYPE bigint`,
    `LOCK TABLE app.${name} IN SHARE MODE`,
    `SELECT * FROM app.${name}`,
    `SELECT * FROM app.${name} FOR UPDATE`,
    `VACUUM app.${name}`,
    `VACUUM FULL app.${name}`,
    `REINDEX TABLE app.${name}`,
    `REINDEX TABLE CONCURRENTLY app.${name}`,
    `COMMENT ON TABLE app.${name} IS 'x'`,
    `ANALYZE app.${name}`,
    `GRANT SELECT ON app.${name} TO somebody`,
    `UPDATE app.${name} SET id = 1`,
    `DELETE FROM app.${name}`,
    `INSERT INTO app.${name} VALUES (1)`,
    `CLUSTER app.${name}`,
    `CREATE TABLE app.fresh (LIKE app.${name} INCLUDING ALL)`,
    `CREATE TABLE app.fresh (id int REFERENCES app.${name} (id))`,
    `CREATE TABLE app.fresh () INHERITS (app.${name})`,
  ]),
  'TRUNCATE app.twin, app.kid, app.fast',
  'DROP TABLE app.twin, app.kid, app.fast, app.fast_kid',
  'CLUSTER',
  'VACUUM',
  'REINDEX DATABASE x',
  'REINDEX SCHEMA app',
  'REINDEX INDEX app.twin_c',
  'REINDEX INDEX CONCURRENTLY app.twin_c',
  'REINDEX INDEX app.part_a',
  'REINDEX INDEX app.absent',
  'DROP DATABASE x',
  'DROP DATABASE IF EXISTS x',
  'CREATE DATABASE x',
  'DROP ROLE x',
  'DROP OWNED BY x',
  'DROP EXTENSION x',
  'DROP FUNCTION app.touch()',
  'DROP AGGREGATE app.total(int)',
  ...['app.v', 'app.v CASCADE', 'app.vv', 'IF EXISTS app.absent', 'app.absent'].map(
    (name) => `DROP VIEW ${name}`,
  ),
  ...['app.mv', 'app.mv CASCADE', 'app.absent'].map((name) => `DROP MATERIALIZED VIEW ${name}`),
  ...['app.far', 'app.far CASCADE', 'app.absent'].map((name) => `DROP FOREIGN TABLE ${name}`),
  ...['app.free', 'app.drawn', 'app.drawn CASCADE', 'app.serials_id_seq', 'app.absent'].map(
    (name) => `DROP SEQUENCE ${name}`,
  ),
  ...['app.pair', 'app.pair CASCADE', 'app.mood', 'app.absent', 'IF EXISTS app.absent'].map(
    (name) => `DROP TYPE ${name}`,
  ),
  ...['app.small', 'app.small CASCADE', 'app.smaller', 'app.lonely', 'app.lonely CASCADE'].map(
    (name) => `DROP DOMAIN ${name}`,
  ),
  ...['other', 'other CASCADE', 'app CASCADE', 'absent', 'IF EXISTS absent'].map(
    (name) => `DROP SCHEMA ${name}`,
  ),
  ...['app.small', 'app.smaller', 'app.lonely'].flatMap((name) => [
    `ALTER DOMAIN ${name} ADD CHECK (VALUE > 0)`,
    `ALTER DOMAIN ${name} ADD CONSTRAINT x CHECK (VALUE > 0) NOT VALID`,
    `ALTER DOMAIN ${name} VALIDATE CONSTRAINT x`,
    `ALTER DOMAIN ${name} SET NOT NULL`,
    `ALTER DOMAIN ${name} DROP NOT NULL`,
    `ALTER DOMAIN ${name} DROP CONSTRAINT x`,
    `CREATE TABLE app.fresh (x ${name})`,
    `ALTER TABLE app.loose ADD COLUMN x ${name}`,
    `ALTER TABLE app.loose ALTER a TYPE ${name}`,
    `CREATE DOMAIN ${name} AS text`,
  ]),
  'ALTER TYPE app.pair ADD ATTRIBUTE w int',
  'ALTER TYPE app.pair ADD ATTRIBUTE w int CASCADE',
  'ALTER TYPE app.pair ALTER ATTRIBUTE x TYPE bigint CASCADE',
  'ALTER TYPE app.mood ADD ATTRIBUTE w int',
  "ALTER TYPE app.mood ADD VALUE 'new'",
  "CREATE TYPE app.fresh AS ENUM ('a'); ALTER TYPE app.fresh ADD VALUE 'new'",
  "CREATE TYPE app.mood AS ENUM ('a')",
  ...['free', 'drawn', 'serials_id_seq', 'serials_i_seq', 'absent'].flatMap((name) => [
    `ALTER SEQUENCE app.${name} RESTART`,
    `ALTER SEQUENCE app.${name} OWNED BY app.loose.id`,
    `ALTER SEQUENCE app.${name} SET SCHEMA other`,
    `ALTER SEQUENCE app.${name} RENAME TO drawn`,
    `SELECT nextval('app.${name}')`,
    `SELECT setval('app.${name}', 1)`,
  ]),
  ...['id', 'n', 'i'].flatMap((column) => [
    `ALTER TABLE app.serials DROP COLUMN ${column}`,
    `ALTER TABLE app.serials ALTER ${column} TYPE bigint`,
    `ALTER TABLE app.serials ALTER ${column} DROP IDENTITY IF EXISTS`,
    `ALTER TABLE app.serials ALTER ${column} SET GENERATED BY DEFAULT`,
    `ALTER TABLE app.serials ALTER ${column} ADD GENERATED ALWAYS AS IDENTITY`,
  ]),
  'ALTER TABLE app.serials ALTER a ADD GENERATED ALWAYS AS IDENTITY',
  'ALTER TABLE app.serials ALTER absent ADD GENERATED ALWAYS AS IDENTITY',
  ...['v', 'vv', 'mv', 'mv_unique', 'domained_view', 'absent'].flatMap((name) => [
    `REFRESH MATERIALIZED VIEW app.${name}`,
    `REFRESH MATERIALIZED VIEW CONCURRENTLY app.${name}`,
    `REFRESH MATERIALIZED VIEW app.${name} WITH NO DATA`,
    `CREATE VIEW app.${name} AS SELECT 1`,
    `CREATE OR REPLACE VIEW app.${name} AS SELECT id FROM app.viewed`,
    `CREATE MATERIALIZED VIEW IF NOT EXISTS app.${name} AS SELECT id FROM app.v`,
    `ALTER VIEW app.${name} RENAME TO twin`,
    `ALTER MATERIALIZED VIEW app.${name} SET SCHEMA other`,
    `SELECT * FROM app.${name}`,
    `LOCK TABLE app.${name}`,
    `TRUNCATE app.${name}`,
    `COMMENT ON VIEW app.${name} IS 'x'`,
  ]),
  'CREATE MATERIALIZED VIEW app.fresh AS SELECT * FROM app.v JOIN app.part USING (id)',
  'CREATE MATERIALIZED VIEW app.fresh AS SELECT * FROM app.v WITH NO DATA',
  'SELECT * FROM pg_class, pg_catalog.pg_type, information_schema.tables, absent',
  'CREATE TABLE app.twin (id int)',
  'CREATE TABLE IF NOT EXISTS app.twin (id int)',
  'CREATE TABLE absent.t (id int)',
  'CREATE TEMP TABLE twin (id int)',
  'CREATE TABLE app.fresh (id int, id int)',
  'CREATE TABLE app.fresh (id app.absent)',
  'CREATE TABLE app.fresh (id int PRIMARY KEY, up int REFERENCES app.fresh (id))',
  'CREATE TABLE fresh (id int PRIMARY KEY, up int REFERENCES fresh (id), other int REFERENCES other.twin (id))',
  'CREATE TABLE app.fresh (id int REFERENCES app.absent (id))',
  'CREATE TABLE app.fresh (id int REFERENCES app.twin (c))',
  'CREATE TABLE app.fresh (id int UNIQUE, EXCLUDE USING gist (id WITH =), CONSTRAINT named UNIQUE (id))',
  'CREATE TABLE app.fresh (id int, k int, UNIQUE (k)) PARTITION BY LIST (id)',
  'CREATE TABLE app.fresh (id int, k int, UNIQUE (k, id)) PARTITION BY LIST (id)',
  'CREATE TABLE app.fresh PARTITION OF app.part FOR VALUES FROM (20, 0) TO (30, 0)',
  'CREATE TABLE app.fresh PARTITION OF app.bare FOR VALUES IN (2)',
  'ALTER TABLE app.part ATTACH PARTITION app.loose FOR VALUES FROM (20, 0) TO (30, 0)',
  'ALTER TABLE app.bare ATTACH PARTITION app.loose FOR VALUES IN (3)',
  'ALTER TABLE app.part DETACH PARTITION app.part_1',
  'ALTER TABLE app.part DETACH PARTITION app.part_1 CONCURRENTLY',
  'ALTER TABLE app.bare DETACH PARTITION app.bare_1 CONCURRENTLY',
  'ALTER TABLE app.child NO INHERIT app.parent',
  'ALTER TABLE app.loose INHERIT app.parent',
  'CREATE SCHEMA app',
  'CREATE SCHEMA IF NOT EXISTS app',
  'CREATE SCHEMA fresh',
  'ALTER SCHEMA app RENAME TO fresh',
  "ALTER TABLE app.loose ADD COLUMN x int DEFAULT nextval('app.free')",
  "ALTER TABLE app.loose ADD COLUMN x int DEFAULT nextval('app.free') + random()",
  'ALTER TABLE app.loose ADD COLUMN x int GENERATED ALWAYS AS (a + 1) STORED',
  'ALTER TABLE app.loose ADD COLUMN x int NOT NULL GENERATED ALWAYS AS (a + 1) VIRTUAL',
  'ALTER TABLE app.loose ADD COLUMN x app.smaller GENERATED ALWAYS AS (a + 1) VIRTUAL',
  'ALTER TABLE app.loose ADD COLUMN x int NOT NULL',
  'ALTER TABLE app.loose ADD COLUMN x int REFERENCES app.twin (id)',
  'ALTER TABLE app.loose ADD COLUMN x int DEFAULT 1 REFERENCES app.twin (id)',
  'ALTER TABLE app.loose ADD COLUMN x int DEFAULT absent_function()',
  'ALTER TABLE app.loose ADD COLUMN x int PRIMARY KEY, ADD COLUMN y int UNIQUE CHECK (y > 0)',
  'ALTER TABLE app.twin ADD CONSTRAINT x UNIQUE USING INDEX twin_c',
  'ALTER TABLE app.twin ADD CONSTRAINT x UNIQUE USING INDEX twin_c_partial',
  'ALTER TABLE app.twin ADD CONSTRAINT x UNIQUE USING INDEX twin_c_plus',
  'ALTER TABLE app.twin ADD CONSTRAINT x UNIQUE USING INDEX absent',
  'ALTER TABLE app.loose ADD CONSTRAINT x PRIMARY KEY USING INDEX absent',
];
