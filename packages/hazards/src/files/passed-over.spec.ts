import { loadParser } from '../sql/parser';
import { reviewText } from '../testing/files-review';

const schema = `CREATE TABLE t (id int);
CREATE VIEW v AS SELECT id FROM t;
CREATE TYPE mood AS ENUM ('a');
CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE INDEX i ON t (id);`;

/** The rules that a file of SQL makes speak beside that schema; without one it is not known what there is. */
const rulesOf = (text: string, beside: string | undefined = schema): readonly string[] =>
  reviewText(`SET lock_timeout = '1s';\n${text}`, beside === '' ? undefined : beside).statements.flatMap(
    ({ findings }) => findings.map(({ rule }) => rule),
  );

beforeAll(loadParser);

// PostgreSQL 15 was seen to take each with a NOTICE.
test.each([
  'DROP TABLE IF EXISTS nope',
  'DROP TABLE IF EXISTS nope CASCADE',
  'DROP TABLE IF EXISTS nope.t',
  'DROP VIEW IF EXISTS nope',
  'DROP MATERIALIZED VIEW IF EXISTS nope',
  'DROP SEQUENCE IF EXISTS nope',
  'DROP INDEX IF EXISTS nope',
  'DROP TYPE IF EXISTS nope',
  'DROP DOMAIN IF EXISTS nope',
  'DROP FUNCTION IF EXISTS nope',
  'DROP FUNCTION IF EXISTS f(text)',
  'DROP SCHEMA IF EXISTS nope CASCADE',
  'DROP EXTENSION IF EXISTS nope',
  'DROP TRIGGER IF EXISTS nope ON nope',
  'ALTER TABLE IF EXISTS nope ADD COLUMN a int NOT NULL',
  'ALTER TABLE IF EXISTS nope DROP COLUMN a',
  'ALTER TABLE IF EXISTS nope RENAME TO x',
])('%s does nothing where the schema has none', (sql) => {
  expect(rulesOf(sql)).toEqual([]);
  expect(rulesOf(sql, '').length).toBeGreaterThan(0);
});

test.each([
  ['DROP TABLE IF EXISTS t CASCADE', 'drop-table'],
  ['DROP TABLE IF EXISTS nope, t CASCADE', 'drop-table'],
  ['DROP VIEW IF EXISTS v', 'drop-view'],
  ['DROP TYPE IF EXISTS mood', 'drop-type'],
  ['DROP FUNCTION IF EXISTS f', 'drop-routine'],
  ['DROP INDEX IF EXISTS i', 'drop-index-blocks'],
  ['ALTER TABLE IF EXISTS t RENAME TO x', 'rename'],
])('%s is told where the schema has it', (sql, rule) => {
  expect(rulesOf(sql)).toContain(rule);
});

test('what the same file has dropped is passed over, what it has made is its own', () => {
  expect(rulesOf('DROP VIEW v;').filter((each) => each === 'drop-view')).toHaveLength(1);
  expect(rulesOf('DROP VIEW v; DROP VIEW IF EXISTS v;').filter((each) => each === 'drop-view')).toHaveLength(
    1,
  );
  expect(rulesOf('CREATE TABLE n (id int PRIMARY KEY); DROP TABLE IF EXISTS n;')).toEqual([]);
});
