import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo(
  'grants',
  `CREATE ROLE bob; CREATE SCHEMA app; CREATE TABLE t (id int, x text); CREATE VIEW v AS SELECT id FROM t; CREATE SEQUENCE sq; CREATE TYPE mood AS ENUM ('a'); CREATE DOMAIN amount AS int; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1'; CREATE MATERIALIZED VIEW mv AS SELECT id FROM t; CREATE TABLE app.u (id int);`,
  [
    [
      'GRANT $ TO bob',
      {
        'SELECT ON t': '-',
        'USAGE ON t': '0LP01',
        'USAGE ON sq': '-',
        'USAGE ON SEQUENCE sq': '-',
        'USAGE ON SEQUENCE t': '42809',
        'DELETE ON SEQUENCE sq': '0LP01',
        'SELECT (nope) ON t': '42703',
        'RULE ON t': '- - 42601',
        'SELECTS ON t': '42601',
        'XSELECT ON t': '42601',
        'ALL ON t': '-',
        'DELETE (id) ON t': '0LP01',
      },
    ],
    [
      'GRANT $ TO bob',
      {
        'USAGE ON SCHEMA nope': '3F000',
        'USAGES ON SCHEMA app': '42601',
        'XUSAGE ON SCHEMA app': '42601',
        'EXECUTES ON FUNCTION f()': '42601',
        'XEXECUTE ON FUNCTION f()': '42601',
        'EXECUTES ON PROCEDURE pr()': '42601',
        'XEXECUTE ON PROCEDURE pr()': '42601',
        'EXECUTES ON ROUTINE f()': '42601',
        'XEXECUTE ON ROUTINE f()': '42601',
        'USAGES ON TYPE mood': '42601',
        'XUSAGE ON TYPE mood': '42601',
        'USAGES ON DOMAIN amount': '42601',
      },
    ],
    [
      'GRANT $ TO bob',
      {
        'XUSAGE ON DOMAIN amount': '42601',
        'USAGES ON LANGUAGE plpgsql': '42601',
        'XUSAGE ON LANGUAGE plpgsql': '42601',
        'SELECTS ON SEQUENCE sq': '42601',
        'XSELECT ON SEQUENCE sq': '42601',
        'SELECT ON DATABASE postgres': '0LP01',
      },
    ],
    ['REVOKE SELECTS ON t FROM bob', '42601'],
  ],
);
