import { loadParser } from '../sql/parser';
import { rowWrites } from './row-writes';

beforeAll(loadParser);

test('lists what is written, called and read, in WITH too', () => {
  expect(
    rowWrites([
      `ALTER TABLE core.t ADD COLUMN a int; ALTER TABLE core.t ALTER COLUMN a SET DEFAULT 1; UPDATE core.t SET a = length(u.x), b = DEFAULT FROM u WHERE u.id = t.id`,
      `WITH w AS (UPDATE t SET (c, d) = (SELECT 1, 2) RETURNING 1) SELECT count(*) FROM w`,
    ]),
  ).toEqual({
    writes: [
      { kind: 'update', schema: 'core', table: 't', columns: ['a', 'b'] },
      { kind: 'update', table: 't', columns: ['c', 'd'] },
    ],
    functions: ['length', 'count'],
    reads: expect.arrayContaining(['u']) as string[],
  });
  expect(
    rowWrites([`INSERT INTO seeds VALUES (1) ON CONFLICT DO NOTHING; SET LOCAL lock_timeout = '1s'`])?.writes,
  ).toEqual([{ kind: 'insert', table: 'seeds', columns: [] }]);
});

test.each([
  'DELETE FROM t',
  'TRUNCATE t',
  'INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET a = 1',
  'MERGE INTO t USING u ON t.id = u.id WHEN MATCHED THEN DELETE',
  'DO $$ BEGIN UPDATE t SET old = 1; END $$',
  'SELECT my_function()',
  'UPDATE t SET a = core.lower(b)',
  'CALL p()',
  'EXECUTE s',
  'COPY t FROM STDIN',
  'ALTER TABLE t RENAME COLUMN a TO b',
  'ALTER TABLE t RENAME TO u',
  'ALTER TABLE t SET SCHEMA other',
  'ALTER TABLE t DROP COLUMN a',
  'ALTER TABLE t ALTER COLUMN a TYPE text',
  'ALTER TABLE t DISABLE TRIGGER ALL',
  'ALTER TABLE t ATTACH PARTITION u DEFAULT',
  'CREATE TEMP TABLE t (a int)',
  'CREATE VIEW t AS SELECT 1',
  'CREATE FUNCTION lower(x t) RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
  'CREATE TRIGGER x BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION f()',
  'CREATE RULE r AS ON UPDATE TO t DO ALSO DELETE FROM t',
  `SET search_path = other`,
  `SELECT set_config('session_replication_role', 'replica', true)`,
  'UPDATE t SET',
  'ALTER TABLE t DROP CONSTRAINT c',
  'INSERT INTO u DEFAULT VALUES; ALTER TABLE u ALTER COLUMN a SET DEFAULT 1',
])('cannot tell: %s', (sql) => expect(rowWrites(['UPDATE t SET a = 1', sql])).toBeUndefined());
