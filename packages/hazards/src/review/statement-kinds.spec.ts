import { loadParser } from '../sql/parser';
import { changesServer, controlsTransaction, finalParts, leavesNothingToUndo } from './statement-kinds';

beforeAll(loadParser);

it.each([
  'COMMIT',
  'begin',
  'START TRANSACTION',
  'DELETE FROM t; COMMIT; BEGIN',
  'ROLLBACK',
  'END',
  "PREPARE TRANSACTION 'x'",
  'ABORT',
  '/* x */ commit and chain',
])('controls the transaction: %s', (sql) => expect(controlsTransaction(sql)).toBe(true));
it.each([
  'SAVEPOINT a',
  'RELEASE SAVEPOINT a',
  'ROLLBACK TO SAVEPOINT a',
  "SELECT 'COMMIT'",
  'CREATE TABLE "commit" ()',
  'COMMIT COMMIT',
  '',
])('does not: %s', (sql) => expect(controlsTransaction(sql)).toBe(false));
it.each([
  'ALTER TABLE t VALIDATE CONSTRAINT c',
  "ALTER TYPE m ADD VALUE 'x'",
  "ALTER TYPE m ADD VALUE IF NOT EXISTS 'x' AFTER 'y'; ALTER TABLE t VALIDATE CONSTRAINT c",
])('leaves nothing to undo: %s', (sql) => expect(leavesNothingToUndo(sql)).toBe(true));
it.each([
  '',
  'ALTER TABLE t ADD COLUMN c int',
  "ALTER TYPE m RENAME VALUE 'a' TO 'b'",
  "ALTER TYPE m ADD VALUE 'x'; DROP TABLE t",
  'ALTER TABLE t VALIDATE CONSTRAINT c, ADD COLUMN d int',
])('leaves something: %s', (sql) => expect(leavesNothingToUndo(sql)).toBe(false));

it('names what a statement leaves for good, and nothing else', () => {
  expect(finalParts('ALTER TABLE s.t ADD COLUMN d int, VALIDATE CONSTRAINT "C"')).toEqual([
    { kind: 'validated', table: { schema: 's', name: 't' }, constraint: 'C' },
  ]);
  expect(finalParts("ALTER TYPE m ADD VALUE 'it''s' BEFORE 'y'; DROP TABLE t")).toEqual([
    { kind: 'label', type: { name: 'm' }, label: "it's" },
  ]);
  expect(finalParts('DROP TABLE t')).toEqual([]);
  expect(finalParts('no SQL')).toEqual([]);
});

it.each([
  'CREATE ROLE r',
  'CREATE USER r',
  'SELECT 1; ALTER ROLE r SET work_mem = 1',
  'ALTER USER r PASSWORD NULL',
  'DROP ROLE IF EXISTS r',
  'GRANT a TO b',
  'REVOKE a FROM b',
  'ALTER ROLE r RENAME TO s',
  'DROP OWNED BY r',
  'REASSIGN OWNED BY a TO b',
  'ALTER SYSTEM SET work_mem = 1',
  'CREATE DATABASE d',
  'DROP DATABASE d',
  'ALTER DATABASE d SET work_mem = 1',
  'ALTER DATABASE d CONNECTION LIMIT 1',
  'ALTER DATABASE d OWNER TO r',
  'ALTER DATABASE d RENAME TO e',
  "COMMENT ON DATABASE d IS 'x'",
  "COMMENT ON ROLE d IS 'x'",
  'GRANT CONNECT ON DATABASE d TO r',
  "CREATE TABLESPACE t LOCATION '/x'",
  'DROP TABLESPACE t',
  'ALTER TABLESPACE t SET (random_page_cost = 1)',
  'GRANT CREATE ON TABLESPACE t TO r',
  'GRANT SET ON PARAMETER log_min_duration_statement TO r',
])('changes what the whole server shares: %s', (sql) => expect(changesServer(sql)).toBe(true));
it.each([
  'GRANT SELECT ON t TO r',
  'ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO r',
  'ALTER TABLE t OWNER TO r',
  'ALTER TABLE t SET TABLESPACE fast',
  "COMMENT ON TABLE role IS 'x'",
  'CREATE SCHEMA AUTHORIZATION r',
  'CREATE TABLE database (role int)',
  'SET ROLE r',
  'no SQL',
])('does not: %s', (sql) => expect(changesServer(sql)).toBe(false));

test('an extension stays for good, whatever else is in the string', () => {
  expect(finalParts('CREATE EXTENSION IF NOT EXISTS "uuid-ossp"; CREATE TABLE t (id int)')).toEqual([
    { kind: 'extension', name: 'uuid-ossp' },
  ]);
  expect(leavesNothingToUndo('CREATE EXTENSION pg_trgm')).toBe(true);
  expect(leavesNothingToUndo('CREATE EXTENSION pg_trgm; CREATE TABLE t (id int)')).toBe(false);
  expect(leavesNothingToUndo('DROP EXTENSION pg_trgm')).toBe(false);
});
