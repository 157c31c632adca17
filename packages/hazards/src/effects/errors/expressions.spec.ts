import { MANY_TYPES, TYPES_WITHOUT_INT } from '../../testing/held-schemas';
import { heldTo } from '../../testing/held-to';

const schema = `CREATE FUNCTION same(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE FUNCTION later(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION count(a int, b int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
CREATE TABLE t (id int, x text, d date, ts timestamp, tz timestamptz, ok boolean, n numeric, u uuid, j jsonb, a int[], iv interval); CREATE TABLE o (id int);`;

heldTo('expressions', schema, [
  [
    'CREATE INDEX ON t (($))',
    {
      'lower(x)': '-',
      'now()': '42P17',
      'random()': '42P17',
      'clock_timestamp()': '42P17',
      CURRENT_DATE: '42P17',
      CURRENT_TIMESTAMP: '42P17',
      CURRENT_USER: '42P17',
      'x || nope': '42703',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      nope: '42703',
      't.x || t.x': '-',
      'to_char(d, x)': '42P17',
      "to_date(x, 'YYYY')": '42P17',
      "to_number(x, '9')": '42P17',
      'concat(x, x)': '42P17',
      "concat_ws(',', x, x)": '42P17',
      "format('%s', x)": '42P17',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      "array_to_string(a, ',')": '42P17',
      'current_schema()': '42P17',
      'pg_backend_pid()': '42P17',
      'tz::date': '42P17',
      'tz::text': '42P17',
      'tz::timestamp': '42P17',
      'tz::time': '42P17',
      'tz::timetz': '42P17',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      'tz::varchar': '42P17',
      'ts::date': '-',
      'ts::text': '42P17',
      'ts::timestamptz': '42P17',
      'd::text': '42P17',
      'd::timestamptz': '42P17',
      'd::timestamp': '-',
      'id::text': '-',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      'x::text': '-',
      'n::int': '-',
      'tz::timestamptz': '-',
      "date_trunc('day', tz)": '42P17',
      "date_trunc('day', ts)": '-',
      "date_part('day', tz)": '42P17',
      "date_part('day', ts)": '-',
      'extract(day FROM tz)': '42P17',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      'extract(day FROM ts)': '-',
      'to_tsvector(x)': '42P17',
      "to_tsvector('english', x)": '-',
      'to_timestamp(id)': '-',
      "to_timestamp(x, 'YYYY')": '42P17',
      "tz AT TIME ZONE 'UTC'": '-',
      'same(id)': '-',
      'later(id)': '-',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      'max(id)': '42803',
      'count(id, id)': '-',
      'generate_series(1, id)': '0A000',
      'unnest(a)': '0A000',
      'row_number() OVER ()': '42P20',
      '(SELECT 1)': '0A000',
      'id IN (SELECT id FROM o)': '0A000',
      'nowhere(id)': '42883',
    },
  ],
  [
    'CREATE INDEX ON t (($))',
    {
      'pg_catalog.lower(x)': '-',
      'pg_catalog.now()': '42P17',
      'coalesce(x, x)': '-',
      'greatest(id, 1)': '-',
      'nullif(id, 1)': '-',
      'md5(x)': '-',
      'plainto_tsquery(x)': '42P17',
      "to_tsquery('english', x)": '-',
    },
  ],
  [
    'CREATE INDEX ON t (id) WHERE $',
    { 'id > 0': '-', ok: '-', 'NOT ok': '-', id: '42804', x: '42804', d: '42804', ts: '42804', tz: '42804' },
  ],
  [
    'CREATE INDEX ON t (id) WHERE $',
    { '1': '42804', n: '42804', u: '42804', j: '42804', a: '42804', iv: '42804', '1.5': '42804', true: '-' },
  ],
  [
    'CREATE INDEX ON t (id) WHERE $',
    {
      'tz > now()': '42P17',
      'd > CURRENT_DATE': '42P17',
      'nope > 1': '42703',
      nope: '42703',
      'later(id) > 0': '-',
      'same(id) > 0': '-',
      'max(id) > 1': '42803',
      'id IN (SELECT 1)': '0A000',
    },
  ],
  [
    'CREATE INDEX ON t (id) WHERE $',
    {
      "date_trunc('day', tz) > '2024-01-01'": '42P17',
      'tz::date > d': '42P17',
      'generate_series(1, 2) > 1': '0A000',
      'row_number() OVER () > 1': '42P20',
      'nowhere()': '42883',
      'x IS NULL': '-',
      "d > 'today'::date": '-',
    },
  ],
  [
    'ALTER TABLE t ADD CHECK ($)',
    {
      '1': '42804',
      'now() > tz': '-',
      'random() > 0.5': '-',
      id: '42804',
      ok: '-',
      x: '42804',
      a: '42804',
      '2.5': '42804',
    },
  ],
  [
    'ALTER TABLE t ADD CHECK ($)',
    {
      'nope > 0': '42703',
      't.id > 0': '-',
      'max(id) > 0': '42803',
      'unnest(a) > 0': '0A000',
      'rank() OVER () > 0': '42P20',
      'EXISTS (SELECT 1)': '0A000',
      'nowhere(id)': '42883',
      'later(id) > 0': '-',
    },
  ],
  [
    'ALTER TABLE t ADD CHECK ($)',
    {
      'count(id, id) > 0': '-',
      'tz::date > d': '-',
      'CURRENT_DATE > d': '-',
      'string_agg(x, x) IS NULL': '42803',
      'sum(id) > 0': '42803',
      'json_agg(id) IS NULL': '42803',
      'bool_and(ok)': '42803',
      'regexp_matches(x, x) IS NULL': '0A000',
    },
  ],
  [
    'ALTER TABLE t ADD CHECK ($)',
    {
      'tableoid > 0': '-',
      "x ~ '^a'": '-',
      'length(x) > 0': '-',
      'gen_random_uuid() = u': '42883 - -',
      "starts_with(x, 'a')": '-',
      'id BETWEEN 1 AND 3': '-',
      'num_nonnulls(id, x) = 1': '-',
      'jsonb_typeof(j) = x': '-',
    },
  ],
  [
    'ALTER TABLE t ADD CHECK ($)',
    { 'array_length(a, 1) > 1': '-', 'cardinality(a) > 1': '-', true: '-', false: '-', NULL: '-' },
  ],
  [
    'ALTER TABLE t ADD COLUMN z text DEFAULT $',
    {
      x: '42P10 0A000 0A000',
      nope: '42703 0A000 0A000',
      't.x': '42P10 0A000 0A000',
      'now()': '-',
      CURRENT_USER: '-',
      "lower('A')": '-',
      'max(1)': '42803',
      'generate_series(1, 2)': '0A000',
    },
  ],
  [
    'ALTER TABLE t ADD COLUMN z text DEFAULT $',
    {
      'rank() OVER ()': '42P20',
      '(SELECT 1)': '0A000',
      'nowhere()': '42883',
      'random()': '-',
      'md5(random()::text)': '-',
      'gen_random_uuid()': '42883 - -',
      'uuidv7()': '42883 42883 -',
      "date_bin('1 day', now(), now())": '42883 - -',
    },
  ],
  [
    'ALTER TABLE t ADD COLUMN z text DEFAULT $',
    {
      'uuid_generate_v4()': '42883',
      "concat('a', 'b')": '-',
      "string_to_table('a', 'b')": '42883 0A000 0A000',
      "unistr('a')": '42883 - -',
      "regexp_count('a', 'a')": '42883 - -',
      'random_normal()': '42883 42883 -',
      'pg_catalog.now()': '-',
      'public.nowhere()': '42883',
    },
  ],
  [
    'ALTER TABLE t ADD COLUMN z text DEFAULT $',
    { 'later(1)': '-', 'public.later(1)': '-', 'trim_scale(1)': '42883 - -', 'gcd(4, 6)': '42883 - -' },
  ],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (id > 0))', '-'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (nope > 0))', '42703'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (z.id > 0))', '-'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (id))', '42804'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (ok))', '42703'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (max(id) > 0))', '42803'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (id IN (SELECT 1)))', '0A000'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (nowhere(id)))', '42883'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (now() > tz))', '-'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (x))', '42804'],
  ['CREATE TABLE z (id int, x text, tz timestamptz, CHECK (1))', '42804'],
  ['CREATE TABLE z (id int, y int GENERATED ALWAYS AS IDENTITY, t text DEFAULT id)', '42P10 0A000 0A000'],
  ['CREATE TABLE z (id int DEFAULT nope)', '42703 0A000 0A000'],
  ['CREATE TABLE z (id int DEFAULT (SELECT 1))', '0A000'],
  ['CREATE TABLE z (a text, b text DEFAULT lower(a))', '42P10 0A000 0A000'],
  [
    'ALTER TABLE t ALTER x SET DEFAULT $',
    {
      id: '42P10 0A000 0A000',
      nope: '42703 0A000 0A000',
      'max(1)': '42803',
      'now()': '-',
      "(SELECT 'a')": '0A000',
    },
  ],
  ['ALTER TABLE t ALTER x DROP DEFAULT', '-'],
  ['ALTER TABLE t ALTER nope DROP DEFAULT', '42703'],
  ['ALTER TABLE t ADD COLUMN z int CHECK (z > 0)', '-'],
  ['ALTER TABLE t ADD COLUMN z int CHECK (z > id)', '-'],
  ['ALTER TABLE t ADD COLUMN z int CHECK (nope > 0)', '42703'],
  ['ALTER TABLE t ADD COLUMN z int CHECK (z)', '42804'],
  ['ALTER TABLE t ADD COLUMN z int CHECK (max(z) > 1)', '42803'],
]);

// Asked of servers of all majors, and kept because each notices a change of the code that nothing above does, or was once told otherwise.
heldTo('expressions', MANY_TYPES, [
  [
    'CREATE INDEX ON w (($))',
    {
      'date(tz)': '42P17',
      'date(ts)': '-',
      "date_trunc('day', y.tz)": '42P01',
      "date_trunc('day', w.tz)": '42P17',
      'to_timestamp()': '42883',
    },
  ],
  ['CREATE INDEX ON w ((v::char(3)))', '-'],
  [
    'CREATE INDEX ON w (($))',
    {
      'w::text': '-',
      'y::text': '42703',
      'w.*::text': '42P17',
      'public.stamped(id)': '-',
      'to_char(id)': '-',
      'public.random()': '42883',
    },
  ],
  [
    'CREATE INDEX ON w (($))',
    {
      'public.w.id': '-',
      tableoid: '0A000',
      ctid: '0A000',
      oid: '42703',
      'w.tableoid': '0A000',
      'id.x': '42P01',
    },
  ],
  [
    'CREATE INDEX ON w (id) WHERE $',
    { 'y.id > 1': '42P01', 'tableoid = 1': '0A000', 'ctid IS NULL': '0A000' },
  ],
  [
    'ALTER TABLE w ADD CHECK ($)',
    {
      'ctid IS NOT NULL': '42P10',
      'oid > 0': '42P10 42703 42703',
      'tableoid > 0': '-',
      'y IS NOT NULL': '42703',
      'id.id > 0': '42P01',
      'w.nope > 0': '42703',
      'pg_catalog.max(id) > 0': '42803',
    },
  ],
  [
    'ALTER TABLE w ADD COLUMN z int DEFAULT $',
    {
      w: '42P10 0A000 0A000',
      'stamped(1)': '-',
      "'1'": '-',
      "'x'": '22P02',
      '1.5': '-',
      "'low'::mood": '42804',
    },
  ],
  [
    'ALTER TABLE w ALTER id TYPE int USING ($)',
    { w: '-', 'x::int': '-', 'max(id)': '42803', tableoid: '-', oid: '42703', "'x'": '22P02' },
  ],
  [
    'CREATE POLICY p ON w USING ($)',
    {
      b: '-',
      id: '42804',
      'y.id > 0': '42P01',
      'nowhere.id > 0': '42P01',
      'ctid IS NULL': '-',
      'oid = 1': '42703',
    },
  ],
  ['CREATE POLICY p ON w FOR INSERT WITH CHECK (y.id > 0)', '42P01'],
  [
    'CREATE TABLE z (id int, x text, tz timestamptz, z int, m mood, CHECK ($))',
    {
      'z IS NOT NULL': '-',
      'y.id > 0': '42P01',
      'id.id > 0': '42P01',
      'oid > 0': '42P10 42703 42703',
      'z.nope > 0': '42703',
    },
  ],
  [
    'CREATE TABLE z (id int, x text) PARTITION BY RANGE (($))',
    { 'id + 1': '-', 'random()': '42P17', nope: '42703', xmin: '42P17', tableoid: '42P17' },
  ],
  [
    "BEGIN; ALTER TYPE mood ADD VALUE 'mid'; $",
    {
      "ALTER TABLE w ADD CHECK (m = 'mid')": '25001 55P04 55P04',
      "ALTER TABLE w ADD CHECK (x = 'mid')": '25001 - -',
      "ALTER TABLE w ALTER m SET DEFAULT 'mid'": '25001 55P04 55P04',
      'ALTER TABLE w ADD CHECK (id > 1)': '25001 - -',
    },
  ],
]);

heldTo('expressions', TYPES_WITHOUT_INT, [
  [
    'CREATE INDEX ON w (($))',
    { 'w::text': '42P17', 'w::varchar': '42P17', 'w.*': '-', 'w.*::text': '42P17' },
  ],
  ['CREATE INDEX ON w (id) WHERE w.* IS NOT NULL', '-'],
  ['ALTER TABLE w ADD COLUMN z int DEFAULT $', { w: '42P10 0A000 0A000', 'w.*': '42P10 0A000 0A000' }],
  ['ALTER TABLE w ALTER id TYPE int USING (w::text)', '42804'],
]);

heldTo(
  'expressions',
  MANY_TYPES,
  [
    [
      'ALTER TABLE w ADD COLUMN z text GENERATED ALWAYS AS ($) STORED',
      { x: '-', w: '-', 'w.*': '42P17', tableoid: '-', ctid: '42P10', oid: '42703', xmin: '42P10' },
    ],
    ['CREATE TABLE z (id int, x text, q text GENERATED ALWAYS AS (xmin) STORED)', '42P10'],
  ],
  [12, 15, 18],
);

heldTo(
  'expressions',
  TYPES_WITHOUT_INT,
  [['ALTER TABLE w ADD COLUMN z text GENERATED ALWAYS AS ($) STORED', { w: '42P17', 'w.*': '42P17' }]],
  [12, 15, 18],
);
