import { heldTo } from '../../testing/held-to';

const schema = `CREATE SCHEMA other;
CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TYPE other.mood AS ENUM ('a'); CREATE TYPE state AS ENUM ('on', 'off');
CREATE TYPE pair AS (a int, b text); CREATE TYPE span AS RANGE (subtype = int4);
CREATE DOMAIN email AS text CONSTRAINT has_at CHECK (VALUE LIKE '%@%'); CREATE DOMAIN age AS int; CREATE DOMAIN ages AS age; CREATE DOMAIN plain AS text;
CREATE TABLE t (id int, m mood); CREATE TABLE listed (a age[]); CREATE TABLE aged (a age); CREATE VIEW v AS SELECT id FROM t; CREATE SEQUENCE seq;`;

heldTo('named-types', schema, [
  ["ALTER TYPE mood ADD VALUE 'mid' BEFORE 'nope'", '25001 22023 22023'],
  ["ALTER TYPE mood ADD VALUE 'low' BEFORE 'nope'", '25001 42710 42710'],
  ["ALTER TYPE mood RENAME VALUE 'low' TO 'lower'", '-'],
  ["ALTER TYPE mood RENAME VALUE 'nope' TO 'x'", '22023'],
  ["ALTER TYPE mood RENAME VALUE 'low' TO 'high'", '42710'],
  ["ALTER TYPE mood RENAME VALUE 'low' TO 'low'", '42710'],
  ["ALTER TYPE nowhere RENAME VALUE 'low' TO 'x'", '42704'],
  ["ALTER TYPE pair RENAME VALUE 'low' TO 'x'", '42809'],
  ["ALTER TYPE email RENAME VALUE 'low' TO 'x'", '42809'],
  ['ALTER TYPE mood RENAME TO feeling', '-'],
  ['ALTER TYPE mood RENAME TO state', '42710'],
  ['ALTER TYPE mood RENAME TO t', '42710'],
  ['ALTER TYPE mood RENAME TO v', '42710'],
  ['ALTER TYPE other.mood RENAME TO state', '-'],
  ['ALTER TYPE nowhere RENAME TO x', '42704'],
  ['ALTER TYPE other.nowhere RENAME TO x', '42704'],
  ['ALTER TYPE email RENAME TO age', '42710'],
  ['ALTER TYPE pair RENAME TO email', '42710'],
  ['ALTER DOMAIN email RENAME TO mail', '-'],
  ['ALTER DOMAIN email RENAME TO age', '42710'],
  ['ALTER DOMAIN nowhere RENAME TO x', '42704'],
  ['ALTER DOMAIN email RENAME TO t', '42710'],
  ['ALTER SCHEMA other RENAME TO another', '-'],
  ['ALTER SCHEMA other RENAME TO public', '42P06'],
  ['ALTER SCHEMA nowhere RENAME TO x', '3F000'],
  ['ALTER TYPE state SET SCHEMA other', '-'],
  ['ALTER TYPE mood SET SCHEMA other', '42710'],
  ['ALTER TYPE nowhere SET SCHEMA other', '42704'],
  ['ALTER TYPE state SET SCHEMA nowhere', '3F000'],
  ['ALTER DOMAIN email SET SCHEMA other', '-'],
  ['ALTER DOMAIN nowhere SET SCHEMA other', '42704'],
  ['ALTER TYPE other.mood SET SCHEMA public', '42710'],
  ['DROP TYPE nowhere', '42704'],
  ['DROP TYPE IF EXISTS nowhere', '-'],
  ['DROP TYPE other.nowhere', '42704'],
  ['DROP TYPE state', '-'],
  ['DROP TYPE mood', '2BP01'],
  ['DROP TYPE mood CASCADE', '-'],
  ['DROP TYPE email', '-'],
  ['DROP DOMAIN email', '-'],
  ['DROP DOMAIN state', '42809'],
  ['DROP DOMAIN IF EXISTS state', '42809'],
  ['DROP DOMAIN nowhere', '42704'],
  ['DROP DOMAIN IF EXISTS nowhere', '-'],
  ['DROP DOMAIN age', '2BP01'],
  ['DROP DOMAIN ages', '-'],
  ['DROP TYPE t', '2BP01'],
  ['DROP TYPE pair', '-'],
  ['DROP TYPE span', '-'],
  ['ALTER DOMAIN email DROP CONSTRAINT has_at', '-'],
  ['ALTER DOMAIN email DROP CONSTRAINT nope', '42704'],
  ['ALTER DOMAIN email DROP CONSTRAINT IF EXISTS nope', '-'],
  ['ALTER DOMAIN email VALIDATE CONSTRAINT nope', '42704'],
  ['ALTER DOMAIN email RENAME CONSTRAINT has_at TO x', '-'],
  ['ALTER DOMAIN email ADD CONSTRAINT has_at CHECK (true)', '42710'],
  ["ALTER DOMAIN email ADD CONSTRAINT more CHECK (VALUE <> '')", '-'],
  ["ALTER DOMAIN email ADD CHECK (VALUE <> '')", '-'],
  ['ALTER DOMAIN nowhere SET NOT NULL', '42704'],
  ['ALTER DOMAIN mood SET NOT NULL', '42809'],
  ['ALTER DOMAIN pair DROP NOT NULL', '42809'],
  ['ALTER DOMAIN email SET NOT NULL', '-'],
  ['ALTER DOMAIN email DROP NOT NULL', '-'],
  ['ALTER DOMAIN plain DROP CONSTRAINT nope', '42704'],
  ["ALTER DOMAIN plain SET DEFAULT 'x'", '-'],
  ['ALTER DOMAIN age ADD CHECK (VALUE > 0)', '0A000'],
  ['ALTER DOMAIN age ADD CHECK (VALUE > 0) NOT VALID', '-'],
  ['ALTER DOMAIN age SET NOT NULL', '0A000'],
  ['ALTER DOMAIN age DROP NOT NULL', '-'],
  ["CREATE TYPE mood AS ENUM ('x')", '42710'],
  ["CREATE TYPE other.state AS ENUM ('x')", '-'],
  ['CREATE DOMAIN mood AS int', '42710'],
  ['CREATE DOMAIN t AS int', '42710'],
  ['CREATE TYPE v AS (a int)', '42710'],
  ['CREATE TABLE pair (a int)', '42P07'],
  ['CREATE VIEW email AS SELECT 1 AS a', '42710'],
  ['ALTER TYPE pair ADD ATTRIBUTE c int', '-'],
  ['ALTER TYPE pair DROP ATTRIBUTE b', '-'],
  ['ALTER TYPE pair ALTER ATTRIBUTE b TYPE int', '-'],
]);

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'named-types',
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
      'ALTER TYPE $',
      {
        "pair ADD VALUE 'a'": '42809',
        "nope.mood ADD VALUE 'a'": '3F000',
        "mood RENAME VALUE 'low' TO 'l'": '-',
        "pair RENAME VALUE 'a' TO 'b'": '42809',
        'pair SET SCHEMA app': '-',
        'mood SET SCHEMA public': '-',
        'mood OWNER TO CURRENT_USER': '-',
        'nope OWNER TO CURRENT_USER': '42704',
      },
    ],
    [
      'ALTER DOMAIN $',
      {
        'amount DROP CONSTRAINT pos': '-',
        'amount RENAME CONSTRAINT pos TO small': '42710',
        'mood ADD CHECK (VALUE > 1)': '42809',
        'mood DROP CONSTRAINT pos': '42809',
      },
    ],
    [
      'CREATE TYPE z AS $',
      {
        "ENUM ('a', 'a')": '23505',
        '(a int, a text)': '42701',
        '(a nosuch)': '42704',
        '(a int, b nosuch)': '42704',
        '(a varchar(0))': '22023',
      },
    ],
    [
      'CREATE DOMAIN $',
      {
        'z AS nosuch': '42704',
        'z AS int CHECK (nope > 0)': '42703',
        'z AS int CHECK (VALUE)': '42804',
        'z AS int CHECK (VALUE > 0) CHECK (max(VALUE) > 0)': '42803',
        "z AS int DEFAULT 'x'": '22P02',
        'z AS int DEFAULT nope': '42703 0A000 0A000',
        'z AS int DEFAULT 99999999999': '-',
        "z AS varchar(3) DEFAULT 'abcd'": '-',
        'z AS numeric(3) DEFAULT 1000': '-',
        'z AS int COLLATE "C"': '42804',
      },
    ],
    ['DROP $', { 'TYPE nope': '42704', 'TYPE duo CASCADE': '-', 'DOMAIN mood': '42809' }],
  ],
);
