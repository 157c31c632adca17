import { loadParser } from '../sql/parser';
import { readOnlyOrRowSafe } from './row-safe';

beforeAll(loadParser);

test.each([
  'CREATE INDEX CONCURRENTLY i ON t (a)',
  'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
  'DROP INDEX CONCURRENTLY i',
  'REINDEX TABLE CONCURRENTLY t',
  'REINDEX (CONCURRENTLY) TABLE t',
  'ALTER TABLE t VALIDATE CONSTRAINT c',
  `ALTER TYPE e ADD VALUE 'x'`,
  'ANALYZE t',
  'SELECT count(*), now() FROM t',
  `COMMENT ON TABLE t IS 'DROP TABLE t'`,
  `SET lock_timeout = '2s'`,
  'SET search_path TO core; SELECT 1',
  '-- nothing',
])('true: %s', (sql) => expect(readOnlyOrRowSafe(sql)).toBe(true));

test.each([
  'CREATE INDEX i ON t (a)',
  'DROP INDEX i',
  'ALTER TABLE t VALIDATE CONSTRAINT c, DROP COLUMN a',
  'SELECT my_function()',
  'SELECT core.now()',
  `SELECT setval('s', 1)`,
  'SELECT * INTO x FROM t',
  'WITH d AS (DELETE FROM t RETURNING *) SELECT * FROM d',
  'SELECT 1; DELETE FROM t',
  'UPDATE t SET a = 1',
  'EXPLAIN ANALYZE UPDATE t SET a = 1',
  `SET session_replication_role = 'replica'`,
  'RESET ALL',
  'VACUUM FULL t',
  'SELEC 1',
  'SELECT 1 \0; DROP TABLE t',
  'DO $$ BEGIN PERFORM 1; DELETE FROM t; END $$',
  'ALTER TABLE t ADD COLUMN a int',
  'COMMIT',
])('false: %s', (sql) => expect(readOnlyOrRowSafe(sql)).toBe(false));
