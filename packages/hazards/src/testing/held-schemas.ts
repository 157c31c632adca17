/** Schemas that statements of several files were asked about. What the servers said holds for these texts only: a new case may need a new schema. */

/** Something of nearly every kind, in states that make statements fail: constraints, all index methods, partitions with and without indexes, tables that do and do not match. */
export const EVERY_KIND = `CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('low', 'high'); CREATE DOMAIN amount AS int; CREATE DOMAIN mail AS text; CREATE TYPE pair AS (a int, b text);
CREATE COLLATION nice FROM "C"; CREATE COLLATION app.mine FROM "C";
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE org (id int PRIMARY KEY, code text);
CREATE TABLE t (id int PRIMARY KEY, x text, n int, r int4range, j jsonb, pt point, d date, s serial, i int GENERATED ALWAYS AS IDENTITY, org_id int CONSTRAINT fk REFERENCES org DEFERRABLE, o2 int CONSTRAINT fk2 REFERENCES org, late int CONSTRAINT late UNIQUE DEFERRABLE, CONSTRAINT ck CHECK (n > 0), CONSTRAINT exc EXCLUDE (n WITH =));
CREATE INDEX t_x ON t (x); CREATE INDEX t_hash ON t USING hash (x); CREATE INDEX t_part ON t (x) WHERE n > 0; CREATE INDEX t_gin ON t USING gin (j); CREATE INDEX t_brin ON t USING brin (n); CREATE INDEX t_gist ON t USING gist (r); CREATE INDEX t_sp ON t USING spgist (pt); CREATE INDEX t_expr ON t ((n + 1));
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f(); CREATE RULE ru AS ON UPDATE TO org DO ALSO SELECT 1; CREATE POLICY po ON t;
CREATE VIEW v AS SELECT id, x FROM t; CREATE VIEW iv AS SELECT id, code FROM org; CREATE TRIGGER ivt INSTEAD OF INSERT ON iv FOR EACH ROW EXECUTE PROCEDURE f(); CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE INDEX mv_i ON mv (id); CREATE SEQUENCE sq;
CREATE TABLE par (id int, CONSTRAINT pc CHECK (id > 0)); CREATE TABLE kid (w int) INHERITS (par);
CREATE TABLE p (id int, k int) PARTITION BY RANGE (k); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9); CREATE TABLE pd PARTITION OF p DEFAULT; CREATE INDEX p_k ON p (k); CREATE TABLE p9 (id int, k int); CREATE INDEX p9_k ON p9 (k);
CREATE TABLE q (id int, k int) PARTITION BY LIST (k); CREATE TABLE q1 PARTITION OF q FOR VALUES IN (1);
CREATE TABLE h (id int, k int) PARTITION BY HASH (k); CREATE TABLE h0 PARTITION OF h FOR VALUES WITH (MODULUS 4, REMAINDER 0);
CREATE INDEX only_k ON ONLY q (k); CREATE TABLE loose (id int, k int); CREATE INDEX loose_k ON loose (k); CREATE INDEX loose_id ON loose (id); CREATE INDEX q1_own ON q1 (k); CREATE INDEX q1_id ON q1 (id); CREATE INDEX q1_k2 ON q1 (k);
CREATE TABLE nn (id int NOT NULL, k int); CREATE TABLE more (id int, k int, z int); CREATE TABLE less (id int); CREATE TABLE unlike (id bigint, k int); CREATE TABLE ty OF pair;
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE ft (id int, k int) SERVER s;
CREATE STATISTICS st ON id, n FROM t;`;

/** Things that share names with each other, or depend on each other, for what is made, renamed and refreshed. */
export const MANY_NAMES = `CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TYPE pair AS (a int, b text); CREATE TYPE duo AS (a int, b text); CREATE DOMAIN amount AS int CONSTRAINT pos CHECK (VALUE > 0) CONSTRAINT small CHECK (VALUE < 9); CREATE SCHEMA app; CREATE TYPE app.mood AS ENUM ('a');
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TABLE t (id int PRIMARY KEY, x text, s serial, i int GENERATED ALWAYS AS IDENTITY, CONSTRAINT ck CHECK (id > 0), CONSTRAINT ck2 CHECK (id > 1)); CREATE INDEX t_x ON t (x);
CREATE TRIGGER tr AFTER INSERT ON t FOR EACH ROW EXECUTE PROCEDURE f(); CREATE RULE ru AS ON UPDATE TO t DO ALSO SELECT 1; CREATE POLICY po ON t;
CREATE TABLE u (id int, x text); CREATE TABLE app.u (id int); CREATE TABLE ty OF duo;
CREATE VIEW v AS SELECT id, x FROM t; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE UNIQUE INDEX mv_id ON mv (id); CREATE MATERIALIZED VIEW mv2 AS SELECT id FROM t WITH NO DATA; CREATE MATERIALIZED VIEW mv3 AS SELECT id FROM t; CREATE UNIQUE INDEX mv3_id ON mv3 (id) WHERE id > 0; CREATE MATERIALIZED VIEW mv4 AS SELECT id FROM t; CREATE UNIQUE INDEX mv4_id ON mv4 ((id + 1)); CREATE UNIQUE INDEX mv2_id ON mv2 (id);
CREATE SEQUENCE sq; CREATE SEQUENCE app.sq;
CREATE TABLE par (id int, CONSTRAINT pc CHECK (id > 0)); CREATE TABLE kid () INHERITS (par);
CREATE TABLE holder (a amount, r u, ds amount[]);
CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE ft (id int, x text) SERVER s;
CREATE TABLE p (id int, k int) PARTITION BY RANGE (k); CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (9);`;

/** A column of most types, and functions that stand beside those of the server. */
export const MANY_TYPES = `CREATE TYPE mood AS ENUM ('low', 'high');
CREATE DOMAIN amount AS int CHECK (VALUE > 0);
CREATE FUNCTION to_char(a int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''a''';
CREATE FUNCTION stamped(a int) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE TABLE w (id int, x text, c char(5), v varchar(9), d date, tm time, tmz timetz, ts timestamp, tz timestamptz, iv interval, m mood, ms mood[], am amount, n numeric, w int, oid_ int, b bool);
CREATE TABLE y (id int, x text);`;

/** The same without a second int. */
export const TYPES_WITHOUT_INT = `CREATE TYPE mood AS ENUM ('low', 'high');
CREATE DOMAIN amount AS int CHECK (VALUE > 0);
CREATE FUNCTION to_char(a int) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT ''a''';
CREATE FUNCTION stamped(a int) RETURNS int LANGUAGE sql STABLE AS 'SELECT 1';
CREATE TABLE w (id int, x text, c char(5), v varchar(9), d date, tm time, tmz timetz, ts timestamp, tz timestamptz, iv interval, m mood, ms mood[], am amount, n numeric,  oid_ int, b bool);
CREATE TABLE y (id int, x text);`;
