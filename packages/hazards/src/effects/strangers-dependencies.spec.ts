import { catalogFromSql } from '../catalog/from-sql';
import { loadParser } from '../sql/parser';
import { predictSql } from './outcome';
import { observed, web } from './testing/web-observed';

/** What falls with a thing, what forbids its drop, what a change of rows sets off: as the real servers did it. */
function predicted(sql: string, serverMajor: number): string | readonly string[] {
  const schema = catalogFromSql(web);
  if (!schema.ok) throw new Error(schema.problem.message);
  const { locks, error } = predictSql(sql, schema.catalog, { serverMajor, inTransaction: true });
  return error?.sqlstate ?? locks.map(([relation, mode]) => `${relation.replace('public.', '')} ${mode}`);
}

beforeAll(loadParser);

test.each(observed.flatMap(({ sql, on, sees }) => on.map((major) => ({ sql, major, sees }))))(
  'PostgreSQL $major: $sql',
  ({ sql, major, sees }) => {
    expect(predicted(sql, major)).toEqual(sees);
  },
);

// Whether a row is there, or a WHEN holds, is not known: the lock that may be taken is said.
test.each([
  ['UPDATE pet SET age = 4', 'log RowExclusiveLock'],
  ['DELETE FROM owner', 'toy RowExclusiveLock'],
  ['DELETE FROM owner', 'log RowExclusiveLock'],
])('%s may take %s', (sql, lock) => {
  expect(predicted(sql, 15)).toContain(lock);
});

// What a CASCADE took away is gone for the statements after it.
test.each([
  ['DROP TYPE mood CASCADE; DROP VIEW happier', '42P01'],
  ['DROP TYPE mood CASCADE; ALTER TABLE owner ADD m int', []],
  ['DROP TABLE pet CASCADE; ALTER TABLE toy DROP CONSTRAINT toy_pet_id_fkey', '42704'],
  ['ALTER TYPE mood RENAME TO feeling; DROP TYPE feeling', '2BP01'],
])('%s', (sql, sees) => {
  const outcome = predicted(sql, 15);
  if (typeof sees === 'string') expect(outcome).toBe(sees);
  else expect(typeof outcome).toBe('object');
});
