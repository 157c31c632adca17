import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'new-tables',
  `CREATE TYPE mood AS ENUM ('low', 'high'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN amount AS int; CREATE SCHEMA app;
CREATE TABLE org (id int PRIMARY KEY, code text UNIQUE, CONSTRAINT id_ok CHECK (id > 0), CONSTRAINT mine CHECK (id > 1) NO INHERIT);
CREATE TABLE app.org (id bigint PRIMARY KEY);
CREATE TABLE plain (a int, b text);
CREATE TABLE empty ();
CREATE TABLE p (id int, k int) PARTITION BY LIST (k);
CREATE VIEW v AS SELECT 1 AS one, 'a'::text AS two; CREATE SEQUENCE sq;
CREATE TABLE latepk (id int PRIMARY KEY DEFERRABLE);`,
  [
    [
      'CREATE TABLE $',
      {
        'z (a int, b text, PRIMARY KEY (c))': '42703',
        'z (a int PRIMARY KEY, b int PRIMARY KEY)': '42P16',
        'z (LIKE plain, a int)': '42701',
        'z (LIKE plain, c int, PRIMARY KEY (a, c))': '-',
        'z (LIKE v, PRIMARY KEY (one))': '-',
        'z OF pair (a WITH OPTIONS NOT NULL)': '-',
        'z OF pair (nope WITH OPTIONS NOT NULL)': '42703',
        'z OF mood': '42809',
        'z OF nope': '42704',
      },
    ],
    [
      'CREATE TABLE $',
      {
        'z PARTITION OF p FOR VALUES IN (1)': '-',
        'z PARTITION OF p (nope DEFAULT 1) FOR VALUES IN (1)': '42703',
        'z PARTITION OF p (CHECK (id > 0)) FOR VALUES IN (1)': '-',
        'z PARTITION OF p FOR VALUES IN (1) PARTITION BY RANGE (id)': '-',
        'z PARTITION OF p (UNIQUE (id)) FOR VALUES IN (1) PARTITION BY RANGE (k)': '0A000',
      },
    ],
    [
      'CREATE TABLE z (a int, b text, t timestamptz, j json, jb jsonb, m mood, pt point, x xml) PARTITION BY $',
      {
        'RANGE (a)': '-',
        'RANGE (j)': '42704',
        'HASH (j)': '42704',
        'RANGE (a int4_ops)': '-',
        'RANGE (a text_ops)': '42804',
        'RANGE ((a + 1))': '-',
        'RANGE (xmin)': '42P17',
      },
    ],
    ['CREATE TABLE z (a int, b int, PRIMARY KEY (a)) PARTITION BY RANGE (a)', '-'],
    [
      'CREATE TABLE z (a int, b int $) PARTITION BY RANGE (a)',
      {
        ', CHECK (a > 0) NO INHERIT': '42P16',
        ', CHECK (a > 0)': '-',
        ', EXCLUDE (a WITH =)': '0A000 0A000 -',
        ', FOREIGN KEY (a) REFERENCES org': '-',
        'CHECK (b > 0) NO INHERIT': '42P16',
      },
    ],
    [
      'CREATE TABLE z ($)',
      {
        'a text REFERENCES org': '42804',
        'a int REFERENCES z': '42704',
        'a int PRIMARY KEY REFERENCES z': '-',
        'a int REFERENCES app.z': '42P01',
        'a int, FOREIGN KEY (a) REFERENCES z': '42704',
        'a int, b int, FOREIGN KEY (a, b) REFERENCES org': '42830',
        'a int REFERENCES latepk': '55000',
        'a int REFERENCES p': '42809 42704 42704',
        'a int, FOREIGN KEY (nope) REFERENCES org': '42703',
        'a int, EXCLUDE (a WITH =)': '-',
        'a int, EXCLUDE USING gist (a WITH =)': '42704',
        'a int, EXCLUDE (nope WITH =)': '42703',
      },
    ],
    [
      'CREATE TABLE z ($)',
      {
        'tableoid int': '42701',
        'oid int': '-',
        'a int COLLATE "C"': '42804',
        'a text COLLATE "C"': '-',
        'a text COLLATE nope': '42704',
        'a text GENERATED ALWAYS AS IDENTITY': '22023',
        'a serial GENERATED ALWAYS AS IDENTITY': '42601',
        'a int CONSTRAINT c CHECK (a > 0) CONSTRAINT c CHECK (a > 1)': '42710',
        'a int CONSTRAINT c UNIQUE, b int CONSTRAINT c UNIQUE': '42P07',
        'a int CONSTRAINT org UNIQUE': '42P07',
        'a int CONSTRAINT z UNIQUE': '42P07',
        'a int CONSTRAINT org CHECK (a > 0)': '-',
      },
    ],
    ['CREATE TABLE z (a int CONSTRAINT c CHECK (a > 0), CONSTRAINT c UNIQUE (a))', '42710'],
    [
      'CREATE TABLE z ($) INHERITS (org)',
      {
        'CONSTRAINT id_ok CHECK (id > 0)': '-',
        'CONSTRAINT id_ok CHECK (id > 5)': '42710',
        'CONSTRAINT mine CHECK (id > 9)': '-',
      },
    ],
    [
      'CREATE $',
      {
        'TABLE nope.z (a int)': '3F000',
        'TABLE pg_temp.z (a int)': '-',
        'TEMP TABLE z (a int REFERENCES org)': '42P16',
        'TABLE app.z (a int REFERENCES app.z)': '42704',
        'TABLE z AS SELECT 1 AS a, 2 AS a': '42701',
        'TABLE z AS SELECT 1 AS a': '-',
        'TABLE z (b, c) AS SELECT 1 AS a': '42601',
        'TABLE information_schema.z (a int)': '-',
        'TABLE pg_catalog.z (a int)': '42501',
      },
    ],
  ],
);

heldTo(
  'new-tables',
  `CREATE TABLE g (id int, n int GENERATED ALWAYS AS (id + 1) STORED); CREATE TABLE h (id int);`,
  [
    [
      'CREATE TABLE z ($)',
      {
        'a int, b int GENERATED ALWAYS AS (a + 1) STORED': '-',
        'LIKE g INCLUDING GENERATED, c int GENERATED ALWAYS AS (n) STORED': '42P17',
        'LIKE g, c int GENERATED ALWAYS AS (n) STORED': '-',
        'a int GENERATED ALWAYS AS (nope) STORED': '42703',
      },
    ],
    [
      'CREATE TABLE z (a int, b int GENERATED ALWAYS AS (a) STORED) PARTITION BY $',
      { 'RANGE (b)': '42P17', 'LIST (b)': '42P17', 'RANGE ((b + 1))': '42P17' },
    ],
  ],
  [12, 15, 18],
);
