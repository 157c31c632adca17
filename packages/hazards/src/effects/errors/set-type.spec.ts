import { heldTo } from '../../testing/held-to';

const schema = `CREATE TYPE mood AS ENUM ('low'); CREATE TYPE pair AS (a int, b text); CREATE DOMAIN age AS int; CREATE DOMAIN word AS text; CREATE TABLE o (a int);
CREATE TABLE t (a int, b text, m mood, p pair, g age, w word, r o, ia int[], x int DEFAULT 5, y text DEFAULT 'q', z text DEFAULT 'q'::text, k int DEFAULT '5'::int, bo boolean DEFAULT true, inp int, inr int); CREATE INDEX t_b ON t (b); CREATE POLICY pol ON o USING (o.a IN (SELECT t.inp FROM t));`;

heldTo('set-type', schema, [
  [
    'ALTER TABLE t ALTER a TYPE $',
    { text: '-', mood: '42804', pair: '42804', age: '-', word: '-', 'int[]': '42804' },
  ],
  [
    'ALTER TABLE t ALTER b TYPE $',
    {
      age: '42804',
      word: '-',
      mood: '42804',
      'mood USING b::mood': '-',
      'mood USING t.b::mood': '-',
      'mood USING a::mood': '42846',
      'mood USING t.a::mood': '42846',
      'uuid USING a': '42804',
    },
  ],
  [
    'ALTER TABLE t ALTER b TYPE $',
    {
      'uuid USING t.a': '42804',
      'bigint USING a': '-',
      'bigint USING t.a': '-',
      'int USING length(b)': '-',
      'uuid USING m::uuid': '42846',
      'text USING p': '-',
      'text USING m': '-',
      'int USING m': '42804',
    },
  ],
  [
    'ALTER TABLE t ALTER b TYPE $',
    {
      'int USING p::int': '42846',
      'int USING r::text::int': '-',
      'int USING r::int': '42846',
      'mood USING w::mood': '-',
      'mood USING g::mood': '42846',
      'uuid USING g::text::uuid': '-',
      'json USING b::json': '42704',
      'xml USING b::xml': '42704',
    },
  ],
  [
    'ALTER TABLE t ALTER b TYPE $',
    { 'point USING b::point': '42704', 'jsonb USING b::jsonb': '-', 'json USING NULL': '42704' },
  ],
  ['ALTER TABLE t ALTER m TYPE $', { text: '-', int: '42804', pair: '42804' }],
  ['ALTER TABLE t ALTER p TYPE $', { text: '-', mood: '42804', 'int USING (p).a': '-' }],
  ['ALTER TABLE t ALTER g TYPE $', { bigint: '-', uuid: '42804', mood: '42804' }],
  [
    'ALTER TABLE t ALTER w TYPE $',
    { mood: '42804', 'varchar(3)': '-', int: '42804', 'int USING w::int': '-' },
  ],
  ['ALTER TABLE t ALTER r TYPE $', { text: '-', int: '42804' }],
  [
    'ALTER TABLE t ALTER ia TYPE $',
    { 'bigint[]': '-', text: '-', int: '42804', 'uuid[]': '42804', 'age[]': '-' },
  ],
  [
    'ALTER TABLE t ALTER x TYPE $',
    {
      text: '-',
      'uuid USING NULL': '42804',
      'boolean USING x > 0': '42804',
      'date USING now()::date': '42804',
      'uuid USING NULL, ALTER x DROP DEFAULT': '-',
    },
  ],
  [
    'ALTER TABLE t ALTER y TYPE $',
    { 'int USING 1': '42804', 'varchar(3)': '-', 'mood USING y::mood': '42804' },
  ],
  [
    'ALTER TABLE t ALTER z TYPE $',
    { 'int USING 1': '42804', 'varchar(3)': '-', 'mood USING z::mood': '42804' },
  ],
  ['ALTER TABLE t ALTER k TYPE $', { bigint: '-', 'uuid USING NULL': '42804', text: '-' }],
  ['ALTER TABLE t ALTER bo TYPE $', { 'int USING bo::int': '42804', text: '-' }],
  ['ALTER TABLE t ALTER inp TYPE bigint', '0A000'],
  ['ALTER TABLE t ALTER inr TYPE bigint', '-'],
  ['ALTER TABLE t ALTER y DROP DEFAULT, ALTER y TYPE int USING 1', '-'],
  ['ALTER TABLE t ALTER x DROP DEFAULT, ALTER y TYPE int USING 1', '42804'],
  ["ALTER TABLE t ALTER y SET DEFAULT '7', ALTER y TYPE int USING 1", '42804'],
  ['ALTER TABLE t ALTER y DROP NOT NULL, ALTER y TYPE int USING 1', '42804'],
  ['ALTER TABLE t DROP COLUMN inp', '2BP01'],
  ['ALTER TABLE t DROP COLUMN inr', '-'],
  ['ALTER TABLE t DROP COLUMN b', '-'],
  ['ALTER TABLE t DROP COLUMN m', '-'],
  ['DROP TYPE mood', '2BP01'],
  ['DROP DOMAIN age', '2BP01'],
  ['DROP TABLE o', '2BP01'],
  ['DROP TABLE t', '2BP01'],
]);
