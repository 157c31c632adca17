import type { EverydayCase } from './case';

const MOODS = `CREATE TYPE app.mood AS ENUM ('good', 'bad', 'ugly'); CREATE TABLE app.person (id int PRIMARY KEY, mood app.mood NOT NULL DEFAULT 'good');
  INSERT INTO app.person SELECT i, CASE WHEN i % 2 = 0 THEN 'good' ELSE 'bad' END::app.mood FROM generate_series(1, 60) i`;

/** As TypeORM's generator swaps an enum type for another one. */
const swap = (labels: string): readonly string[] => [
  'ALTER TYPE "app"."mood" RENAME TO "mood_old"',
  `CREATE TYPE "app"."mood" AS ENUM(${labels})`,
  'ALTER TABLE "app"."person" ALTER COLUMN "mood" DROP DEFAULT',
  'ALTER TABLE "app"."person" ALTER COLUMN "mood" TYPE "app"."mood" USING "mood"::"text"::"app"."mood"',
  `ALTER TABLE "app"."person" ALTER COLUMN "mood" SET DEFAULT 'good'`,
  'DROP TYPE "app"."mood_old"',
];
const SWAPS = ['rename', 'drop-default', 'enum-swap', 'type-change-loses-values', 'drop-type'];
const retype = (table: string, column: string, type: string, using = ''): string =>
  `ALTER TABLE app.${table} ALTER COLUMN ${column} TYPE ${type}${using && ` USING ${using}`}`;

/** Columns of another type, and the types themselves. */
export const TYPES: readonly EverydayCase[] = [
  {
    name: 'an enum swapped for one with another label',
    given: MOODS,
    allow: SWAPS,
    up: swap(`'good', 'bad', 'ugly', 'fine'`),
    down: swap(`'good', 'bad', 'ugly'`),
  },
  {
    name: 'an enum swapped for one without a label that no row holds',
    given: MOODS,
    allow: SWAPS,
    up: swap(`'good', 'bad'`),
    down: swap(`'good', 'bad', 'ugly'`),
  },
  {
    name: 'an enum with a label of another name, as declared',
    given: MOODS,
    allow: ['rename'],
    changes: ['app.person.mood'],
    up: [`ALTER TYPE app.mood RENAME VALUE 'bad' TO 'poor'`],
    down: [`ALTER TYPE app.mood RENAME VALUE 'poor' TO 'bad'`],
  },
  {
    name: 'a column of a new enum',
    given:
      'CREATE TABLE app.person (id int PRIMARY KEY); INSERT INTO app.person SELECT generate_series(1, 60)',
    up: [
      `CREATE TYPE "app"."person_kind_enum" AS ENUM('a', 'b')`,
      `ALTER TABLE "app"."person" ADD "kind" "app"."person_kind_enum" NOT NULL DEFAULT 'a'`,
    ],
    down: ['ALTER TABLE "app"."person" DROP COLUMN "kind"', 'DROP TYPE "app"."person_kind_enum"'],
  },
  {
    name: 'text made an enum',
    given: `CREATE TABLE app.t (id int PRIMARY KEY, s varchar NOT NULL); INSERT INTO app.t SELECT i, CASE i % 2 WHEN 0 THEN 'on' ELSE 'off' END FROM generate_series(1, 60) i`,
    allow: ['type-change-loses-values'],
    up: [`CREATE TYPE app.onoff AS ENUM ('on', 'off')`, retype('t', 's', 'app.onoff', 's::app.onoff')],
    down: [retype('t', 's', 'varchar', 's::text'), 'DROP TYPE app.onoff'],
  },
  {
    name: 'a composite type, a domain and an enum, with and without a column',
    given:
      'CREATE TABLE app.t (id int PRIMARY KEY, mail text); INSERT INTO app.t SELECT i, i || $$@x$$ FROM generate_series(1, 60) i',
    up: [
      'CREATE TYPE app.addr AS (street text, zip text)',
      `CREATE TYPE app.unused AS ENUM ('a')`,
      'CREATE TYPE app.pair AS (a int, b int)',
      `CREATE DOMAIN app.mail AS text CHECK (VALUE LIKE '%@%')`,
      'ALTER TABLE app.t ADD addr app.addr',
      retype('t', 'mail', 'app.mail'),
    ],
    down: [
      retype('t', 'mail', 'text'),
      'ALTER TABLE app.t DROP COLUMN addr',
      'DROP DOMAIN app.mail',
      'DROP TYPE app.pair',
      'DROP TYPE app.unused',
      'DROP TYPE app.addr',
    ],
  },
  {
    name: 'a key made bigint, with the foreign key to it',
    given: `CREATE TABLE app.acct (id serial PRIMARY KEY, n text); CREATE TABLE app.item (id serial PRIMARY KEY, "acctId" int NOT NULL REFERENCES app.acct (id) ON DELETE CASCADE);
      INSERT INTO app.acct (n) SELECT 'a' || i FROM generate_series(1, 50) i; INSERT INTO app.item ("acctId") SELECT i % 50 + 1 FROM generate_series(1, 200) i`,
    allow: ['drop-constraint', 'change-sequence'],
    up: [
      'ALTER TABLE app.item DROP CONSTRAINT "item_acctId_fkey"',
      retype('acct', 'id', 'bigint'),
      'ALTER SEQUENCE app.acct_id_seq AS bigint',
      retype('item', '"acctId"', 'bigint'),
      'ALTER TABLE app.item ADD CONSTRAINT "item_acctId_fkey" FOREIGN KEY ("acctId") REFERENCES app.acct (id) ON DELETE CASCADE',
    ],
    down: [
      'ALTER TABLE app.item DROP CONSTRAINT "item_acctId_fkey"',
      retype('acct', 'id', 'integer'),
      'ALTER SEQUENCE app.acct_id_seq AS integer',
      retype('item', '"acctId"', 'integer'),
      'ALTER TABLE app.item ADD CONSTRAINT "item_acctId_fkey" FOREIGN KEY ("acctId") REFERENCES app.acct (id) ON DELETE CASCADE',
    ],
  },
  {
    name: 'serial made an identity',
    given: `CREATE TABLE app.t (id serial PRIMARY KEY, v text); INSERT INTO app.t (v) SELECT 'v' FROM generate_series(1, 50)`,
    allow: ['drop-default', 'drop-sequence', 'change-sequence'],
    up: [
      'ALTER TABLE app.t ALTER COLUMN id DROP DEFAULT',
      'DROP SEQUENCE app.t_id_seq',
      'ALTER TABLE app.t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY',
      `SELECT setval(pg_get_serial_sequence('app.t', 'id'), (SELECT max(id) FROM app.t))`,
    ],
    down: [
      'ALTER TABLE app.t ALTER COLUMN id DROP IDENTITY',
      'CREATE SEQUENCE app.t_id_seq AS integer OWNED BY app.t.id',
      `SELECT setval('app.t_id_seq', (SELECT max(id) FROM app.t))`,
      `ALTER TABLE app.t ALTER COLUMN id SET DEFAULT nextval('app.t_id_seq')`,
    ],
  },
  {
    name: 'a key that gets an identity',
    given: 'CREATE TABLE app.t (id int PRIMARY KEY); INSERT INTO app.t SELECT generate_series(1, 50)',
    allow: ['change-sequence'],
    up: [
      'ALTER TABLE app.t ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY',
      `SELECT setval(pg_get_serial_sequence('app.t', 'id'), (SELECT max(id) FROM app.t))`,
    ],
    down: ['ALTER TABLE app.t ALTER COLUMN id DROP IDENTITY'],
  },
  {
    name: 'timestamps with a zone, longer texts, wider numbers',
    given: `CREATE TABLE app.ev (id serial PRIMARY KEY, at timestamp NOT NULL DEFAULT now(), s varchar(50), n numeric(14,2));
      INSERT INTO app.ev (at, s, n) SELECT timestamp '2026-01-01 00:00:00.123456' + i * interval '1 hour', 'web', i * 1.1 FROM generate_series(1, 100) i`,
    allow: ['type-change-loses-values'],
    up: [
      retype('ev', 'at', 'timestamptz', `at AT TIME ZONE 'UTC'`),
      retype('ev', 's', 'varchar(255)'),
      retype('ev', 'n', 'numeric(18,2)'),
    ],
    down: [
      retype('ev', 'n', 'numeric(14,2)'),
      retype('ev', 's', 'varchar(50)'),
      retype('ev', 'at', 'timestamp', `at AT TIME ZONE 'UTC'`),
    ],
  },
  {
    name: 'values that are written otherwise, as declared: text to number, JSON, arrays',
    given: `CREATE TABLE app.t (id int PRIMARY KEY, n varchar, j text, a text); INSERT INTO app.t SELECT i, '0' || i, '{"a": ' || i || '}', 'x,y' FROM generate_series(1, 60) i`,
    allow: ['type-change-loses-values'],
    changes: ['t.n', 't.a'],
    up: [
      retype('t', 'n', 'integer', 'n::integer'),
      retype('t', 'j', 'jsonb', 'j::jsonb'),
      retype('t', 'a', 'text[]', `string_to_array(a, ',')`),
    ],
    down: [
      retype('t', 'a', 'text', `array_to_string(a, ',')`),
      retype('t', 'j', 'text', 'j::text'),
      retype('t', 'n', 'varchar', `'0' || n`),
    ],
  },
];
