import { heldTo } from '../../testing/held-to';

const schema = `CREATE SCHEMA other;
CREATE TABLE t (id int PRIMARY KEY, a int, b text, EXCLUDE USING hash (a WITH =)); CREATE INDEX t_a ON t (a); CREATE INDEX t_part ON t (a) WHERE a > 0; CREATE INDEX t_hash ON t USING hash (a);
CREATE TABLE sorted (a int); CREATE INDEX sorted_a ON sorted (a); ALTER TABLE sorted CLUSTER ON sorted_a;
CREATE TABLE off (a int); CREATE INDEX off_a ON off (a); ALTER TABLE off CLUSTER ON off_a; ALTER TABLE off SET WITHOUT CLUSTER;
CREATE TABLE bare (a int); CREATE INDEX bare_a ON bare (a); CREATE TABLE naked (a int);
CREATE VIEW v AS SELECT a FROM t; CREATE MATERIALIZED VIEW mv AS SELECT a FROM t; CREATE INDEX mv_a ON mv (a); CREATE MATERIALIZED VIEW mu AS SELECT a FROM t; CREATE UNIQUE INDEX mu_a ON mu (a); CREATE MATERIALIZED VIEW mp AS SELECT a FROM t; CREATE UNIQUE INDEX mp_a ON mp (a) WHERE a > 0; CREATE MATERIALIZED VIEW me AS SELECT a FROM t; CREATE UNIQUE INDEX me_a ON me ((a + 1)); CREATE SEQUENCE seq;
CREATE TABLE ev (a int NOT NULL) PARTITION BY RANGE (a); CREATE INDEX ev_a ON ev (a); CREATE TABLE ev_1 PARTITION OF ev FOR VALUES FROM (0) TO (9); CREATE TABLE ev_2 (a int NOT NULL); CREATE INDEX ev_2_own ON ev_2 (a);
CREATE TABLE wide (a int NOT NULL, b int) PARTITION BY RANGE (a); CREATE INDEX wide_a ON ONLY wide (a); CREATE INDEX wide_b ON ONLY wide (b); CREATE TABLE wide_1 PARTITION OF wide FOR VALUES FROM (0) TO (9);
DROP INDEX wide_a, wide_b; CREATE INDEX wide_a ON ONLY wide (a); CREATE INDEX wide_b ON ONLY wide (b); CREATE INDEX w1_a ON wide_1 (a); CREATE INDEX w1_a2 ON wide_1 (a); CREATE INDEX w1_b ON wide_1 (b);`;

heldTo('maintenance', schema, [
  ['CLUSTER t', '42704'],
  ['CLUSTER sorted', '-'],
  ['CLUSTER off', '42704'],
  ['CLUSTER bare', '42704'],
  ['CLUSTER naked', '42704'],
  ['CLUSTER v', '42809'],
  ['CLUSTER mv', '42704'],
  ['CLUSTER seq', '42809'],
  ['CLUSTER nowhere', '42P01'],
  ['CLUSTER other.t', '42P01'],
  ['CLUSTER t USING t_pkey', '-'],
  ['CLUSTER t USING t_a', '-'],
  ['CLUSTER t USING t_part', '0A000'],
  ['CLUSTER t USING t_hash', '0A000'],
  ['CLUSTER t USING nope', '42704'],
  ['CLUSTER t USING bare_a', '42809'],
  ['CLUSTER t USING sorted', '42809'],
  ['CLUSTER t USING v', '42809'],
  ['CLUSTER mv USING mv_a', '-'],
  ['CLUSTER v USING t_a', '42809'],
  ['CLUSTER nowhere USING t_a', '42P01'],
  ['ALTER TABLE t CLUSTER ON t_pkey', '-'],
  ['ALTER TABLE t CLUSTER ON t_a', '-'],
  ['ALTER TABLE t CLUSTER ON t_part', '0A000'],
  ['ALTER TABLE t CLUSTER ON t_hash', '0A000'],
  ['ALTER TABLE t CLUSTER ON nope', '42704'],
  ['ALTER TABLE t CLUSTER ON bare_a', '42809'],
  ['ALTER TABLE t CLUSTER ON sorted', '42809'],
  ['ALTER TABLE nowhere CLUSTER ON t_a', '42P01'],
  ['ALTER TABLE t SET WITHOUT CLUSTER', '-'],
  ['ALTER TABLE ev CLUSTER ON ev_a', '0A000'],
  ['ALTER TABLE ev SET WITHOUT CLUSTER', '0A000'],
  ['ANALYZE t', '-'],
  ['ANALYZE nowhere', '42P01'],
  ['ANALYZE t (a)', '-'],
  ['ANALYZE t (nope)', '42703'],
  ['ANALYZE t (a, nope)', '42703'],
  ['ANALYZE t, nowhere', '42P01'],
  ['ANALYZE nowhere (a)', '42P01'],
  ['ANALYZE v', '-'],
  ['ANALYZE t (a), bare (nope)', '42703'],
  ['REINDEX TABLE t', '-'],
  ['REINDEX TABLE nowhere', '42P01'],
  ['REINDEX TABLE v', '42809'],
  ['REINDEX TABLE mv', '-'],
  ['REINDEX TABLE seq', '42809'],
  ['REINDEX TABLE ev_1', '-'],
  ['REINDEX TABLE t_a', '42809'],
  ['REINDEX TABLE other.t', '42P01'],
  ['REINDEX INDEX t_a', '-'],
  ['REINDEX INDEX t', '42809'],
  ['REINDEX INDEX nowhere', '42P01'],
  ['REINDEX INDEX v', '42809'],
  ['REINDEX INDEX t_pkey', '-'],
  ['REINDEX INDEX seq', '42809'],
  ['REINDEX INDEX other.t_a', '42P01'],
  ['REINDEX TABLE ev', '- 25001 25001'],
  ['REINDEX INDEX ev_a', '0A000 25001 25001'],
  ['REINDEX SCHEMA public', '25001'],
  ['REINDEX SCHEMA nowhere', '25001'],
  ['REINDEX DATABASE postgres', '25001'],
  ['REINDEX SYSTEM postgres', '25001'],
  ['REINDEX TABLE CONCURRENTLY t', '42601 25001 25001'],
  ['VACUUM t', '25001'],
  ['VACUUM', '25001'],
  ['CLUSTER', '25001'],
  ['DROP INDEX CONCURRENTLY t_a', '25001'],
  ['DROP INDEX t_a, t_part', '-'],
  ['DROP INDEX t_a CASCADE', '-'],
  ['DROP INDEX t_pkey', '2BP01'],
  ['DROP INDEX nope', '42704'],
  ['DROP INDEX IF EXISTS nope', '-'],
  ['DROP INDEX ev_1_a_idx', '2BP01'],
  ['DROP INDEX ev_a', '-'],
  ['ALTER INDEX nowhere ATTACH PARTITION w1_a', '42P01'],
  ['ALTER INDEX wide_a ATTACH PARTITION nowhere', '42P01'],
  ['ALTER INDEX wide_a ATTACH PARTITION w1_a', '-'],
  ['ALTER INDEX wide_a ATTACH PARTITION w1_b', '42P17'],
  ['ALTER INDEX wide_b ATTACH PARTITION w1_b', '-'],
  ['ALTER INDEX wide_a ATTACH PARTITION ev_2_own', '55000'],
  ['ALTER INDEX t_a ATTACH PARTITION w1_a', '42P17 42809 42809'],
  ['ALTER INDEX wide_a ATTACH PARTITION t_a', '55000'],
  ['ALTER INDEX ev_a ATTACH PARTITION ev_1_a_idx', '-'],
  ['ALTER INDEX wide_a ATTACH PARTITION ev_1_a_idx', '55000'],
  ['ALTER INDEX ev_a ATTACH PARTITION ev_2_own', '55000'],
  ['ALTER INDEX t_a SET (fillfactor = 70)', '-'],
  ['ALTER INDEX nowhere SET (fillfactor = 70)', '42P01'],
  ['REFRESH MATERIALIZED VIEW mv', '-'],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY mv', '55000'],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY mu', '-'],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY mp', '55000'],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY me', '55000'],
  ['REFRESH MATERIALIZED VIEW CONCURRENTLY mu WITH NO DATA', '42601'],
  ['REFRESH MATERIALIZED VIEW mu WITH NO DATA', '-'],
  ['REFRESH MATERIALIZED VIEW v', '42809'],
  ['REFRESH MATERIALIZED VIEW nowhere', '42P01'],
  ['LOCK TABLE t', '-'],
  ['LOCK TABLE v', '-'],
  ['LOCK TABLE mv', '42809'],
  ['LOCK TABLE seq', '42809'],
  ['LOCK TABLE nowhere', '42P01'],
  ['ALTER TABLE t DETACH PARTITION ev_1', '42P17 42P17 42809'],
  ['ALTER TABLE ev DETACH PARTITION ev_1', '-'],
  ['ALTER TABLE ev DETACH PARTITION ev_2', '42P01'],
  ['ALTER TABLE ev DETACH PARTITION nowhere', '42P01'],
]);

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'maintenance',
  `CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('low', 'high'); CREATE DOMAIN amount AS int; CREATE DOMAIN mail AS text; CREATE TYPE pair AS (a int, b text);
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
CREATE STATISTICS st ON id, n FROM t;`,
  [
    [
      'CLUSTER $',
      {
        't USING t_x': '-',
        't USING t_gin': '0A000',
        't USING t_brin': '0A000',
        't USING t_sp': '0A000',
        nowhere: '42P01',
      },
    ],
    ['ALTER TABLE t CLUSTER ON t_x', '-'],
    ['ANALYZE $', { t: '-', nowhere: '42P01', 't, nowhere': '42P01', t_x: '-' }],
    ['ALTER INDEX only_k ATTACH PARTITION q1_own', '-'],
    [
      'BEGIN; ALTER INDEX only_k ATTACH PARTITION q1_own; ALTER INDEX only_k ATTACH PARTITION $',
      { q1_own: '-', q1_k2: '55000' },
    ],
    ['DROP INDEX $', { t_x: '-', nope: '42704', t: '42809', 't_x, nope': '42704', 'nope.t_x': '3F000' }],
    [
      '$',
      {
        'LOCK TABLE nowhere': '42P01',
        'LOCK TABLE mv': '42809',
        'LOCK TABLE t_x': '42809',
        'SAVEPOINT a; RELEASE b': '3B001',
      },
    ],
  ],
);

heldTo(
  'maintenance',
  `CREATE SCHEMA app; CREATE TYPE mood AS ENUM ('low', 'high'); CREATE DOMAIN amount AS int; CREATE DOMAIN mail AS text; CREATE TYPE pair AS (a int, b text);
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
CREATE STATISTICS st ON id, n FROM t;`,
  [
    [
      'ALTER TABLE $ FINALIZE',
      {
        'p DETACH PARTITION p1': '55000',
        'p DETACH PARTITION loose': '42P01',
        't DETACH PARTITION p1': '42P01 42P01 42809',
        'nowhere DETACH PARTITION p1': '42P01',
      },
    ],
  ],
  [14, 15, 18],
);
