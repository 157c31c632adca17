import { catalogFromSql } from '../catalog/from-sql';
import type { Catalog } from '../catalog/catalog';
import { loadParser } from '../sql/parser';
import type { Outcome } from './outcome';
import { predictIn } from './outcome';
import { Session } from './session';

const schema = `CREATE TABLE t (id serial PRIMARY KEY, a int, at timestamp);
CREATE TABLE other (id int, t_id int REFERENCES t (id));
CREATE VIEW v AS SELECT a FROM t;`;

function catalogOf(sql: string): Catalog {
  const outcome = catalogFromSql(sql);
  if (!outcome.ok) throw new Error(outcome.problem.message);
  return outcome.catalog;
}

/** The outcomes of strings that one session sends, outside a transaction unless they begin one. */
function outcomes(...strings: readonly string[]): readonly Outcome[] {
  const catalog = catalogOf(schema);
  const session = new Session(catalog, { serverMajor: 16, timeZone: 'UTC' });
  return strings.map((sql) => predictIn(session, sql, catalog, false));
}

const errors = (...strings: readonly string[]): readonly (string | null)[] =>
  outcomes(...strings).map(({ error }) => error?.sqlstate ?? null);

beforeAll(loadParser);

const add = 'ALTER TABLE t ADD COLUMN z int';

test('ROLLBACK takes back what the transaction did to the model', () => {
  expect(errors('BEGIN', add, 'ROLLBACK', add, add)).toEqual([null, null, null, null, '42701']);
  expect(errors('BEGIN', add, 'COMMIT', add)).toEqual([null, null, null, '42701']);
  expect(errors('BEGIN', 'DROP TABLE other', 'ROLLBACK', 'DROP TABLE other', 'DROP TABLE other')).toEqual([
    ...[null, null, null, null],
    '42P01',
  ]);
  expect(errors('START TRANSACTION', 'DROP SCHEMA public CASCADE', 'ROLLBACK', add)).toEqual([
    ...[null, null, null],
    null,
  ]);
  expect(errors('BEGIN', 'ALTER TABLE t RENAME TO u', 'ROLLBACK', 'ALTER TABLE u ADD COLUMN z int')).toEqual([
    ...[null, null, null],
    '42P01',
  ]);
});

test('what is held before a ROLLBACK is the same object after it', () => {
  const catalog = catalogOf(schema);
  const session = new Session(catalog, { serverMajor: 16 });
  const before = catalog.find({ name: 't' });
  const columns = [...(before?.columns.values() ?? [])];
  for (const sql of [
    'BEGIN',
    add,
    'ALTER TABLE t DROP COLUMN a CASCADE',
    'ALTER TABLE t RENAME TO u',
    'ROLLBACK',
  ])
    predictIn(session, sql, catalog, false);
  expect(catalog.find({ name: 't' })).toBe(before);
  expect([...(before?.columns.values() ?? [])]).toEqual(columns);
  expect(before?.columns.get('a')).toBe(columns[1]);
  expect(catalog.find({ name: 'u' })).toBeUndefined();
});

test('ROLLBACK TO goes back to the savepoint, which stays', () => {
  expect(
    errors(
      'BEGIN',
      add,
      'SAVEPOINT s',
      'ALTER TABLE t ADD COLUMN y int',
      'ROLLBACK TO s',
      'ALTER TABLE t ADD COLUMN y int',
    ),
  ).toEqual([null, null, null, null, null, null]);
  expect(errors('BEGIN', 'SAVEPOINT s', add, 'ROLLBACK TO s', add, 'ROLLBACK TO s', add, add)).toEqual([
    ...[null, null, null, null, null, null, null],
    '42701',
  ]);
});

test('a statement that fails changes nothing, not even by its first part', () => {
  expect(errors(`${add}, ADD COLUMN a int`, add)).toEqual(['42701', null]);
  expect(
    errors('ALTER TABLE t DROP COLUMN id CASCADE, ADD COLUMN a int', 'INSERT INTO other VALUES (1, 1)'),
  ).toEqual(['42701', null]);
  expect(
    outcomes('ALTER TABLE t DROP COLUMN id CASCADE, ADD COLUMN a int', 'INSERT INTO other VALUES (1, 1)')[1]
      ?.locks,
  ).toEqual([
    ['public.other', 'RowExclusiveLock'],
    ['public.t', 'RowShareLock'],
  ]);
  expect(
    errors(`${add}, ADD COLUMN a int`, 'ALTER SEQUENCE t_id_seq RESTART', 'DROP TABLE t, nowhere', add),
  ).toEqual([...['42701', null], '42P01', null]);
});

test('after an error a transaction refuses everything up to its end', () => {
  expect(errors('BEGIN', 'DROP TABLE nowhere', add, 'SELECT 1', 'ROLLBACK', add)).toEqual([
    ...[null, '42P01', '25P02', '25P02'],
    ...[null, null],
  ]);
  // COMMIT of a failed transaction is a ROLLBACK.
  expect(errors('BEGIN', add, 'DROP TABLE nowhere', 'COMMIT', add)).toEqual([
    null,
    null,
    '42P01',
    null,
    null,
  ]);
  expect(errors('BEGIN', 'SAVEPOINT s', 'DROP TABLE nowhere', 'ROLLBACK TO s', add, 'COMMIT', add)).toEqual([
    ...[null, null, '42P01', null, null, null],
    '42701',
  ]);
  expect(errors('DROP TABLE nowhere', add)).toEqual(['42P01', null]);
});

test('a string of several statements is one transaction', () => {
  expect(errors(`${add}; DROP TABLE nowhere`, add)).toEqual(['42P01', null]);
  expect(
    errors('SELECT 1; CREATE INDEX CONCURRENTLY i ON t (a)', 'CREATE INDEX CONCURRENTLY i ON t (a)'),
  ).toEqual(['25001', null]);
});

test('the time zone that a session is set to decides', () => {
  const change = 'ALTER TABLE t ALTER COLUMN at TYPE timestamptz';
  const rewrites = (...before: readonly string[]): boolean =>
    (outcomes(...before, change).at(-1)?.rewrites ?? []).length > 0;
  expect(rewrites()).toBe(false);
  expect(rewrites(`SET timezone = 'Europe/Berlin'`)).toBe(true);
  expect(rewrites(`SET TIME ZONE 'Europe/Berlin'`, `SET timezone TO 'Etc/UTC'`)).toBe(false);
  expect(rewrites('BEGIN', `SET LOCAL timezone = 'Asia/Tokyo'`)).toBe(true);
  expect(rewrites('BEGIN', `SET LOCAL timezone = 'Asia/Tokyo'`, 'COMMIT')).toBe(false);
  expect(rewrites('BEGIN', `SET timezone = 'Asia/Tokyo'`, 'ROLLBACK')).toBe(false);
  expect(rewrites('RESET timezone')).toBe(true);
});

test('ALTER TABLE drops first and changes types next', () => {
  const [outcome] = outcomes('ALTER TABLE t ADD COLUMN a int, DROP COLUMN a CASCADE');
  expect(outcome?.error).toBeNull();
});

// Said by PostgreSQL 15 and 18.
test('a table ON COMMIT DROP is gone when its transaction is over, with what rests on it', () => {
  const fleeting = 'CREATE TEMP TABLE z (a int) ON COMMIT DROP';
  const fill = 'INSERT INTO z VALUES (1)';
  expect(errors(fleeting, fill, fleeting)).toEqual([null, '42P01', null]);
  expect(errors('CREATE TEMP TABLE z ON COMMIT DROP AS SELECT 1 AS a', fill)).toEqual([null, '42P01']);
  expect(errors('BEGIN', fleeting, fill, 'COMMIT', fill, fleeting)).toEqual([
    ...[null, null, null, null],
    ...['42P01', null],
  ]);
  expect(errors('BEGIN', fleeting, 'CREATE VIEW w AS SELECT a FROM z', 'COMMIT', 'SELECT * FROM w')).toEqual([
    ...[null, null, null, null],
    '42P01',
  ]);
  expect(
    errors('BEGIN', fleeting, 'SAVEPOINT s', 'DROP TABLE z', 'ROLLBACK TO s', fill, 'COMMIT', fill),
  ).toEqual([...[null, null, null, null, null, null, null], '42P01']);
  expect(errors(`DO $$ BEGIN ${fleeting}; ${fill}; END $$`, fill)).toEqual([null, '42P01']);
  expect(errors('CREATE TEMP TABLE z (a int) ON COMMIT DELETE ROWS', fill)).toEqual([null, null]);
});

// Said by PostgreSQL 15 and 18.
test('what a statement that failed spoke of does not fill a schema', () => {
  const lost = 'CREATE TABLE made.z (a int REFERENCES nowhere.y)';
  expect(
    errors('CREATE SCHEMA made', lost, lost, 'INSERT INTO made.z VALUES (1)', 'DROP SCHEMA made'),
  ).toEqual([...[null, '3F000', '3F000', '42P01'], null]);
});

test('DISCARD gives up the temporary tables of the session, DISCARD ALL its settings, too', () => {
  const make = 'CREATE TEMP TABLE draft (id int)';
  const use = 'INSERT INTO draft VALUES (1)';
  const discarded = (what: string): readonly (string | null)[] => errors(make, `DISCARD ${what}`, use, make);
  expect(discarded('TEMP')).toEqual([null, null, '42P01', null]);
  expect(discarded('ALL')).toEqual([null, null, '42P01', null]);
  expect(discarded('PLANS')).toEqual([null, null, null, '42P07']);
  expect(discarded('SEQUENCES')).toEqual([null, null, null, '42P07']);
  expect(errors('BEGIN', make, 'DISCARD TEMP', make, 'ROLLBACK')).toEqual([null, null, null, null, null]);
  expect(errors('BEGIN', 'DISCARD ALL', add, 'ROLLBACK', add)).toEqual([null, '25001', '25P02', null, null]);
  expect(errors('SET search_path = app', 'DISCARD ALL', add)).toEqual([null, null, null]);
});

// Seen on PostgreSQL 15 and 18.
test('a new table builds its indexes under names that are free', () => {
  const make = 'CREATE TABLE z (a int PRIMARY KEY, b text UNIQUE)';
  expect(outcomes(make, 'ALTER TABLE z RENAME TO y', make).map(({ builds }) => builds)).toEqual([
    ['public.z_b_key', 'public.z_pkey'],
    [],
    ['public.z_b_key1', 'public.z_pkey1'],
  ]);
});
