import { loadParser } from '../sql/parser';
import { rowWrites } from './row-writes';

beforeAll(loadParser);

test('lists what is written, called and read, in WITH too', () => {
  expect(
    rowWrites([
      `ALTER TABLE core.t ADD COLUMN a int; UPDATE core.t SET a = length(u.x), b = DEFAULT FROM u WHERE u.id = t.id`,
      `WITH w AS (UPDATE t SET (c, d) = (SELECT 1, 2) RETURNING 1) SELECT count(*) FROM w`,
      `INSERT INTO seeds VALUES (1) ON CONFLICT DO NOTHING; SET LOCAL lock_timeout = '1s'`,
    ]),
  ).toEqual({
    writes: [
      { kind: 'update', schema: 'core', table: 't', columns: ['a', 'b'] },
      { kind: 'update', table: 't', columns: ['c', 'd'] },
      { kind: 'insert', table: 'seeds', columns: [] },
    ],
    functions: ['length', 'count'],
    reads: expect.arrayContaining(['u']) as string[],
  });
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
])('cannot tell: %s', (sql) => expect(rowWrites(['UPDATE t SET a = 1', sql])).toBeUndefined());
