import { predictOne } from '../../effects/testing/predicting';
import { loadParser } from '../../sql/parser';

beforeAll(loadParser);

const nested = (depth: number): string => `${'('.repeat(depth)}a${' + 1)'.repeat(depth)} > 0`;
const schema = (depth: number): string =>
  `CREATE TABLE t (a int CHECK (${nested(depth)})); CREATE INDEX i ON t ((${nested(depth)})); ALTER TABLE t RENAME a TO b`;
const stateOf = (sql: string, fixture: string): string | undefined =>
  predictOne({ sql }, fixture, 16, 'public').error?.sqlstate;

test('an expression is followed into its depth, through a new name of its column', () => {
  expect(stateOf('ALTER TABLE t ALTER b TYPE bigint', schema(50))).toBeUndefined();
  expect(stateOf('ALTER TABLE t ALTER b TYPE text', schema(50))).toBe('42883');
});

test.each([200, 1000, 3000])('of %i levels nothing is told, and nothing breaks', (depth) => {
  expect(stateOf('ALTER TABLE t ALTER b TYPE text', schema(depth))).toBeUndefined();
  expect(
    stateOf(`ALTER TABLE t ADD CHECK (${nested(depth).replace('a', "'x'")})`, schema(50)),
  ).toBeUndefined();
});
