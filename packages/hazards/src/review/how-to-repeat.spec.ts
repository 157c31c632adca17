import { loadParser } from '../sql/parser';
import { howToRepeat } from './how-to-repeat';

beforeAll(() => loadParser());

test.each([
  ['SELECT 1', { kind: 'freely' }],
  ["SET lock_timeout = '2s'", { kind: 'freely' }],
  ["SELECT set_config('a.b', 'c', false)", { kind: 'freely' }],
  ['ANALYZE t', { kind: 'freely' }],
  ['VACUUM t', { kind: 'freely' }],
  ['REINDEX INDEX CONCURRENTLY i', { kind: 'freely' }],
  ['ROLLBACK', { kind: 'freely' }],
  ['BEGIN', { kind: 'transaction-begin' }],
  ['START TRANSACTION', { kind: 'transaction-begin' }],
  ['COMMIT', { kind: 'transaction-end' }],
  ['END', { kind: 'transaction-end' }],
  ['ALTER TABLE t VALIDATE CONSTRAINT c', { kind: 'once' }],
  [`ALTER TYPE e ADD VALUE 'x'`, { kind: 'once' }],
  ['ALTER INDEX a RENAME TO b', { kind: 'once' }],
  ['UPDATE t SET a = 1', { kind: 'once' }],
  ['INSERT INTO t SELECT 1', { kind: 'once' }],
  ['ALTER TABLE t ADD COLUMN a int; ALTER TABLE t ADD COLUMN b int', { kind: 'once' }],
  ['SELECT my_function()', { kind: 'once' }],
  ['CREATE INDEX i ON t (a)', { kind: 'once' }],
  ['REINDEX INDEX i', { kind: 'once' }],
  ['CREATE INDEX CONCURRENTLY "I""x" ON s."T" (a)', { kind: 'create-index', table: '"s"."T"', index: 'I"x' }],
  [
    'CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a)',
    { kind: 'create-index', table: '"t"', index: 'i' },
  ],
  ['DROP INDEX CONCURRENTLY IF EXISTS s.i', { kind: 'drop-index', indexes: ['"s"."i"'] }],
  ['CREATE INDEX CONCURRENTLY ON t (a)', { kind: 'unknown' }],
  ['ALTER TABLE t DETACH PARTITION p CONCURRENTLY', { kind: 'unknown' }],
  ['DO $$ BEGIN PERFORM 1; END $$', { kind: 'unknown' }],
  ['CALL my_procedure()', { kind: 'unknown' }],
  ['CREATE DATABASE d', { kind: 'unknown' }],
  [`PREPARE TRANSACTION 'x'`, { kind: 'unknown' }],
  ['BEGIN; UPDATE t SET a = 1; COMMIT', { kind: 'unknown' }],
  ['UPDATE t SET a = 1; COMMIT', { kind: 'unknown' }],
  ['not SQL at all', { kind: 'unknown' }],
])('%s', (sql, expected) => {
  expect(howToRepeat(sql)).toEqual(expected);
});
