import { heldTo } from '../../testing/held-to';

const schema = `CREATE TYPE mood AS ENUM ('a'); CREATE TYPE state AS ENUM ('a'); CREATE DOMAIN dom AS int;
CREATE TABLE c (int4 int, int8 bigint, txt text);
CREATE TABLE two (a int, b text, PRIMARY KEY (a, b)); CREATE TABLE uq (a int, b int UNIQUE, z int); CREATE UNIQUE INDEX uq_part ON uq (a) WHERE a > 0; CREATE UNIQUE INDEX uq_expr ON uq ((z + 1)); CREATE UNIQUE INDEX uq_ab ON uq (a, b); CREATE TABLE ref (x int REFERENCES uq (b), CONSTRAINT x_pos CHECK (x > 0)); CREATE VIEW v AS SELECT a FROM uq;
CREATE TABLE ev (k int NOT NULL, v int) PARTITION BY RANGE (k); CREATE TABLE ev_1 PARTITION OF ev FOR VALUES FROM (0) TO (9); CREATE TABLE kid () INHERITS (uq);
CREATE TABLE un (id int PRIMARY KEY); CREATE UNLOGGED TABLE ul (id int PRIMARY KEY); CREATE TABLE lg (id int REFERENCES un); CREATE TABLE grp (a int, b int, CONSTRAINT grp_pk PRIMARY KEY (a)); CREATE VIEW gv AS SELECT a, b FROM grp GROUP BY a;`;

heldTo('constraints', schema, [
  ['ALTER TABLE c ADD FOREIGN KEY (int4, txt) REFERENCES two', '-'],
  ['ALTER TABLE c ADD FOREIGN KEY (txt, int4) REFERENCES two', '42804'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4, txt) REFERENCES two (b, a)', '42804'],
  ['ALTER TABLE c ADD FOREIGN KEY (txt, int4) REFERENCES two (b, a)', '-'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES two (a)', '42830'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES uq (b)', '-'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES uq (a)', '42830'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES uq (z)', '42830'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES uq', '42704'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4, int8) REFERENCES uq (b, a)', '-'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES nowhere', '42P01'],
  ['ALTER TABLE c ADD FOREIGN KEY (nope) REFERENCES uq (b)', '42703'],
  ['ALTER TABLE c ADD FOREIGN KEY (int4) REFERENCES uq (nope)', '42703'],
  ['ALTER TABLE c ADD FOREIGN KEY (txt) REFERENCES uq (b)', '42804'],
  ['ALTER TABLE c ADD COLUMN z int REFERENCES two (a)', '42830'],
  ['ALTER TABLE c ADD COLUMN z text REFERENCES uq (b)', '42804'],
  ['ALTER TABLE c ADD COLUMN z int REFERENCES uq (b)', '-'],
  ['ALTER TABLE c ADD COLUMN z int REFERENCES nowhere', '42P01'],
  ['CREATE TABLE z (a int REFERENCES z (b), b int UNIQUE)', '-'],
  ['CREATE TABLE z (a int, b text, FOREIGN KEY (a, b) REFERENCES two)', '-'],
  ['CREATE TABLE z (a int, b text, FOREIGN KEY (b, a) REFERENCES two)', '42804'],
  ['CREATE TABLE z (a int, FOREIGN KEY (a) REFERENCES uq (a))', '42830'],
  ['CREATE TABLE z (a int REFERENCES uq (nope))', '42703'],
  ['CREATE TABLE z (a text, FOREIGN KEY (a) REFERENCES uq (b))', '42804'],
  ['ALTER TABLE ref ADD CONSTRAINT x_pos CHECK (x > 1)', '42710'],
  ['ALTER TABLE ref ADD CONSTRAINT x_pos UNIQUE (x)', '42710'],
  ['ALTER TABLE ref ADD CONSTRAINT uq UNIQUE (x)', '42P07'],
  ['ALTER TABLE ref ADD CONSTRAINT uq CHECK (x > 1)', '-'],
  ['ALTER TABLE ref ADD CONSTRAINT uq_part PRIMARY KEY (x)', '42P07'],
  ['ALTER TABLE ref ADD CONSTRAINT n EXCLUDE USING btree (x WITH =)', '-'],
  ['ALTER TABLE ref ADD CONSTRAINT uq EXCLUDE USING btree (x WITH =)', '42P07'],
  ['ALTER TABLE ref ADD UNIQUE (nope)', '42703'],
  ['ALTER TABLE ref ADD PRIMARY KEY (nope)', '42703'],
  ['ALTER TABLE two ADD PRIMARY KEY (a)', '42P16'],
  ['ALTER TABLE two ADD UNIQUE (a)', '-'],
  ['ALTER TABLE two ADD COLUMN z int PRIMARY KEY', '42P16'],
  ['ALTER TABLE uq ADD COLUMN z2 int PRIMARY KEY', '-'],
  ['ALTER TABLE ev ADD FOREIGN KEY (v) REFERENCES uq (b)', '-'],
  ['ALTER TABLE ev ADD FOREIGN KEY (v) REFERENCES uq (b) NOT VALID', '42809 42809 -'],
  ['ALTER TABLE ONLY ev ADD FOREIGN KEY (v) REFERENCES uq (b)', '42809'],
  ['ALTER TABLE ev_1 ADD FOREIGN KEY (v) REFERENCES uq (b) NOT VALID', '-'],
  ['ALTER TABLE ONLY uq ADD CHECK (a > 0)', '42P16'],
  ['ALTER TABLE ONLY uq ADD CONSTRAINT n UNIQUE (z)', '-'],
  ['ALTER TABLE ONLY uq ADD PRIMARY KEY (a)', '- - XX000'],
  ['ALTER TABLE uq ADD PRIMARY KEY (a)', '-'],
  ['ALTER TABLE ref DROP CONSTRAINT x_pos', '-'],
  ['ALTER TABLE ref DROP CONSTRAINT nope', '42704'],
  ['ALTER TABLE ref DROP CONSTRAINT IF EXISTS nope', '-'],
  ['ALTER TABLE uq DROP CONSTRAINT uq_b_key', '2BP01'],
  ['ALTER TABLE uq DROP CONSTRAINT uq_b_key CASCADE', '-'],
  ['ALTER TABLE grp DROP CONSTRAINT grp_pk', '2BP01'],
  ['ALTER TABLE grp DROP CONSTRAINT grp_pk CASCADE', '-'],
  ['ALTER TABLE nowhere DROP CONSTRAINT x', '42P01'],
  ['ALTER TABLE IF EXISTS nowhere DROP CONSTRAINT x', '-'],
  ['ALTER TABLE ref VALIDATE CONSTRAINT x_pos', '-'],
  ['ALTER TABLE ref VALIDATE CONSTRAINT nope', '42704'],
  ['ALTER TABLE two VALIDATE CONSTRAINT two_pkey', '42809'],
  ['ALTER TABLE uq VALIDATE CONSTRAINT uq_b_key', '42809'],
  ['ALTER TABLE ref ALTER CONSTRAINT ref_x_fkey DEFERRABLE', '-'],
  ['ALTER TABLE ref ALTER CONSTRAINT nope DEFERRABLE', '42704'],
  ['ALTER TABLE un SET UNLOGGED', '42P16'],
  ['ALTER TABLE lg SET UNLOGGED', '-'],
  ['ALTER TABLE uq SET UNLOGGED', '42P16'],
  ['ALTER TABLE two SET UNLOGGED', '-'],
  ['ALTER TABLE ul SET LOGGED', '-'],
  ['TRUNCATE uq', '0A000'],
  ['TRUNCATE ref', '-'],
  ['TRUNCATE two', '-'],
  ['TRUNCATE ev', '-'],
  ['TRUNCATE v', '42809'],
  ['TRUNCATE uq CASCADE', '-'],
  ['TRUNCATE uq, ref', '-'],
  ['TRUNCATE ref, uq', '-'],
  ['TRUNCATE nowhere', '42P01'],
  ['TRUNCATE ref, nowhere', '42P01'],
  ['TRUNCATE ONLY ev', '42809'],
  ['TRUNCATE un', '0A000'],
  ['TRUNCATE un, lg', '-'],
]);

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'constraints',
  `CREATE EXTENSION IF NOT EXISTS plpgsql;
CREATE TABLE org (id int PRIMARY KEY, code text UNIQUE, a int, b int, c int, d int, CONSTRAINT ab UNIQUE (a, b), CONSTRAINT late UNIQUE (c) DEFERRABLE, CONSTRAINT cx UNIQUE (d) DEFERRABLE, CONSTRAINT positive CHECK (a > 0));
CREATE UNIQUE INDEX org_d ON org (d);
CREATE UNIQUE INDEX org_part ON org (b) WHERE b > 0;
CREATE UNIQUE INDEX org_expr ON org ((b + 1));
CREATE INDEX org_plain ON org (c);
CREATE UNIQUE INDEX org_desc ON org (b DESC);
CREATE UNIQUE INDEX org_good ON org (b);
CREATE UNIQUE INDEX org_hash ON org (b, c);
CREATE TABLE two (a int, b int, PRIMARY KEY (a, b));
CREATE TABLE latepk (id int PRIMARY KEY DEFERRABLE);
CREATE TABLE nokey (id int, x text);
CREATE UNIQUE INDEX nokey_x ON nokey (x);
CREATE TABLE m (id int NOT NULL, org_id int, a int, b int, x text, r int4range, CONSTRAINT nn CHECK (a IS NOT NULL), CONSTRAINT exc EXCLUDE (a WITH =));
CREATE TABLE parent (id int, v int);
CREATE TABLE child (w int) INHERITS (parent);
CREATE TABLE p (id int, k int, v int) PARTITION BY LIST (k);
CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1) PARTITION BY RANGE (v);
CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2);
CREATE TABLE flat (id int, k int) PARTITION BY RANGE (k);
CREATE TABLE flat1 PARTITION OF flat FOR VALUES FROM (1) TO (2);
CREATE INDEX flat_k ON flat (k);
CREATE VIEW vw AS SELECT id FROM org;
CREATE MATERIALIZED VIEW mv AS SELECT id FROM org;
CREATE SEQUENCE sq;
CREATE TABLE inh (CHECK (id > 0)) INHERITS (parent);
CREATE TABLE empty ();`,
  [
    [
      'ALTER TABLE m ADD $',
      {
        'CONSTRAINT nn UNIQUE (b)': '42710',
        'CONSTRAINT org UNIQUE (b)': '42P07',
        'CONSTRAINT org CHECK (b > 0)': '-',
        'CONSTRAINT vw PRIMARY KEY (b)': '42P07',
        'CONSTRAINT sq EXCLUDE (b WITH =)': '42P07',
        'CONSTRAINT org FOREIGN KEY (a) REFERENCES org': '-',
        'CHECK (nope > 0)': '42703',
        'UNIQUE (nope)': '42703',
        'PRIMARY KEY (a)': '-',
        'UNIQUE USING INDEX org_good': '55000',
        'UNIQUE USING INDEX exc': '55000',
        'UNIQUE (ctid)': '0A000',
      },
    ],
    ['ALTER TABLE m ADD UNIQUE (tableoid)', '0A000'],
    [
      'ALTER TABLE m ADD FOREIGN KEY $',
      {
        '(a) REFERENCES org (c)': '55000',
        '(a) REFERENCES org (d)': '-',
        '(a, b) REFERENCES org': '42830',
        '(a) REFERENCES latepk': '55000',
        '(a) REFERENCES latepk (id)': '55000',
        '(a) REFERENCES p': '42809 42704 42704',
      },
    ],
    [
      'ALTER TABLE org ADD $',
      {
        'UNIQUE USING INDEX org_d': '-',
        'CONSTRAINT ab UNIQUE USING INDEX org_good': '42P07',
        'CONSTRAINT m UNIQUE USING INDEX org_good': '42P07',
        'CONSTRAINT org_good UNIQUE USING INDEX org_good': '-',
      },
    ],
    [
      'ALTER TABLE $',
      {
        'ONLY child ADD CHECK (v > 0)': '-',
        'ONLY parent ADD PRIMARY KEY (id)': '- - XX000',
        'ONLY parent ADD FOREIGN KEY (id) REFERENCES org': '-',
        'p ADD UNIQUE (k)': '0A000',
        'ONLY p ADD PRIMARY KEY (k)': '- 42P16 XX000',
        'ONLY p ADD UNIQUE (k)': '-',
        'flat ADD EXCLUDE (k WITH =)': '0A000 0A000 -',
        'flat ADD UNIQUE USING INDEX flat_k': '42809',
        'flat ADD UNIQUE USING INDEX nope': '42704',
        'flat ADD PRIMARY KEY USING INDEX flat_k': '42809',
      },
    ],
    ['ALTER TABLE org DROP CONSTRAINT org_id_not_null', '42704 42704 42P16'],
    [
      'ALTER TABLE m $',
      {
        'ADD z int CONSTRAINT nn CHECK (z > 0)': '42710',
        'ADD z int CONSTRAINT nn UNIQUE': '42710',
        'ADD z int CONSTRAINT org UNIQUE': '42P07',
      },
    ],
  ],
);

heldTo(
  'constraints',
  `CREATE TABLE o (id int PRIMARY KEY); CREATE TABLE t (a int NOT NULL, b int, c int, v int GENERATED ALWAYS AS (a + 1) VIRTUAL, s int GENERATED ALWAYS AS (a + 1) STORED, CONSTRAINT b_nn NOT NULL b NOT VALID, CONSTRAINT ne CHECK (c > 0) NOT ENFORCED, CONSTRAINT fne FOREIGN KEY (c) REFERENCES o NOT ENFORCED, CONSTRAINT ck CHECK (c > 1)); CREATE TABLE par (a int, b int); CREATE TABLE kid (c int) INHERITS (par); CREATE TABLE kid2 (a int NOT NULL) INHERITS (par); CREATE TABLE pp (a int, b int) PARTITION BY RANGE (a); CREATE TABLE pp1 PARTITION OF pp FOR VALUES FROM (1) TO (2);`,
  [
    [
      'ALTER TABLE t ADD $',
      {
        'NOT NULL a': '-',
        'CONSTRAINT q NOT NULL a': '55000',
        'CONSTRAINT t_a_not_null NOT NULL a': '-',
        'CONSTRAINT q NOT NULL c': '-',
        'PRIMARY KEY (b)': '-',
        'PRIMARY KEY (c)': '-',
        'UNIQUE (v)': '0A000',
        'FOREIGN KEY (v) REFERENCES o': '0A000',
      },
    ],
    [
      'ALTER TABLE t $',
      {
        'VALIDATE CONSTRAINT ne': '55000',
        'VALIDATE CONSTRAINT t_a_not_null': '-',
        'ALTER CONSTRAINT t_a_not_null NO INHERIT': '-',
        'DROP CONSTRAINT b_nn': '-',
        'ALTER v SET STATISTICS 10': '0A000',
      },
    ],
    [
      'ALTER TABLE $',
      {
        'ONLY par ADD NOT NULL a': '42P16',
        'ONLY pp ADD NOT NULL a': '42P16',
        'pp ADD NOT NULL b NO INHERIT': '0A000',
      },
    ],
    [
      'BEGIN; ALTER TABLE par ADD CONSTRAINT q NOT NULL b NOT VALID; ALTER TABLE $',
      {
        'par VALIDATE CONSTRAINT q': '-',
        'ONLY par VALIDATE CONSTRAINT q': '42P16',
        'kid DROP CONSTRAINT q': '42P16',
        'ONLY kid VALIDATE CONSTRAINT q': '-',
      },
    ],
    [
      'CREATE TABLE z $',
      {
        '(a int, b int GENERATED ALWAYS AS (a) VIRTUAL)': '-',
        '(a int, b int GENERATED ALWAYS AS (a) VIRTUAL UNIQUE)': '0A000',
        '(a int, b int GENERATED ALWAYS AS (a) VIRTUAL PRIMARY KEY)': '0A000',
        '(a int, CONSTRAINT q NOT NULL a)': '-',
        '(a int, NOT NULL nope)': '42703',
        '(a int, CONSTRAINT q CHECK (a > 0) NOT ENFORCED)': '-',
      },
    ],
  ],
  [18],
);
