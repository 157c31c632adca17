import { heldTo } from '../../testing/held-to';

const schema = `CREATE SCHEMA other; CREATE SCHEMA empty; CREATE TYPE mood AS ENUM ('a'); CREATE TYPE free AS ENUM ('a'); CREATE TYPE pair AS (a int, b int);
CREATE TABLE org (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text, n serial); CREATE TABLE member (org_id int REFERENCES org, name text); CREATE TABLE lone (a int, b text); CREATE TABLE other.far (a int); CREATE INDEX lone_a ON lone (a); CREATE STATISTICS stat ON a, b FROM lone;
CREATE VIEW v AS SELECT id, name FROM org; CREATE VIEW vv AS SELECT id FROM v; CREATE MATERIALIZED VIEW mv AS SELECT a FROM lone; CREATE SEQUENCE seq; CREATE TABLE paired (p pair); CREATE TABLE moody (m mood); CREATE TABLE rows (l lone); CREATE TABLE typed OF pair;
CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE TABLE uses_f (a int DEFAULT f()); CREATE PUBLICATION pub;`;

heldTo('objects', schema, [
  ['CREATE TABLE org (a int)', '42P07'],
  ['CREATE TABLE IF NOT EXISTS org (a int)', '-'],
  ['CREATE TABLE nowhere.z (a int)', '3F000'],
  ['CREATE TABLE other.org (a int)', '-'],
  ['CREATE TABLE other.far (a int)', '42P07'],
  ['CREATE TABLE v (a int)', '42P07'],
  ['CREATE TABLE seq (a int)', '42P07'],
  ['CREATE TABLE lone_a (a int)', '42P07'],
  ['CREATE TABLE mood (a int)', '42710'],
  ['CREATE TABLE IF NOT EXISTS mood (a int)', '42710'],
  ['CREATE TEMP TABLE org (a int)', '-'],
  ['CREATE TABLE z (a int, b int, a text)', '42701'],
  ['CREATE TABLE z (a int PRIMARY KEY, PRIMARY KEY (a))', '42P16'],
  ['CREATE TABLE z (LIKE org)', '-'],
  ['CREATE TABLE z (LIKE nowhere)', '42P01'],
  ['CREATE TABLE z (LIKE org, a int REFERENCES nowhere)', '42P01'],
  ['CREATE TABLE z OF pair', '-'],
  ['CREATE TABLE z (xmin int)', '42701'],
  ['CREATE TABLE z (a int, ctid int)', '42701'],
  ['CREATE TABLE z (a int REFERENCES member)', '42704'],
  ['CREATE TABLE z (a int REFERENCES org, b int REFERENCES nowhere)', '42P01'],
  ['CREATE TABLE public.z (a int REFERENCES z, b int PRIMARY KEY)', '-'],
  ['CREATE TABLE z (a nowhere)', '42704'],
  ['CREATE TABLE z (a other.nowhere)', '42704'],
  ['CREATE TABLE z (a lone)', '-'],
  ['CREATE TABLE z (a pair[])', '-'],
  ['CREATE TABLE z AS SELECT * FROM nowhere', '42P01'],
  ['CREATE TABLE z AS SELECT id FROM org', '-'],
  ['CREATE VIEW v AS SELECT 1 AS a', '42P07'],
  ['CREATE OR REPLACE VIEW v AS SELECT id, name FROM org', '-'],
  ['CREATE OR REPLACE VIEW v AS SELECT id FROM org', '42P16'],
  ['CREATE OR REPLACE VIEW v AS SELECT id, name, n FROM org', '-'],
  ['CREATE OR REPLACE VIEW v AS SELECT name, id FROM org', '42P16'],
  ['CREATE OR REPLACE VIEW v AS SELECT id, id AS name FROM org', '42P16'],
  ['CREATE OR REPLACE VIEW v AS SELECT id, name, id FROM org', '42701'],
  ['CREATE OR REPLACE VIEW v AS SELECT id AS other, name FROM org', '42P16'],
  ['CREATE VIEW z AS SELECT id, id FROM org', '42701'],
  ['CREATE VIEW z AS SELECT * FROM nowhere', '42P01'],
  ['CREATE VIEW z AS SELECT nope FROM org', '42703'],
  ['CREATE OR REPLACE VIEW org AS SELECT 1 AS a', '42809'],
  ['CREATE OR REPLACE VIEW mv AS SELECT 1 AS a', '42809'],
  ['CREATE VIEW mood AS SELECT 1 AS a', '42710'],
  ['CREATE VIEW lone_a AS SELECT 1 AS a', '42P07'],
  ['CREATE MATERIALIZED VIEW mv AS SELECT 1 AS a', '42P07'],
  ['CREATE MATERIALIZED VIEW IF NOT EXISTS mv AS SELECT 1 AS a', '-'],
  ['CREATE MATERIALIZED VIEW z AS SELECT * FROM nowhere', '42P01'],
  ['CREATE MATERIALIZED VIEW org AS SELECT 1 AS a', '42P07'],
  ['CREATE SEQUENCE seq', '42P07'],
  ['CREATE SEQUENCE IF NOT EXISTS seq', '-'],
  ['CREATE SEQUENCE org', '42P07'],
  ['CREATE SEQUENCE z OWNED BY org.id', '-'],
  ['CREATE SEQUENCE z OWNED BY org.nope', '42703'],
  ['CREATE SEQUENCE z OWNED BY nowhere.id', '42P01'],
  ['CREATE SEQUENCE z OWNED BY NONE', '-'],
  ['CREATE SCHEMA other', '42P06'],
  ['CREATE SCHEMA IF NOT EXISTS other', '-'],
  ['CREATE SCHEMA z', '-'],
  ['CREATE STATISTICS z ON a, b FROM lone', '-'],
  ['CREATE TYPE mood AS ENUM ()', '42710'],
  ['CREATE TYPE z AS ENUM ()', '-'],
  ['CREATE TYPE org AS (a int)', '42710'],
  ['CREATE DOMAIN mood AS int', '42710'],
  ['CREATE DOMAIN other.mood AS int', '-'],
  ['GRANT SELECT ON org TO PUBLIC', '-'],
  ['GRANT SELECT ON nowhere TO PUBLIC', '42P01'],
  ['GRANT SELECT ON org, nowhere TO PUBLIC', '42P01'],
  ["COMMENT ON TABLE org IS 'x'", '-'],
  ["COMMENT ON TABLE nowhere IS 'x'", '42P01'],
  ["COMMENT ON COLUMN org.id IS 'x'", '-'],
  ["COMMENT ON COLUMN org.nope IS 'x'", '42703'],
  ["COMMENT ON COLUMN nowhere.id IS 'x'", '42P01'],
]);

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'objects',
  `CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TYPE pair AS (a int, b text); CREATE TYPE duo AS (a int, b text); CREATE DOMAIN amount AS int CONSTRAINT pos CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 9); CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (id int PRIMARY KEY, x text, s serial, i int GENERATED ALWAYS AS IDENTITY, CONSTRAINT ck CHECK (id > 0), CONSTRAINT ck2 CHECK (id > 1)); CREATE INDEX t_x ON t (x);
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f(); CREATE RULE ru AS ON UPDATE TO t DO ALSO SELECT 1; CREATE POLICY po ON t;
CREATE TABLE u (id int, x text); CREATE TABLE app.u (id int); CREATE TABLE ty OF duo;
CREATE VIEW v AS SELECT id, x FROM t; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE UNIQUE INDEX mv_id ON mv (id); CREATE MATERIALIZED VIEW mv2 AS SELECT id FROM t WITH NO DATA; CREATE MATERIALIZED VIEW mv3 AS SELECT id FROM t; CREATE UNIQUE INDEX mv3_id ON mv3 (id) WHERE id > 0; CREATE MATERIALIZED VIEW mv4 AS SELECT id FROM t; CREATE UNIQUE INDEX mv4_id ON mv4 ((id + 1)); CREATE UNIQUE INDEX mv2_id ON mv2 (id);
CREATE SEQUENCE sq; CREATE SEQUENCE app.sq;
CREATE TABLE par (id int, CONSTRAINT pc CHECK (id > 0)); CREATE TABLE kid () INHERITS (par);
CREATE TABLE holder (a amount, r u, ds amount[]);
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE ft (id int, x text) SERVER s;
CREATE TABLE p (id int, k int) PARTITION BY RANGE (k); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);`,
  [
    [
      'ALTER SEQUENCE $',
      {
        't RESTART': '42809',
        'sq OWNED BY app.u.id': '55000',
        'sq RENAME TO t': '42P07',
        'sq RENAME TO z': '-',
        'nowhere RENAME TO z': '42P01',
      },
    ],
    ['REFRESH MATERIALIZED VIEW $', { v: '42809', t: '0A000' }],
    [
      'CREATE $',
      {
        'OR REPLACE VIEW v AS SELECT id, x FROM t': '-',
        'OR REPLACE VIEW t_x AS SELECT 1': '42809',
        'VIEW z AS SELECT 1 AS a, 2 AS a': '42701',
        'VIEW z (a, b) AS SELECT 1': '42601',
      },
    ],
    ['ALTER TABLE IF EXISTS nowhere SET SCHEMA app', '-'],
    [
      'ALTER TYPE $',
      {
        'pair RENAME ATTRIBUTE a TO b': '42701',
        'pair RENAME ATTRIBUTE a TO z': '-',
        'pair RENAME ATTRIBUTE nope TO z': '42703',
        'duo RENAME ATTRIBUTE a TO z CASCADE': '-',
        'duo RENAME ATTRIBUTE a TO z': '2BP01',
        'pair ADD ATTRIBUTE a int': '42701',
        'pair DROP ATTRIBUTE nope': '42703',
        'pair DROP ATTRIBUTE IF EXISTS nope': '-',
      },
    ],
    [
      'COMMENT ON $',
      {
        "TABLE nowhere IS 'a'": '42P01',
        "INDEX t_x IS 'a'": '-',
        "INDEX nope IS 'a'": '42P01',
        "TYPE nope IS 'a'": '42704',
        "DOMAIN amount IS 'a'": '-',
        "DOMAIN mood IS 'a'": '42809',
        "SCHEMA app IS 'a'": '-',
        "SCHEMA nope IS 'a'": '3F000',
        "FUNCTION f() IS 'a'": '-',
        "FUNCTION nope() IS 'a'": '42883',
        "CONSTRAINT pos ON DOMAIN amount IS 'a'": '-',
        "EXTENSION nope IS 'a'": '42704',
      },
    ],
  ],
);
