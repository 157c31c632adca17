import { heldTo } from '../../testing/held-to';

const made = (rest: string): string => `CREATE FUNCTION f() RETURNS numeric LANGUAGE ${rest}`;

heldTo(
  'operators behind their values',
  'CREATE TABLE t (id int);',
  [
    [
      made('plpgsql AS $'),
      {
        '$$ BEGIN RETURN 5 !; END $$': '- - 42601 42601',
        '$$ BEGIN RETURN 5 ! -- of five\n; END $$': '- - 42601 42601',
        '$$ BEGIN IF 3 < 5 ! THEN RETURN 1; END IF; END $$': '- - 42601 42601',
        "'BEGIN RETURN (5 &); END'": '- - 42601 42601',
        '$$ BEGIN IF 1 != 2 RETURN 5; END IF; END $$': '42601',
        '$$ BEGIN RETURN 5 +; END $$': '42601',
      },
    ],
    [made('sql AS $'), { "'SELECT 5 !'": '- - 42601 42601', "'SELECT 5 - '": '42601' }],
    ['DO $$ DECLARE n numeric; BEGIN n := 5 !; END $$', '- - 42601 42601'],
    ['DO $$ BEGIN IF 1 != 2 THEN RETRN; END IF; END $$', '42601'],
  ],
  [11, 13, 14, 18],
);
