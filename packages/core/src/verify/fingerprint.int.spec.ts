import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fingerprintDatabase } from '../backup/database-content';
import { dumpDatabase } from '../backup/dump';
import { restoreArchive } from '../backup/restore-archive';
import { contentDifferences } from '../backup/named-fingerprint';
import { withSnapshot } from '../backup/snapshot';
import { withSession } from '../target/session';
import { sql, startTestServer, type TestServer } from '../testing/test-server';
import { compareFingerprints, fingerprintTables } from './fingerprint';
import { readStructure } from './structure';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.stop());

/** Fingerprints of one table before and after some SQL, in a transaction that is rolled back. */
async function differenceOf(create: string, change: string, table = 't') {
  return withSession(server.connection, {}, async (session) => {
    await session.query(`BEGIN; ${create}`);
    const print = async () => {
      const found = (await readStructure(session)).tables.filter(({ name }) => name === table);
      expect(found).toHaveLength(1);
      return [...(await fingerprintTables(session, found)).values()][0];
    };
    const before = await print();
    await session.query(change);
    const after = await print();
    if (!before || !after) throw new Error('no fingerprint');
    return compareFingerprints(before, after);
  });
}

const KEYED = `CREATE TABLE t (id int PRIMARY KEY, a text, b text); INSERT INTO t SELECT i, 'a' || i, 'b' || i FROM generate_series(1, 50) i`;
const BARE = KEYED.replace(' PRIMARY KEY', '');
const typed = (type: string, value: string) =>
  `CREATE TABLE t (id int PRIMARY KEY, v ${type}); INSERT INTO t VALUES (1, ${value}), (2, NULL)`;
const HOSTILE = `"; DROP TABLE x; --`;

const SEEN: readonly (readonly [name: string, create: string, change: string, table?: string])[] = [
  ['row lost', KEYED, 'DELETE FROM t WHERE id = 9'],
  ['row added', KEYED, `INSERT INTO t VALUES (99, 'a', 'b')`],
  ['row lost without a key', BARE, 'DELETE FROM t WHERE id = 9'],
  ['row doubled without a key', BARE, 'INSERT INTO t SELECT * FROM t WHERE id = 9'],
  [
    'one row for another: {x, x, y} -> {z, z, y}',
    `CREATE TABLE t (v text); INSERT INTO t VALUES ('x'), ('x'), ('y')`,
    `UPDATE t SET v = 'z' WHERE v = 'x'`,
  ],
  [
    'values swapped between rows',
    KEYED,
    `UPDATE t SET a = CASE id WHEN 1 THEN 'a2' ELSE 'a1' END WHERE id < 3`,
  ],
  [
    'values swapped between rows without a key',
    BARE,
    `UPDATE t SET a = CASE id WHEN 1 THEN 'a2' ELSE 'a1' END WHERE id < 3`,
  ],
  ['values swapped between columns', KEYED, 'UPDATE t SET a = b, b = a WHERE id = 1'],
  [
    'NULL and the empty string',
    KEYED,
    `UPDATE t SET a = NULL WHERE id = 1; UPDATE t SET a = '' WHERE id = 1`,
  ],
  ['NULL moved to another row', typed('text', `'x'`), `UPDATE t SET v = CASE id WHEN 2 THEN 'x' END`],
  [
    'case under a nondeterministic collation',
    `CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false); ${typed('text COLLATE ci', `'ABC'`)}`,
    `UPDATE t SET v = 'abc' WHERE id = 1`,
  ],
  ['numeric scale', typed('numeric', '1.0'), 'UPDATE t SET v = 1.00 WHERE id = 1'],
  ['minus zero', typed('float8', `'0'`), `UPDATE t SET v = '-0' WHERE id = 1`],
  ['last bit of a float', typed('float8', '0.1'), 'UPDATE t SET v = 0.1::float8 + 1.4e-17 WHERE id = 1'],
  ['NaN and infinity', typed('float8', `'NaN'`), `UPDATE t SET v = 'Infinity' WHERE id = 1`],
  [
    'timestamptz shifted',
    typed('timestamptz', `'2026-01-01 00:00+00'`),
    `UPDATE t SET v = v + interval '1 hour' WHERE id = 1`,
  ],
  [
    'microsecond',
    typed('timestamp', `'2026-01-01'`),
    `UPDATE t SET v = v + interval '1 microsecond' WHERE id = 1`,
  ],
  ['a month and 30 days', typed('interval', `'1 mon'`), `UPDATE t SET v = '30 days' WHERE id = 1`],
  ['time zone of a timetz', typed('timetz', `'12:00+00'`), `UPDATE t SET v = '13:00+01' WHERE id = 1`],
  [
    'enum',
    `CREATE TYPE mood AS ENUM ('a', 'b'); ${typed('mood', `'a'`)}`,
    `UPDATE t SET v = 'b' WHERE id = 1`,
  ],
  ['boolean', typed('boolean', 'true'), 'UPDATE t SET v = false WHERE id = 1'],
  ['smallint', typed('smallint', '1'), 'UPDATE t SET v = -1 WHERE id = 1'],
  ['bigint', typed('bigint', '9007199254740993'), 'UPDATE t SET v = 9007199254740992 WHERE id = 1'],
  ['uuid', typed('uuid', "md5('1')::uuid"), "UPDATE t SET v = md5('2')::uuid WHERE id = 1"],
  ['jsonb number scale', typed('jsonb', `'{"a": 1.0}'`), `UPDATE t SET v = '{"a": 1.00}' WHERE id = 1`],
  ['jsonb null and no key', typed('jsonb', `'{"a": null}'`), `UPDATE t SET v = '{}' WHERE id = 1`],
  ['json white space', typed('json', `'{"a":1}'`), `UPDATE t SET v = '{"a": 1}' WHERE id = 1`],
  ['array element', typed('text[]', `'{a,b}'`), `UPDATE t SET v = '{b,a}' WHERE id = 1`],
  ['array with a NULL', typed('text[]', `'{a,NULL}'`), `UPDATE t SET v = '{a,"NULL"}' WHERE id = 1`],
  ['array bounds', typed('int[]', `'{1,2}'`), `UPDATE t SET v = '[0:1]={1,2}' WHERE id = 1`],
  ['bytea', typed('bytea', `'\\x00ff'`), `UPDATE t SET v = '\\x00fe' WHERE id = 1`],
  ['range bounds', typed('int4range', `'[1,5)'`), `UPDATE t SET v = '[1,6)' WHERE id = 1`],
  ['netmask', typed('inet', `'10.0.0.1/8'`), `UPDATE t SET v = '10.0.0.1/16' WHERE id = 1`],
  ['xml', typed('text', `'<a/>'`), `UPDATE t SET v = '<b/>' WHERE id = 1`],
  [
    'domain over a domain',
    `CREATE DOMAIN d1 AS integer; CREATE DOMAIN d2 AS d1 CHECK (VALUE > 0); ${typed('d2', '1')}`,
    'UPDATE t SET v = 2 WHERE id = 1',
  ],
  [
    'composite',
    `CREATE TYPE pair AS (x int, y int); ${typed('pair', 'ROW(1, 2)')}`,
    'UPDATE t SET v = ROW(2, 1) WHERE id = 1',
  ],
  [
    'part of a composite key',
    `CREATE TABLE t (x int, y int, v text, PRIMARY KEY (x, y)); INSERT INTO t VALUES (1, 2, 'a'), (2, 1, 'b')`,
    `UPDATE t SET v = CASE v WHEN 'a' THEN 'b' ELSE 'a' END`,
  ],
  [
    'hostile names',
    `CREATE TABLE "${HOSTILE.replaceAll('"', '""')}" (id int PRIMARY KEY, "ü""x" text); INSERT INTO "${HOSTILE.replaceAll('"', '""')}" VALUES (1, 'a')`,
    `UPDATE "${HOSTILE.replaceAll('"', '""')}" SET "ü""x" = 'b'`,
    HOSTILE,
  ],
  [
    'names of 63 bytes',
    `CREATE TABLE ${'n'.repeat(63)} (id int PRIMARY KEY, ${'c'.repeat(63)} text); INSERT INTO ${'n'.repeat(63)} VALUES (1, 'a')`,
    `UPDATE ${'n'.repeat(63)} SET ${'c'.repeat(63)} = 'b'`,
    'n'.repeat(63),
  ],
  [
    'unlogged table',
    `CREATE UNLOGGED TABLE t (id int PRIMARY KEY, v int); INSERT INTO t VALUES (1, 1)`,
    'UPDATE t SET v = 2',
  ],
  ['no columns at all', `CREATE TABLE t (); INSERT INTO t DEFAULT VALUES`, 'INSERT INTO t DEFAULT VALUES'],
];

test.each(SEEN.map(([name, ...rest]) => ({ name, rest })))(
  'sees: $name',
  async ({ rest: [create, change, table] }) => {
    expect(await differenceOf(create, change, table)).toBeDefined();
  },
);

const EQUAL: readonly (readonly [name: string, create: string, change: string])[] = [
  ['an update to the same value', KEYED, 'UPDATE t SET a = a'],
  [
    'rows in another order',
    KEYED,
    'CREATE TABLE copy AS TABLE t; TRUNCATE t; INSERT INTO t SELECT * FROM copy ORDER BY id DESC',
  ],
  [
    'other session settings',
    typed('timestamptz', 'now()'),
    `SET LOCAL TimeZone = 'Asia/Tokyo'; SET LOCAL DateStyle = 'German'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = -5; SET LOCAL bytea_output = 'escape'; SET LOCAL search_path = pg_catalog`,
  ],
  [
    'a generated column',
    `CREATE TABLE t (id int PRIMARY KEY, a int, g int GENERATED ALWAYS AS (a * 2) STORED); INSERT INTO t VALUES (1, 2)`,
    'ALTER TABLE t ALTER COLUMN g DROP EXPRESSION; ALTER TABLE t DROP COLUMN g; ALTER TABLE t ADD g int GENERATED ALWAYS AS (a * 3) STORED',
  ],
  ['int widened', typed('int', '1'), 'ALTER TABLE t ALTER COLUMN v TYPE bigint'],
  [
    'enum recreated',
    `CREATE TYPE mood AS ENUM ('a', 'b'); ${typed('mood', `'a'`)}`,
    `CREATE TYPE mood2 AS ENUM ('b', 'a', 'c'); ALTER TABLE t ALTER COLUMN v TYPE mood2 USING v::text::mood2`,
  ],
  [
    'rows of a child',
    `${KEYED}; CREATE TABLE child (more text) INHERITS (t)`,
    `INSERT INTO child VALUES (1000, 'x')`,
  ],
];

test.each(EQUAL)('is the same after: %s', async (_, create, change) => {
  expect(await differenceOf(create, change)).toBeUndefined();
});

test('leaves the session settings of the transaction as they were', async () => {
  await withSession(server.connection, {}, async (session) => {
    await session.query(`BEGIN; SET LOCAL TimeZone = 'Asia/Tokyo'; ${KEYED}`);
    await fingerprintTables(session, (await readStructure(session)).tables);
    const [row] = await session.query(
      `SELECT current_setting('TimeZone') AS zone, current_setting('search_path') AS path`,
    );
    expect(row).toEqual({ zone: 'Asia/Tokyo', path: '"$user", public' });
  });
});

test('a role that row-level security hides rows from is refused, never given a smaller count', async () => {
  const connection = await server.create();
  await sql(
    connection,
    `${KEYED}; CREATE ROLE hidden LOGIN PASSWORD 'hidden'; ALTER TABLE t ENABLE ROW LEVEL SECURITY;
    CREATE POLICY few ON t USING (id < 10); GRANT SELECT ON t TO hidden`,
  );
  const print = fingerprintDatabase({ ...connection, user: 'hidden', password: 'hidden' });
  await expect(print).rejects.toMatchObject({ code: '42501' });
});

test('is equal across dump and restore, and names the table that differs afterwards', async () => {
  const source = await server.create();
  await sql(
    source,
    `
    CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN positive AS int CHECK (VALUE > 0); CREATE TYPE pair AS (x int, y text);
    CREATE TABLE gone (dropped int, id int PRIMARY KEY, n numeric, f float8, i interval, m mood, j jsonb, a text[], b bytea, d positive,
      p pair, r tstzrange, t timestamptz, g int GENERATED ALWAYS AS (id * 2) STORED);
    ALTER TABLE gone DROP COLUMN dropped;
    INSERT INTO gone SELECT i, i / 3.0, i / 7.0, i * interval '1 day 2 mon', (ARRAY['sad','ok'])[i % 2 + 1]::mood, jsonb_build_object('k', i, 'n', NULL),
      ARRAY[i::text, NULL, ''], decode(md5(i::text), 'hex'), i, ROW(i, 'y')::pair, tstzrange(now(), now() + i * interval '1 s'), now() - i * interval '1 h'
      FROM generate_series(1, 300) i;
    CREATE TABLE bare (v text); INSERT INTO bare SELECT i % 5 FROM generate_series(1, 100) i;
    CREATE TABLE parent (id int) PARTITION BY LIST (id); CREATE TABLE one PARTITION OF parent FOR VALUES IN (1); INSERT INTO parent VALUES (1), (1);
    CREATE UNLOGGED TABLE fast (id int); INSERT INTO fast VALUES (1);
    CREATE TABLE "we""ird; --" ("sp ace" int); INSERT INTO "we""ird; --" VALUES (1)`,
  );
  const target = await server.create();
  const folder = mkdtempSync(join(tmpdir(), 'core-spec-dump-'));
  try {
    await withSnapshot(source, ({ id }) =>
      dumpDatabase({ tools: server.tools, connection: source, snapshotId: id }, join(folder, 'archive')),
    );
    await restoreArchive({
      tools: server.tools,
      connection: target,
      archive: { path: join(folder, 'archive'), jobs: 1 },
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  const before = await fingerprintDatabase(source);
  expect(Object.keys(before.named).sort()).toEqual([
    'public.bare',
    'public.fast',
    'public.gone',
    'public.one',
    'public.we"ird; --',
  ]);
  const words = async () =>
    contentDifferences(before.named, (await fingerprintDatabase(target)).named)
      .map((entry) => entry.words)
      .sort();
  expect(await words()).toEqual([]);
  await sql(
    target,
    `UPDATE gone SET n = round(n, 3) WHERE id = 1; DELETE FROM one; UPDATE bare SET v = 'x' WHERE ctid = '(0,1)'`,
  );

  expect(await words()).toEqual([
    'public.bare differs in v',
    'public.gone differs in n',
    'public.one has 0 rows instead of 2',
  ]);
});

test('the numbers are those of every major from 13 to 18: a fingerprint outlives an upgrade', async () => {
  const connection = await server.create();
  await sql(
    connection,
    `CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE pair AS (x int, y text);
     CREATE TABLE t (id int, part uuid, n numeric, f float8, i interval, m mood, j jsonb, a text[], b bytea, p pair, r tstzrange, at timestamptz, c char(5), ok boolean, ip inet,
       PRIMARY KEY (id, part));
     INSERT INTO t SELECT i, md5(i::text)::uuid, i / 3.0, i / 7.0, i * interval '1 day 2 mon', (ARRAY['sad','ok'])[i % 2 + 1]::mood, jsonb_build_object('k', i, 'n', NULL),
       ARRAY[i::text, NULL, ''], decode(md5(i::text), 'hex'), ROW(i, 'y')::pair, tstzrange('2026-01-01 00:00+00', '2026-01-02 00:00+00'), '2026-01-01 00:00+00'::timestamptz + i * interval '1 h',
       'c' || i, i % 3 = 0, '10.0.0.0'::inet + i FROM generate_series(1, 300) i`,
  );
  const { named } = await fingerprintDatabase(connection);
  // Measured on 13 and 18.
  const { rows, columns } = named['public.t'] ?? {};
  expect({ rows, ...columns }).toEqual({
    rows: '300',
    id: '42845113297559124807',
    part: '91487985978109432596',
    n: '10020277090698239017',
    f: '-45504710527860512330',
    i: '154880664053206819457',
    m: '-70575960631136518887',
    j: '-15389630076116677080',
    a: '227130493569038603453',
    b: '50948136871285119920',
    p: '-37924723163204443913',
    r: '110010202700805081382',
    at: '236368529212326976264',
    c: '133286911112421697060',
    ok: '6462541845473127541',
    ip: '-3207104985740115862',
  });
});
