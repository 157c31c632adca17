import { EVERY_KIND } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('collations', EVERY_KIND, [
  [
    'CREATE TABLE z (a $)',
    {
      'text COLLATE "C"': '-',
      'text COLLATE nope': '42704',
      'text COLLATE public.nope': '42704',
      'int COLLATE "C"': '42804',
      'varchar(3) COLLATE "C"': '-',
    },
  ],
  [
    'ALTER TABLE org $',
    {
      'ALTER code TYPE text COLLATE "C"': '0A000',
      'ALTER code TYPE text COLLATE nope': '42704',
      'ADD COLUMN z text COLLATE nope': '42704',
      'ADD CHECK (id COLLATE "C" > 1)': '42804',
    },
  ],
  [
    '$',
    {
      'CREATE COLLATION nice FROM "C"': '42710',
      'CREATE COLLATION IF NOT EXISTS nice FROM "C"': '-',
      'DROP COLLATION nice': '-',
      'DROP COLLATION nope': '42704',
      'ALTER COLLATION nice RENAME TO z': '-',
      "COMMENT ON COLLATION nope IS 'a'": '42704',
      'CREATE COLLATION app.nice FROM "C"': '-',
    },
  ],
]);
