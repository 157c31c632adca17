import { heldTo } from '../../testing/held-to';

heldTo(
  'sequence functions',
  `CREATE SEQUENCE s; CREATE TABLE t (id serial PRIMARY KEY, a int); CREATE VIEW v AS SELECT 1 AS x;`,
  [
    [
      'SELECT $',
      {
        "nextval('t')": '42809',
        "nextval('v')": '42809',
        "nextval('public.t'::regclass)": '42809',
        "nextval('s')": '-',
        "nextval('t_id_seq')": '-',
        "setval('t', 1)": '42809',
        "setval('T', 1, false)": '42809',
        "setval('s', 3)": '-',
        "setval('nope', 3)": '42P01',
      },
    ],
    // Not called: an argument is NULL, or there is no row.
    [
      'SELECT $',
      {
        "setval('t', NULL)": '-',
        "setval('t', (SELECT max(id) FROM t))": '-',
        "setval('t', 1) WHERE false": '-',
        "setval('t', 1) FROM t": '-',
        "CASE WHEN false THEN nextval('t') END": '-',
      },
    ],
    ["ALTER TABLE t ALTER a SET DEFAULT nextval('t')", '-'],
  ],
);
