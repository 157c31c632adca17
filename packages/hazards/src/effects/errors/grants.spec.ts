import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does.
heldTo(
  'grants',
  `CREATE ROLE bob; CREATE SCHEMA app; CREATE TABLE t (id int, x text); CREATE VIEW v AS SELECT id FROM t; CREATE SEQUENCE sq; CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN amount AS int; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE TABLE app.u (id int);`,
  [
    [
      'GRANT $ TO bob',
      {
        'USAGE ON t': '0LP01',
        'USAGE ON sq': '-',
        'USAGE ON SEQUENCE t': '42809',
        'DELETE ON SEQUENCE sq': '0LP01',
        'SELECT (nope) ON t': '42703',
      },
    ],
    ['GRANT $ TO bob', { 'USAGE ON SCHEMA nope': '3F000', 'CREATE ON DATABASE postgres': '-' }],
  ],
);
