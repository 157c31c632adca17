import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does.
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
        'z (LIKE plain, a int)': '42701',
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
        'z PARTITION OF p (nope DEFAULT 1) FOR VALUES IN (1)': '42703',
        'z PARTITION OF p (CHECK (id > 0)) FOR VALUES IN (1)': '-',
      },
    ],
    [
      'CREATE TABLE z (a int, b text, t timestamptz, j json, jb jsonb, m mood, pt point, x xml) PARTITION BY $',
      { 'RANGE (j)': '42704', 'HASH (j)': '42704', 'RANGE (a text_ops)': '42804' },
    ],
    [
      'CREATE TABLE z ($)',
      {
        'a int REFERENCES app.z': '42P01',
        'a int, b int, FOREIGN KEY (a, b) REFERENCES org': '42830',
        'a int REFERENCES latepk': '55000',
        'a int COLLATE "C"': '42804',
        'a text COLLATE nope': '42704',
      },
    ],
    [
      'CREATE TABLE z ($) INHERITS (org)',
      {
        'CONSTRAINT id_ok CHECK (id > 0)': '-',
        'CONSTRAINT id_ok CHECK (id > 5)': '42710',
        'CONSTRAINT mine CHECK (id > 9)': '-',
      },
    ],
    ['CREATE $', { 'TABLE z AS SELECT 1 AS a, 2 AS a': '42701', 'TABLE z (b, c) AS SELECT 1 AS a': '42601' }],
  ],
);

heldTo(
  'new-tables',
  `CREATE TABLE g (id int, n int GENERATED ALWAYS AS (id + 1) STORED); CREATE TABLE h (id int);`,
  [
    [
      'CREATE TABLE z ($)',
      {
        'LIKE g INCLUDING GENERATED, c int GENERATED ALWAYS AS (n) STORED': '42P17',
        'LIKE g, c int GENERATED ALWAYS AS (n) STORED': '-',
      },
    ],
  ],
  [12, 15, 18],
);
