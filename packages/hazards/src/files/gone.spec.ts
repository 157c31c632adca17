import { loadParser } from '../sql/parser';
import { reviewText } from '../testing/files-review';

/** The SQLSTATEs that the statements of a file end with where nothing is known of what else there is, `-` where they run. */
const statesOf = (text: string, schema?: string): string =>
  reviewText(text, schema, 15)
    .statements.map(({ error }) => error?.sqlstate ?? '-')
    .join(' ');

beforeAll(loadParser);

const MAYBE = `DO $$ BEGIN IF now() < '2000-01-01' THEN DROP TABLE core.t; END IF; END $$`;

// As PostgreSQL 15 was seen to answer, where the tables that nothing is said of stood.
test.each([
  ['DROP TABLE core.t; ALTER TABLE core.t ADD c int', '- 42P01'],
  ['DROP TABLE t; SELECT * FROM t; SELECT * FROM core.t', '- 42P01 -'],
  ['DROP TABLE IF EXISTS core.t; DROP TABLE IF EXISTS core.t; DROP TABLE core.t', '- - 42P01'],
  ['DROP VIEW core.v; GRANT SELECT ON core.v TO PUBLIC; COMMENT ON VIEW core.v IS NULL', '- 42P01 42P01'],
  ['ALTER TABLE core.t RENAME TO u; UPDATE core.t SET a = 1; UPDATE core.u SET a = 1', '- 42P01 -'],
  ['ALTER TABLE core.t SET SCHEMA other; DELETE FROM core.t; DELETE FROM other.t', '- 42P01 -'],
  ['DROP SCHEMA core CASCADE; SELECT * FROM core.t', '- 42P01'],
  ['DROP TABLE core.t; CREATE TABLE core.n (a int REFERENCES core.t)', '- 42P01'],
  ['DROP TABLE core.t; CREATE TABLE core.t (a int); ALTER TABLE core.t ADD c int', '- - -'],
  ['DROP TABLE core.t; SELECT * FROM core.t; CREATE TABLE core.t (a int); TABLE core.t', '- 42P01 - -'],
  ['DROP TABLE core.t; SELECT 1 AS a INTO core.t; TABLE core.t', '- - -'],
  [
    'ALTER TABLE core.t RENAME TO old; ALTER TABLE core.new RENAME TO t; TABLE core.t; TABLE core.new',
    '- - - 42P01',
  ],
  ['BEGIN; DROP TABLE core.t; ROLLBACK; TABLE core.t', '- - - -'],
  ['BEGIN; DROP TABLE core.t; COMMIT; TABLE core.t', '- - - 42P01'],
  [`DROP TABLE core.t; DO $$ BEGIN EXECUTE concat('CREATE TABLE core.t ()'); END $$; TABLE core.t`, '- - -'],
  [`${MAYBE}; TABLE core.t`, '- -'],
  ['DROP TABLE core.t; SELECT rebuild(); TABLE core.t', '- - -'],
  ['DROP TABLE core.t; CALL rebuild(); TABLE core.t', '- - -'],
  ['DROP TABLE core.t; SELECT now(); TABLE core.t', '- - 42P01'],
])('%s', (text, states) => {
  expect(statesOf(text)).toBe(states);
});

test('where all that exists is known, what may have gone is not said to be missing', () => {
  expect(
    statesOf(`${MAYBE}; TABLE core.t; CREATE TABLE core.t ()`, 'CREATE SCHEMA core; CREATE TABLE core.t ()'),
  ).toBe('- - -');
});
