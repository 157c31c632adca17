import { MANY_TYPES } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('types', MANY_TYPES, [
  [
    'ALTER TABLE w ADD COLUMN z $',
    {
      'varchar(0)': '22023',
      'varchar(1)': '-',
      'varchar(10485760)': '-',
      'varchar(10485761)': '22023',
      'bit(83886081)': '22023',
      'numeric(0)': '22023',
      'numeric(1)': '-',
      'numeric(1000)': '-',
      'numeric(1001)': '22023',
      'numeric(5, 5)': '-',
      'numeric(5, 6)': '22023 - -',
      'numeric(5, -1)': '22023 - -',
    },
  ],
  [
    'ALTER TABLE w ADD COLUMN z $',
    {
      'numeric(5, 1001)': '22023',
      'numeric(5, 2, 1)': '22023',
      'text(3)': '42601',
      'float(0)': '22023',
      'float(54)': '22023',
      'mood(3)': '42601',
      'amount(3)': '42601',
      'public.varchar(0)': '42704',
      'bool(1)': '42601',
      'date(1)': '42601',
      'uuid(1)': '42601',
      'jsonb(1)': '42601',
    },
  ],
  [
    'ALTER TABLE w ADD COLUMN z $',
    {
      'information_schema.sql_identifier': '-',
      my_reg: '42704',
      record: '42P16',
      anyelement: '42P16',
      void: '42P16',
      trigger: '42P16',
      cstring: '42P16',
      unknown: '42P16',
      internal: '42P16',
      event_trigger: '42P16',
      anyarray: '42P16',
      anyenum: '42P16',
    },
  ],
]);
