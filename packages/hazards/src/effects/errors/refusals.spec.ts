import { heldTo } from '../../testing/held-to';

const schema = `CREATE TABLE t (id int PRIMARY KEY, a int, b text, r int4range);
CREATE TABLE par (id int PRIMARY KEY);
CREATE TABLE chi (id int PRIMARY KEY, p int REFERENCES par (id) DEFERRABLE INITIALLY DEFERRED);`;

heldTo('refusals', schema, [
  ['CREATE STATISTICS s ON (a + 1) FROM t', '0A000 - -'],
  ['CREATE STATISTICS s ON (lower(b)), a FROM t', '0A000 - -'],
  ['CREATE STATISTICS s (dependencies) ON (a + 1), id FROM t', '0A000 - -'],
  ['CREATE STATISTICS s (ndistinct) ON (a + 1) FROM t', '0A000'],
  ['CREATE STATISTICS s ON a, id FROM t', '-'],
  ['CREATE STATISTICS s ON a FROM t', '42P17'],
  ['CREATE STATISTICS s ON (a) FROM t', '42P17'],
  ['INSERT INTO t (id) VALUES (5) RETURNING new.id', '42P01 42P01 -'],
  ['UPDATE t SET a = 2 RETURNING old.a, new.a', '42P01 42P01 -'],
  ['DELETE FROM t WHERE id = 5 RETURNING old.*', '42P01 42P01 -'],
  ['UPDATE t SET a = 3 RETURNING WITH (OLD AS o, NEW AS n) o.a, n.a', '42601 42601 -'],
  ['WITH w AS (DELETE FROM t WHERE id = 9 RETURNING old.id) SELECT * FROM w', '42P01 42P01 -'],
  ['UPDATE t AS old SET a = 2 RETURNING old.a', '-'],
  ['WITH w AS (SELECT 1 AS a) UPDATE t SET a = 2 FROM w AS new RETURNING new.a', '-'],
  ['UPDATE t SET a = 2 RETURNING t.a, b', '-'],
  ['CREATE RULE ru AS ON UPDATE TO t DO INSTEAD DELETE FROM t WHERE id = old.id RETURNING old.*', '-'],
  ["CREATE FUNCTION o(OUT b int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE FUNCTION o(OUT b int) RETURNS text LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE FUNCTION o(INOUT b int) RETURNS integer LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE FUNCTION o(OUT b int, OUT c text) RETURNS record LANGUAGE sql AS 'SELECT 1, ''x''::text'", '-'],
  ["CREATE FUNCTION o(OUT b int, OUT c text) RETURNS int LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE FUNCTION o(a int, OUT b int) RETURNS SETOF int LANGUAGE sql AS 'SELECT a'", '-'],
  ["CREATE FUNCTION o(a int) RETURNS TABLE (b int) LANGUAGE sql AS 'SELECT a'", '-'],
  ['CREATE PROCEDURE p(a int, OUT b int) LANGUAGE plpgsql AS $$ BEGIN b := a; END $$', '0A000 - -'],
  ['CREATE PROCEDURE p(INOUT b int) LANGUAGE plpgsql AS $$ BEGIN b := 1; END $$', '-'],
  ['CREATE TABLE n (a int) WITH (oids)', '- 0A000 0A000'],
  ['CREATE TABLE n (a int) WITH (oids = true)', '- 0A000 0A000'],
  ['CREATE TABLE n (a int) WITH (oids = false)', '-'],
  ['CREATE TABLE n WITH (oids) AS SELECT 1 AS a', '- 0A000 0A000'],
  [
    'ALTER TABLE t ADD COLUMN h int DEFAULT $',
    { '0x1F': '42601 42601 -', '1_000': '42601 42601 -', '31': '-' },
  ],
  ['INSERT INTO t (id, a) VALUES (7, 0b101)', '42601 42601 -'],
  ['UPDATE t SET a = 0o17 WHERE id = 1', '42601 42601 -'],
  ['ALTER TABLE t ADD CONSTRAINT ck CHECK (a < 1_000_000)', '42601 42601 -'],
  ['CREATE VIEW v AS SELECT 0x10 AS a', '42601 42601 -'],
  [
    'SELECT $',
    {
      '0x1F': '- 42601 -',
      '1_000': '- 42601 -',
      '0x1F, 1_000 FROM t': '- 42601 -',
      '0x1F AS x': '42601 42601 -',
      '1_000.5': '42601 42601 -',
      "'C:\\', '1_000'": '-',
      '\'a 0x1F 1_000\', a AS "1_000" FROM t -- 0x1F': '-',
      "$$0x1F$$, E'\\'1_000', a1_000 FROM (SELECT 1 AS a1_000) q /* 1_000 */": '-',
    },
  ],
]);

heldTo('types that came later', schema, [
  [
    'ALTER TABLE t ADD COLUMN m $',
    {
      int4multirange: '42704 - -',
      'datemultirange[]': '42704 - -',
      xid8: '42704 - -',
      jsonpath: '42704 - -',
      pg_snapshot: '42704 - -',
      int4range: '-',
    },
  ],
  ['CREATE TABLE n (m nummultirange)', '42704 - -'],
  ['CREATE TABLE n (m regcollation)', '42704 - -'],
]);

heldTo('what GiST compares', schema, [
  ['CREATE TABLE n (id int, r int4range, EXCLUDE USING gist (id WITH =, r WITH &&))', '42704'],
  ['CREATE TABLE n (r int4range, EXCLUDE USING gist (r WITH &&))', '-'],
  ['ALTER TABLE t ADD EXCLUDE USING gist (a WITH =)', '42704'],
  ['ALTER TABLE t ADD EXCLUDE USING gist (r WITH &&)', '-'],
  ['ALTER TABLE t ADD EXCLUDE (a WITH =)', '-'],
  ['CREATE TABLE n (id int, r int4range, PRIMARY KEY (id, r WITHOUT OVERLAPS))', '42601 42601 42704'],
  ['CREATE TABLE n (i int4range, r int4range, PRIMARY KEY (i, r WITHOUT OVERLAPS))', '42601 42601 -'],
  ['ALTER TABLE t ADD UNIQUE (id, r WITHOUT OVERLAPS)', '42601 42601 42704'],
]);

heldTo('what columns are computed from', schema, [
  [
    'CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a) STORED, c int GENERATED ALWAYS AS (b) STORED)',
    '42601 42P17 42P17',
  ],
  ['CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a) STORED DEFAULT 2)', '42601'],
  ['CREATE TABLE n (b int GENERATED ALWAYS AS (b) STORED)', '42601 42P17 42P17'],
  [
    'CREATE TABLE n (a int, b int GENERATED ALWAYS AS (a + $) STORED)',
    { '1': '42601 - -', 'random()::int': '42601 42P17 42P17', nowhere: '42601 42703 42703' },
  ],
  [
    'CREATE TABLE n (a text, b tsvector GENERATED ALWAYS AS (to_tsvector($a)) STORED)',
    { '': '42601 42P17 42P17', "'simple', ": '42601 - -' },
  ],
  [
    'ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS ($) STORED',
    {
      'a + 1': '42601 - -',
      'g + 1': '42601 42P17 42P17',
      'random()': '42601 42P17 42P17',
      'nowhere + 1': '42601 42703 42703',
    },
  ],
]);

heldTo('columns added together', schema, [
  ['ALTER TABLE t ADD COLUMN z int, ADD COLUMN g int GENERATED ALWAYS AS (z * 2) STORED', '42601 - -'],
  [
    'ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (a * 2) STORED, ADD COLUMN h int DEFAULT 1',
    '42601 - -',
  ],
  ['ALTER TABLE t ADD COLUMN c int REFERENCES par (id) NOT DEFERRABLE INITIALLY IMMEDIATE', '-'],
  ['MERGE INTO t USING par ON t.id = par.id WHEN MATCHED THEN DELETE RETURNING old.a', '42601 42601 -'],
]);

const kinds = `CREATE TYPE mood AS ENUM ('a', 'b'); CREATE TABLE k (b text, m mood, d date);`;

heldTo('casts that the session decides', kinds, [
  ['CREATE INDEX ON k ((m::text))', '42P17'],
  ['CREATE INDEX ON k ((b::date))', '42P17'],
  ['CREATE INDEX ON k ((b::interval))', '42P17'],
  ['CREATE INDEX ON k ((b::int))', '-'],
  ['CREATE INDEX ON k ((b::varchar))', '-'],
  ["CREATE INDEX ON k (m) WHERE m = 'a'", '-'],
  ['ALTER TABLE k ADD COLUMN g text GENERATED ALWAYS AS (m::text) STORED', '42601 42P17 42P17'],
  ['ALTER TABLE k ADD COLUMN g mood GENERATED ALWAYS AS (m) VIRTUAL', '42601 42601 0A000'],
  ["ALTER TABLE k ADD COLUMN g text GENERATED ALWAYS AS (CASE m WHEN 'a' THEN 'x' END) STORED", '42601 - -'],
]);

heldTo('what stands behind a constraint of a column', kinds, [
  [
    'CREATE TABLE n (a int $)',
    {
      'CHECK (a > 1) DEFERRABLE': '42601',
      'NOT NULL DEFERRABLE': '42601',
      DEFERRABLE: '42601',
      'UNIQUE DEFERRABLE': '-',
      'UNIQUE NOT NULL DEFERRABLE': '42601',
      'UNIQUE DEFERRABLE NOT DEFERRABLE': '42601',
      'UNIQUE INITIALLY DEFERRED': '-',
      'UNIQUE INITIALLY DEFERRED DEFERRABLE': '-',
      'UNIQUE INITIALLY DEFERRED NOT DEFERRABLE': '42601',
      'UNIQUE NOT DEFERRABLE INITIALLY DEFERRED': '42601',
      'UNIQUE INITIALLY IMMEDIATE INITIALLY DEFERRED': '42601',
      'PRIMARY KEY NOT DEFERRABLE INITIALLY IMMEDIATE UNIQUE DEFERRABLE': '-',
    },
  ],
  ['ALTER TABLE k ADD COLUMN a int CHECK (a > 1) DEFERRABLE', '42601'],
  ['ALTER TABLE k ALTER COLUMN nowhere DROP NOT NULL', '42703'],
]);
