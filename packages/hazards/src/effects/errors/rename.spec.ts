import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'rename',
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
      'ALTER $',
      {
        'TABLE t RENAME TO mood': '42710',
        'TABLE nowhere RENAME TO z': '42P01',
        'MATERIALIZED VIEW nowhere RENAME TO z': '42P01',
        'FOREIGN TABLE nowhere RENAME TO z': '42P01',
        'INDEX t_x RENAME TO t': '42P07',
        'INDEX t_x RENAME TO z': '-',
        'INDEX t_pkey RENAME TO ck': '42710',
        'TABLE t_x RENAME TO z': '-',
        'SEQUENCE nowhere RENAME TO z': '42P01',
        'VIEW t_x RENAME TO z': '42809',
        'SEQUENCE t_x RENAME TO z': '42809',
        'SEQUENCE sq RENAME TO mood': '42710 - -',
      },
    ],
    [
      'ALTER TABLE $',
      {
        't RENAME id TO x': '42701',
        't RENAME nope TO z': '42703',
        't RENAME id TO xmin': '42701',
        't RENAME ctid TO z': '0A000',
        't RENAME CONSTRAINT ck TO ck2': '42710',
        't RENAME CONSTRAINT t_pkey TO u': '42P07',
        'kid RENAME CONSTRAINT pc TO z': '42P16',
        'ty RENAME a TO z': '42809',
        'ty RENAME nope TO z': '42809',
        'nowhere RENAME a TO b': '42P01',
        'nowhere RENAME CONSTRAINT a TO b': '42P01',
        't_x RENAME x TO z': '-',
      },
    ],
    ['ALTER TABLE v RENAME CONSTRAINT a TO b', '42704'],
    [
      'ALTER $',
      {
        'TRIGGER tr ON nowhere RENAME TO z': '42P01',
        'RULE ru ON nowhere RENAME TO z': '42P01',
        'POLICY po ON nowhere RENAME TO z': '42P01',
        'SCHEMA app RENAME TO public': '42P06',
        'SCHEMA app RENAME TO z': '-',
        'SCHEMA app RENAME TO pg_z': '42939',
      },
    ],
  ],
);
