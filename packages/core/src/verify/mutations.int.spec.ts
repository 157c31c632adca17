import { MigrationFailed, migrateUnit, ProofFailed } from '../apply/migrate-unit';
import type { Unit } from '../apply/unit';
import { CRM } from '../testing/crm';
import { dumpOf } from '../testing/database-dump';
import { createProject, queries, type MigrationSource, type Project } from '../testing/project';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import type { ConnectionParameters } from '../target/connection';
import { Host } from '../typeorm/host';

/**
 * Real migrations, sent by the user's TypeORM through the real apply path, that do what the proof exists to see, and others that are
 * harmless. Nothing is committed: the harmless ones are stopped at the last moment.
 */
interface Mutation {
  readonly name: string;
  readonly up: string | readonly string[];
  /** `@Changes` */
  readonly declared?: readonly string[];
  /** What the words about the loss must hold. */
  readonly says?: RegExp;
}

const MORE = `
  CREATE TYPE core.address AS (street text, city text);
  CREATE DOMAIN core.percent AS integer CHECK (VALUE BETWEEN 0 AND 100);
  CREATE COLLATION core.german (provider = icu, locale = 'de');
  CREATE COLLATION core.blind (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
  CREATE SEQUENCE core.invoice; SELECT setval('core.invoice', 5000);
  CREATE SEQUENCE core.ticket; SELECT setval('core.ticket', 70);
  CREATE TABLE core.thing (
    id integer PRIMARY KEY, c char(8), bare bpchar, vc varchar(40), t text, folded text COLLATE core.blind, ordered text COLLATE core.german,
    n numeric, money money, r real, d double precision, si smallint, big bigint, b boolean, u uuid, at timestamptz, local timestamp, day date,
    clock timetz, wait interval, j jsonb, raw json, tags text[], grid integer[], bin bytea, bits bit varying, ip inet, span int4range, spans tstzrange,
    place core.address, share core.percent, doc xml, words tsvector, spot point, stage core.stage, stages core.stage[]);
  INSERT INTO core.thing SELECT i, 'c' || i, 'b  ', 'value ' || i, 'Text ' || i || '  ', 'ABC', 'ä' || i, (i || '.50')::numeric, i * 1.25, i / 3.0, i / 7.0, i, i * 1e12, i % 2 = 0,
      md5('t' || i)::uuid, '2026-01-01 10:00:00.123456+00'::timestamptz + i * interval '1 hour', '2026-03-29 02:30:00.654321', '2026-02-28', '10:00+02', interval '1 mon',
      jsonb_build_object('a', i, 'b', NULL, 'n', 1.10), '{"a":  1, "a": 2}', ARRAY['x', 'y', NULL, ''], '{{1,2},{3,4}}', decode(md5('b' || i), 'hex'), B'10101', '10.0.0.1/8', '[1,10)',
      tstzrange('2026-01-01', NULL), ROW('street ' || i, NULL)::core.address, i, '<a x="1"/>', to_tsvector('simple', 'to be ' || i), point(i, '-0'::float8), 'NEW', '{NEW,WON}'
    FROM generate_series(1, 60) i;
  UPDATE core.thing SET n = 'NaN', d = 'Infinity', at = 'infinity', day = '-infinity', t = NULL WHERE id = 13;
  UPDATE core.thing SET d = '-0', t = '' WHERE id = 14;
  CREATE TABLE core.log (at date NOT NULL, line text) PARTITION BY RANGE (at);
  CREATE TABLE core.log_2025 PARTITION OF core.log FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
  CREATE TABLE core.log_2026 PARTITION OF core.log FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
  INSERT INTO core.log VALUES ('2025-05-05', 'a'), ('2026-01-02', 'b');
  CREATE TABLE core.setting (name text NOT NULL, value text); INSERT INTO core.setting VALUES ('a', '1'), ('a', '1'), ('b', '2');
  SELECT lo_from_bytea(4711, 'a large object');
  CREATE SEQUENCE core.waiting; SELECT setval('core.waiting', 500, false);
  CREATE SEQUENCE core.down INCREMENT BY -1; SELECT setval('core.down', -70);
  CREATE TYPE core.level AS ENUM ('NEW', 'WON'); CREATE DOMAIN core.phase AS core.level;
  CREATE TABLE core.parent (v integer); CREATE TABLE core.child (w integer) INHERITS (core.parent); INSERT INTO core.child VALUES (1, 2), (3, 4);
  CREATE TABLE core.pair (id integer PRIMARY KEY, other integer UNIQUE NOT NULL, a text, b text, phase core.phase, long text, n numeric, twice integer GENERATED ALWAYS AS (other * 2) STORED);
  INSERT INTO core.pair (id, other, a, b, phase, long, n) SELECT i, i + 100, 'a' || i, 'b' || i, 'NEW', repeat(md5(i::text), 500), 'NaN' FROM generate_series(1, 20) i;
  CREATE UNLOGGED TABLE core.cache (k text); INSERT INTO core.cache VALUES ('k');
  CREATE FUNCTION core.tidy() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM core.person WHERE id = 77; END $$;
  CREATE VIEW core.people AS SELECT id, email FROM core.person;
  ANALYZE;
`;

const set = (column: string, value: string, where = 'id = 7'): string =>
  `UPDATE core.thing SET ${column} = ${value} WHERE ${where}`;
const retype = (column: string, type: string, using = column): string =>
  `ALTER TABLE core.thing ALTER COLUMN ${column} TYPE ${type} USING ${using}`;

const BAD: readonly Mutation[] = [
  { name: 'row lost', up: 'DELETE FROM core.thing WHERE id = 7', says: /60 rows became 59/ },
  { name: 'row lost in a table without a key', up: `DELETE FROM core.setting WHERE name = 'b'` },
  {
    name: 'row doubled in a table without a key',
    up: `CREATE TABLE core.s2 AS TABLE core.setting; INSERT INTO core.s2 SELECT * FROM core.setting WHERE name = 'b'; TRUNCATE core.setting; INSERT INTO core.setting TABLE core.s2`,
  },
  {
    name: 'one row for another in a table without a key',
    up: `UPDATE core.setting SET name = 'c' WHERE name = 'a'`,
  },
  {
    name: 'row lost and another put in its place',
    up: 'DELETE FROM core.person WHERE id = 7; INSERT INTO core.person (id, email) VALUES (7000, $$x$$)',
  },
  { name: 'all rows lost', up: 'TRUNCATE core.thing', says: /60 rows became 0/ },
  {
    name: 'rows lost by a join that finds fewer',
    up: 'CREATE TABLE core.keep AS SELECT p.* FROM core.person p JOIN core.thing t ON t.id = p.id; TRUNCATE core.person; INSERT INTO core.person SELECT * FROM core.keep',
  },
  { name: 'varchar cut', up: retype('vc', 'varchar(5)', 'left(vc, 5)'), says: /"vc"/ },
  { name: 'trailing blanks trimmed', up: `UPDATE core.thing SET t = rtrim(t)`, says: /"t"/ },
  { name: 'trailing blanks of a bpchar trimmed', up: `UPDATE core.thing SET bare = 'b'`, says: /"bare"/ },
  {
    name: 'numeric rounded',
    up: retype('n', 'numeric(14,0)', `CASE WHEN n = 'NaN' THEN NULL ELSE n END`),
    says: /"n"/,
  },
  { name: 'numeric scale lost', up: `UPDATE core.thing SET n = trim_scale(n)`, says: /"n"/ },
  { name: 'NaN to NULL', up: `UPDATE core.thing SET n = NULL WHERE n = 'NaN'`, says: /"n"/ },
  { name: 'minus zero', up: set('d', '0', 'id = 14'), says: /"d"/ },
  { name: 'double to real', up: retype('d', 'real'), says: /"d"/ },
  { name: 'money by a tenth of a cent', up: set('money', 'money - 0.01::money'), says: /"money"/ },
  { name: 'integer wrapped', up: `UPDATE core.thing SET big = big % 2147483648`, says: /"big"/ },
  {
    name: 'time zone shifted',
    up: retype('at', 'timestamptz', `(at AT TIME ZONE 'UTC') AT TIME ZONE 'Asia/Tokyo'`),
    says: /"at"/,
  },
  {
    name: 'timestamptz to timestamp and back in another zone',
    up: [
      `SET LOCAL TimeZone = 'America/New_York'`,
      retype('at', 'timestamp'),
      `SET LOCAL TimeZone = 'UTC'`,
      retype('at', 'timestamptz'),
    ],
    says: /"at"/,
  },
  { name: 'microseconds lost', up: retype('at', 'timestamptz(3)'), says: /"at"/ },
  { name: 'timestamp to date', up: retype('local', 'date'), says: /"local"/ },
  { name: 'infinity to NULL', up: set('at', 'NULL', 'id = 13'), says: /"at"/ },
  { name: 'a month for 30 days', up: `UPDATE core.thing SET wait = '30 days'`, says: /"wait"/ },
  {
    name: 'enum remapped',
    up: retype('stage', 'core.stage', `CASE stage WHEN 'NEW' THEN 'SCREENING'::core.stage ELSE stage END`),
    says: /"stage"/,
  },
  {
    name: 'enum label gone',
    up: [
      `CREATE TYPE core.stage2 AS ENUM ('NEW', 'SCREENING', 'MEETING')`,
      retype('stage', 'core.stage2', 'stage::text::core.stage2'),
      retype('stages', 'text[]', 'stages::text[]'),
      `ALTER TABLE core.opportunity ALTER COLUMN stage DROP DEFAULT, ALTER COLUMN stage TYPE core.stage2 USING (CASE stage WHEN 'WON' THEN 'MEETING' ELSE stage::text END)::core.stage2`,
      'DROP TYPE core.stage',
      'ALTER TYPE core.stage2 RENAME TO stage',
    ],
    says: /"stage"/,
  },
  { name: 'NULL to empty', up: `UPDATE core.thing SET t = '' WHERE t IS NULL`, says: /"t"/ },
  { name: 'empty to NULL', up: `UPDATE core.thing SET t = NULL WHERE t = ''`, says: /"t"/ },
  { name: 'jsonb key lost', up: `UPDATE core.thing SET j = j - 'b'`, says: /"j"/ },
  { name: 'jsonb null stripped', up: `UPDATE core.thing SET j = jsonb_strip_nulls(j)`, says: /"j"/ },
  { name: 'json to jsonb: the repeated key lost', up: retype('raw', 'jsonb'), says: /"raw"/ },
  { name: 'array element lost', up: `UPDATE core.thing SET tags = array_remove(tags, 'x')`, says: /"tags"/ },
  { name: 'array flattened', up: `UPDATE core.thing SET grid = ARRAY(SELECT unnest(grid))`, says: /"grid"/ },
  {
    name: 'array of enums in another order',
    up: `UPDATE core.thing SET stages = '{WON,NEW}' WHERE id = 1`,
    says: /"stages"/,
  },
  {
    name: "two rows' values swapped",
    up: `UPDATE core.thing SET vc = CASE id WHEN 1 THEN 'value 2' ELSE 'value 1' END WHERE id IN (1, 2)`,
    says: /"vc"/,
  },
  {
    name: "two columns' values swapped",
    up: 'UPDATE core.thing SET vc = folded, folded = vc WHERE id = 1',
    says: /"vc", "folded"/,
  },
  {
    name: 'all rows moved on by one',
    up: 'UPDATE core.thing t SET vc = o.vc FROM core.thing o WHERE o.id = t.id % 60 + 1',
    says: /"vc"/,
  },
  {
    name: 'case folded under a collation that does not mind',
    up: 'UPDATE core.thing SET folded = lower(folded)',
    says: /"folded"/,
  },
  {
    name: 'collation changed',
    up: 'ALTER TABLE core.thing ALTER COLUMN ordered TYPE text COLLATE "C"',
    says: /"ordered" is compared by the collation pg_catalog.C /,
  },
  {
    name: 'collation lost when the type is changed',
    up: 'ALTER TABLE core.thing ALTER COLUMN folded TYPE varchar(80)',
    says: /"folded" is compared/,
  },
  {
    name: 'encoding changed',
    up: `UPDATE core.thing SET ordered = convert_from(convert_to(ordered, 'UTF8'), 'LATIN1')`,
    says: /"ordered"/,
  },
  {
    name: 'unicode composed otherwise',
    up: 'UPDATE core.thing SET ordered = normalize(ordered, NFD)',
    says: /"ordered"/,
  },
  { name: 'bytes cut', up: `UPDATE core.thing SET bin = substr(bin, 1, 15)`, says: /"bin"/ },
  { name: 'bits cut', up: `UPDATE core.thing SET bits = substring(bits, 1, 4)`, says: /"bits"/ },
  { name: 'netmask lost', up: `UPDATE core.thing SET ip = host(ip)::inet`, says: /"ip"/ },
  { name: 'bound of a range', up: `UPDATE core.thing SET span = '[1,10]'`, says: /"span"/ },
  {
    name: 'a field of a composite',
    up: `UPDATE core.thing SET place = ROW((place).street, '')::core.address`,
    says: /"place"/,
  },
  {
    name: 'attribute of a composite gone',
    up: 'ALTER TYPE core.address DROP ATTRIBUTE city',
    says: /address lost/,
  },
  { name: 'a domain by one', up: set('share', 'share + 1'), says: /"share"/ },
  { name: 'xml written otherwise', up: `UPDATE core.thing SET doc = '<a x="1"></a>'`, says: /"doc"/ },
  { name: 'positions of a tsvector', up: `UPDATE core.thing SET words = strip(words)`, says: /"words"/ },
  { name: 'sign of a zero in a point', up: `UPDATE core.thing SET spot = point(spot[0], 0)`, says: /"spot"/ },
  { name: 'key renumbered', up: 'UPDATE core.thing SET id = id + 1000', says: /"id"/ },
  {
    name: 'sequence set back',
    up: `SELECT setval('core.ticket', 7)`,
    says: /ticket was set back from 70 to 7/,
  },
  { name: 'sequence restarted', up: 'ALTER SEQUENCE core.invoice RESTART', says: /invoice was set back/ },
  { name: 'sequence dropped', up: 'DROP SEQUENCE core.invoice', says: /invoice is gone/ },
  { name: 'large object lost', up: 'SELECT lo_unlink(4711)', says: /large objects/ },
  { name: 'large object overwritten', up: `SELECT lo_put(4711, 2, 'X')`, says: /large objects/ },
  { name: 'column dropped', up: 'ALTER TABLE core.thing DROP COLUMN vc', says: /"vc" is gone/ },
  {
    name: 'column dropped and added again',
    up: 'ALTER TABLE core.thing DROP COLUMN vc, ADD COLUMN vc varchar(40)',
    says: /new, empty one/,
  },
  {
    name: 'column copied, dropped and renamed',
    up: 'ALTER TABLE core.thing ADD COLUMN v2 varchar(40); UPDATE core.thing SET v2 = vc; ALTER TABLE core.thing DROP COLUMN vc; ALTER TABLE core.thing RENAME v2 TO vc',
    says: /"vc" is gone/,
  },
  { name: 'table dropped', up: 'DROP TABLE core.setting', says: /table is gone/ },
  {
    name: 'table made again from a copy',
    up: 'CREATE TABLE core.s2 AS TABLE core.setting; DROP TABLE core.setting; ALTER TABLE core.s2 RENAME TO setting',
    says: /table is gone/,
  },
  { name: 'partition detached', up: 'ALTER TABLE core.log DETACH PARTITION core.log_2025', says: /log_2025/ },
  {
    name: 'row moved to another partition',
    up: `UPDATE core.log SET at = '2026-02-02' WHERE line = 'a'`,
    says: /log_2025: 1 rows became 0/,
  },
  { name: 'delete in a function', up: 'SELECT core.tidy()', says: /core\.person/ },
  { name: 'delete in DO', up: `DO $$ BEGIN EXECUTE 'DELE' || 'TE FROM core.thing WHERE id = 3'; END $$` },
  {
    name: 'delete by cascade',
    up: `DELETE FROM core.company WHERE name = 'Company 7'`,
    says: /core\.opportunity/,
  },
  { name: 'update through a view', up: `UPDATE core.people SET email = 'x' WHERE id = 7`, says: /"email"/ },
  {
    name: 'upsert',
    up: `INSERT INTO core.person (id, email) VALUES (7, 'x') ON CONFLICT (id) DO UPDATE SET email = excluded.email`,
    says: /"email"/,
  },
  {
    name: 'another column than the declared one',
    declared: ['thing.n'],
    up: set('n', '1') + '; ' + set('r', '1'),
    says: /"r"/,
  },
  {
    name: 'the declared column, and a row less',
    declared: ['thing.n'],
    up: 'UPDATE core.thing SET n = 1; DELETE FROM core.thing WHERE id = 1',
    says: /60 rows became 59/,
  },
  {
    name: 'a backfill that writes an old column too',
    up: `ALTER TABLE core.thing ADD COLUMN x text; UPDATE core.thing SET x = vc, vc = lower(vc) || '!'`,
    says: /"vc"/,
  },
  {
    name: 'two labels of an enum renamed to each other',
    up: `ALTER TYPE core.stage RENAME VALUE 'NEW' TO 'x'; ALTER TYPE core.stage RENAME VALUE 'WON' TO 'NEW'; ALTER TYPE core.stage RENAME VALUE 'x' TO 'WON'`,
    says: /rows that held 'NEW' of the enum type core.stage hold 'WON' now/,
  },
  {
    name: 'a label taken out of the catalog',
    up: `DELETE FROM pg_enum WHERE enumtypid = 'core.stage'::regtype AND enumlabel = 'MEETING'`,
    says: /enum type core\.stage lost 'MEETING'/,
  },
  {
    name: 'a label renamed, and another one added in its name',
    up: `ALTER TYPE core.stage RENAME VALUE 'WON' TO 'x'; ALTER TYPE core.stage ADD VALUE 'WON'`,
    says: /rows that held 'WON'/,
  },
  {
    name: 'the names of two columns exchanged',
    up: 'ALTER TABLE core.pair RENAME a TO x; ALTER TABLE core.pair RENAME b TO a; ALTER TABLE core.pair RENAME x TO b',
    says: /the name "a" belongs to another column/,
  },
  {
    name: 'a sequence that counts down, set back',
    up: `SELECT setval('core.down', -7)`,
    says: /down was set back/,
  },
  {
    name: 'an identity made anew, which begins at 1',
    up: 'ALTER TABLE core.person ALTER COLUMN id DROP DEFAULT; DROP SEQUENCE core.person_id_seq; ALTER TABLE core.person ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY',
    says: /person_id_seq is gone/,
  },
  {
    name: 'the last character of a long text',
    up: 'UPDATE core.pair SET long = left(long, -1) WHERE id = 9',
    says: /"long"/,
  },
  { name: 'NaN to infinity', up: `UPDATE core.pair SET n = 'Infinity' WHERE id = 9`, says: /"n"/ },
  {
    name: 'lower bound of an array',
    up: `UPDATE core.thing SET grid = '[0:1][1:2]={{1,2},{3,4}}'`,
    says: /"grid"/,
  },
  {
    name: 'an hour that does not exist in a zone, through that zone',
    up: [
      `SET LOCAL TimeZone = 'Europe/Berlin'`,
      retype('local', 'timestamptz'),
      retype('local', 'timestamp'),
      `SET LOCAL TimeZone = 'UTC'`,
    ],
    says: /"local"/,
  },
  {
    name: 'hours turned into days',
    up: `UPDATE core.thing SET wait = wait + interval '24 hours' - interval '1 day'`,
    says: /"wait"/,
  },
  {
    name: 'another primary key, and the values of two rows exchanged',
    up: [
      'ALTER TABLE core.pair DROP CONSTRAINT pair_pkey',
      `UPDATE core.pair SET a = CASE id WHEN 1 THEN 'a2' ELSE 'a1' END WHERE id < 3`,
      'ALTER TABLE core.pair ADD PRIMARY KEY (other)',
    ],
  },
  {
    name: 'a row of a child, deleted by its parent',
    up: 'DELETE FROM core.parent WHERE v = 1',
    says: /core\.child/,
  },
  {
    name: 'a row moved from a child to its parent',
    up: 'WITH moved AS (DELETE FROM core.child WHERE v = 1 RETURNING v) INSERT INTO core.parent SELECT v FROM moved',
    says: /core\.child/,
  },
  { name: 'a domain over an enum', up: `UPDATE core.pair SET phase = 'WON' WHERE id = 1`, says: /"phase"/ },
  {
    name: 'how often equal rows are there',
    up: `DELETE FROM core.setting WHERE ctid = (SELECT min(ctid) FROM core.setting WHERE name = 'a'); INSERT INTO core.setting VALUES ('b', '2')`,
    says: /core\.setting/,
  },
  { name: 'an unlogged table emptied', up: 'TRUNCATE core.cache', says: /core\.cache/ },
  {
    name: 'a boolean turned round by a change of type',
    up: retype('b', 'integer', '(NOT b)::integer'),
    says: /"b"/,
  },
  { name: 'char cut', up: retype('c', 'char(1)', 'left(c, 1)'), says: /"c"/ },
  {
    name: 'a type dropped with the columns that have it',
    up: 'DROP TYPE core.address CASCADE',
    says: /"place" is gone/,
  },
  {
    name: 'an attribute of a composite renamed to another',
    up: 'ALTER TYPE core.address RENAME ATTRIBUTE street TO x; ALTER TYPE core.address RENAME ATTRIBUTE city TO street; ALTER TYPE core.address RENAME ATTRIBUTE x TO city',
    says: /address lost/,
  },
  {
    name: 'a json document with its keys in another order',
    up: `UPDATE core.thing SET raw = '{"a": 2, "a":  1}'`,
    says: /"raw"/,
  },
  {
    name: 'a generated column frozen and written over',
    up: 'ALTER TABLE core.pair ALTER COLUMN twice DROP EXPRESSION; UPDATE core.pair SET twice = 0',
    says: /core\.pair/,
  },
  {
    name: 'a delete that a savepoint keeps',
    up: 'SAVEPOINT s; DELETE FROM core.child; RELEASE SAVEPOINT s; SAVEPOINT t; DELETE FROM core.setting; ROLLBACK TO SAVEPOINT t',
    says: /core\.child/,
  },
];

const GOOD: readonly Mutation[] = [
  {
    name: 'a delete that a savepoint takes back',
    up: 'SAVEPOINT s; DELETE FROM core.child; ROLLBACK TO SAVEPOINT s',
  },
  {
    name: 'rows deleted and put back',
    up: 'CREATE TEMPORARY TABLE kept ON COMMIT DROP AS TABLE core.setting; DELETE FROM core.setting; INSERT INTO core.setting TABLE pg_temp.kept',
  },
  {
    name: 'a table emptied and filled again',
    up: 'CREATE TEMPORARY TABLE kept ON COMMIT DROP AS TABLE core.setting; TRUNCATE core.setting; INSERT INTO core.setting TABLE pg_temp.kept',
  },
  { name: 'a sequence that counts down, further down', up: `SELECT setval('core.down', -700)` },
  { name: 'a sequence that gave no number yet, used', up: `SELECT nextval('core.waiting')` },
  {
    name: 'the names of two columns exchanged, as declared',
    declared: ['pair.a', 'pair.b'],
    up: 'ALTER TABLE core.pair RENAME a TO x; ALTER TABLE core.pair RENAME b TO a; ALTER TABLE core.pair RENAME x TO b',
  },
  {
    name: 'a new column in the name of one that was renamed',
    up: 'ALTER TABLE core.pair RENAME a TO old; ALTER TABLE core.pair ADD COLUMN a text',
  },
  { name: 'an enum type renamed', up: 'ALTER TYPE core.stage RENAME TO phase_of_sale' },
  { name: 'an enum label added before others', up: `ALTER TYPE core.stage ADD VALUE 'FIRST' BEFORE 'NEW'` },
  { name: 'an attribute added to a composite', up: 'ALTER TYPE core.address ADD ATTRIBUTE zip text' },
  { name: 'a check on a domain', up: 'ALTER DOMAIN core.percent ADD CHECK (VALUE >= 0)' },
  { name: 'an unlogged table made durable', up: 'ALTER TABLE core.cache SET LOGGED' },
  {
    name: 'a table that becomes a child',
    up: 'CREATE TABLE core.above (k text); ALTER TABLE core.cache INHERIT core.above',
  },
  {
    name: 'owner and privileges',
    up: 'CREATE ROLE mutation_owner; ALTER TABLE core.pair OWNER TO mutation_owner; GRANT SELECT ON core.thing TO mutation_owner',
  },
  { name: 'a column of int to bigint in the key', up: 'ALTER TABLE core.pair ALTER COLUMN id TYPE bigint' },
  {
    name: 'another primary key',
    up: 'ALTER TABLE core.pair DROP CONSTRAINT pair_pkey; ALTER TABLE core.pair ADD PRIMARY KEY (other)',
  },
  { name: 'column added', up: 'ALTER TABLE core.thing ADD COLUMN x text' },
  {
    name: 'column with a default added',
    up: `ALTER TABLE core.thing ADD COLUMN x text NOT NULL DEFAULT 'x'`,
  },
  {
    name: 'column with a volatile default added',
    up: 'ALTER TABLE core.thing ADD COLUMN x uuid NOT NULL DEFAULT gen_random_uuid()',
  },
  {
    name: 'generated column added',
    up: `ALTER TABLE core.thing ADD COLUMN x text GENERATED ALWAYS AS (vc || '!') STORED`,
  },
  {
    name: 'identity column added',
    up: 'ALTER TABLE core.setting ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY',
  },
  {
    name: 'backfill of a new column',
    up: [
      'ALTER TABLE core.opportunity ADD COLUMN days integer',
      'UPDATE core.opportunity SET days = EXTRACT(DAY FROM NOW() - "createdAt")::integer WHERE days IS NULL',
      'ALTER TABLE core.opportunity ALTER COLUMN days SET NOT NULL',
    ],
  },
  {
    name: 'backfill from another table',
    up: 'ALTER TABLE core.opportunity ADD COLUMN company text; UPDATE core.opportunity o SET company = c.name FROM core.company c WHERE c.id = o."companyId"',
  },
  { name: 'index', up: 'CREATE INDEX ON core.thing (vc)' },
  { name: 'unique index', up: 'CREATE UNIQUE INDEX ON core.thing (u)' },
  { name: 'check', up: 'ALTER TABLE core.thing ADD CHECK (si > 0)' },
  {
    name: 'foreign key',
    up: 'ALTER TABLE core.thing ADD COLUMN p bigint REFERENCES core.person (id) ON DELETE SET NULL',
  },
  {
    name: 'constraint not valid, then validated',
    up: 'ALTER TABLE core.thing ADD CONSTRAINT k CHECK (si > 0) NOT VALID; ALTER TABLE core.thing VALIDATE CONSTRAINT k',
  },
  { name: 'varchar widened', up: retype('vc', 'varchar(400)') },
  { name: 'varchar to text', up: retype('vc', 'text') },
  { name: 'char to text', up: retype('c', 'text') },
  { name: 'char made longer', up: retype('c', 'char(20)') },
  { name: 'smallint to integer to bigint', up: [retype('si', 'integer'), retype('si', 'bigint')] },
  {
    name: 'numeric with room for every value',
    up: `ALTER TABLE core.opportunity ALTER COLUMN amount TYPE numeric(18,2)`,
  },
  { name: 'timestamptz to timestamptz(6)', up: retype('at', 'timestamptz(6)') },
  { name: 'enum value added', up: `ALTER TYPE core.stage ADD VALUE 'LOST'` },
  { name: 'enum to text', up: retype('stage', 'text', 'stage::text') },
  {
    name: 'enum swapped to a type with one label more',
    up: [
      `CREATE TYPE core.stage2 AS ENUM ('LOST', 'NEW', 'SCREENING', 'MEETING', 'WON')`,
      retype('stage', 'core.stage2', 'stage::text::core.stage2'),
      retype('stages', 'core.stage2[]', 'stages::text[]::core.stage2[]'),
    ],
  },
  { name: 'column renamed', up: 'ALTER TABLE core.thing RENAME vc TO label' },
  { name: 'table renamed', up: 'ALTER TABLE core.thing RENAME TO item' },
  { name: 'table in another schema', up: 'CREATE SCHEMA other; ALTER TABLE core.thing SET SCHEMA other' },
  {
    name: 'NOT NULL set and dropped',
    up: 'ALTER TABLE core.thing ALTER COLUMN vc SET NOT NULL; ALTER TABLE core.company ALTER COLUMN name DROP NOT NULL',
  },
  {
    name: 'default set and dropped',
    up: `ALTER TABLE core.thing ALTER COLUMN vc SET DEFAULT 'x'; ALTER TABLE core.opportunity ALTER COLUMN stage DROP DEFAULT`,
  },
  {
    name: 'table with seed rows',
    up: `CREATE TABLE core.template (id serial PRIMARY KEY, name text); INSERT INTO core.template (name) VALUES ('a')`,
  },
  { name: 'seed rows beside those that are there', up: `INSERT INTO core.setting VALUES ('c', '3')` },
  {
    name: 'view, function and trigger',
    up: [
      'CREATE VIEW core.v AS TABLE core.thing',
      'CREATE FUNCTION core.f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$',
      'CREATE TRIGGER x BEFORE UPDATE ON core.thing FOR EACH ROW EXECUTE FUNCTION core.f()',
    ],
  },
  {
    name: 'index, constraint and view dropped',
    up: 'DROP INDEX core.opportunity_name; ALTER TABLE core.person DROP CONSTRAINT person_email_key; DROP VIEW core.people',
  },
  { name: 'primary key dropped', up: 'ALTER TABLE core.thing DROP CONSTRAINT thing_pkey' },
  {
    name: 'row security, storage, statistics, comment',
    up: `ALTER TABLE core.thing ENABLE ROW LEVEL SECURITY; ALTER TABLE core.thing ALTER COLUMN t SET STORAGE EXTERNAL, ALTER COLUMN t SET STATISTICS 50; COMMENT ON TABLE core.thing IS 'x'`,
  },
  { name: 'sequence moved on', up: `SELECT nextval('core.invoice'); SELECT setval('core.invoice', 9000)` },
  { name: 'large object added', up: `SELECT lo_from_bytea(0, 'another')` },
  {
    name: 'update to the same values',
    up: 'UPDATE core.thing SET vc = vc, j = j, n = n, at = at, tags = tags',
  },
  {
    name: 'rewritten in another order',
    up: 'CREATE INDEX thing_u ON core.thing (u); CLUSTER core.thing USING thing_u',
  },
  {
    name: 'partition added',
    up: `CREATE TABLE core.log_2027 PARTITION OF core.log FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')`,
  },
  { name: 'declared change', declared: ['thing.n'], up: 'UPDATE core.thing SET n = round(n, 0)' },
  {
    name: 'declared collation',
    declared: ['core.thing.ordered'],
    up: 'ALTER TABLE core.thing ALTER COLUMN ordered TYPE text COLLATE "C"',
  },
  {
    name: 'session settings that show values otherwise',
    up: [
      `SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = -5; SET LOCAL bytea_output = 'escape'; SET LOCAL quote_all_identifiers = on; SET LOCAL search_path = core, public`,
      'UPDATE core.thing SET vc = vc',
    ],
  },
];

const nameOf = (index: number): string => `Mutation18000000${String(10_000 + index)}`;
const ALL = [...BAD, ...GOOD];

let server: TestServer;
let connection: ConnectionParameters;
let project: Project;
let host: Host;
const units = new Map<string, Unit>();
beforeAll(async () => {
  server = await startTestServer();
  connection = await server.create();
  await sql(connection, CRM);
  await sql(connection, MORE);
  const migrations = ALL.map(({ up }, index): MigrationSource => {
    const texts = typeof up === 'string' ? [up] : up;
    return { name: nameOf(index), up: queries(...texts), down: '' };
  });
  project = createProject({ connection, migrations, options: `migrationsTransactionMode: 'each',` });
  const started = await Host.start(project.root, project.dataSource);
  host = started.host;
  for (const migration of started.loaded.migrations)
    units.set(migration.name, { migrations: [migration], transactional: true });
  await host.connect('safe-migrate spec', {});
});
afterAll(async () => {
  await host?.close();
  project?.remove();
  await server?.stop();
});

/** What the proof says of it: the losses in words, or nothing. */
async function apply(mutation: Mutation): Promise<string> {
  const unit = units.get(nameOf(ALL.indexOf(mutation)));
  if (!unit) throw new Error(`${mutation.name} was not loaded`);
  const enough = new Error('the proof holds');
  try {
    await migrateUnit({
      ...{ host, unit, direction: 'up', declared: mutation.declared ?? [] },
      bookkeeping: 'core._typeorm_migrations',
      proof: { toPrint: 'all', lock: true },
      beforeCommit: () => Promise.reject(enough),
    });
  } catch (error) {
    if (error === enough) return '';
    if (error instanceof MigrationFailed) throw new Error(error.failure.message, { cause: error });
    if (!(error instanceof ProofFailed)) throw error;
    const failed = error.proof.verdicts.filter(({ holds }) => !holds);
    return [...failed.map(({ table, evidence }) => `${table}: ${evidence}`), ...error.proof.otherLosses].join(
      '\n',
    );
  }
  throw new Error('it was committed');
}

test.each(BAD)('is caught: $name', async (mutation) => {
  expect(await apply(mutation)).toMatch(mutation.says ?? /./);
});

test.each(GOOD)('passes: $name', async (mutation) => {
  expect(await apply(mutation)).toBe('');
});

test('what was caught was rolled back', async () => {
  const dump = async (of: ConnectionParameters) => (await dumpOf(server.tools, of)).rows;
  const fresh = await server.create();
  await sql(fresh, CRM);
  await sql(fresh, MORE);
  expect(await dump(connection)).toEqual(await dump(fresh));
  expect([BAD.length >= 35, GOOD.length >= 28]).toEqual([true, true]);
});
