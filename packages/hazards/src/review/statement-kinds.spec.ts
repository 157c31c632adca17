import { loadParser } from '../sql/parser';
import { controlsTransaction, leavesNothingToUndo } from './statement-kinds';

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
