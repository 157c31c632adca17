import { shown } from '../catalog/testing/shown';
import { loadParser } from '../sql/parser';
import { predictIn } from './outcome';
import { Session } from './session';
import { modelOf } from './testing/predicting';

const schema = `CREATE SCHEMA attic;
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TYPE pair AS (x int, y text);
CREATE TABLE t (id serial PRIMARY KEY, a int, at timestamp, m mood, UNIQUE (a));
CREATE TABLE other (id int, t_id int REFERENCES t (id));
CREATE TABLE attic.t (id int);
CREATE TABLE lone (id int);
CREATE VIEW v AS SELECT a FROM t;`;

/** Statements that the server refuses behind their first step, with SQLSTATE. */
const refused: readonly (readonly [sql: string, sqlstate: string])[] = [
  ['ALTER TABLE t SET SCHEMA attic', '42P07'],
  ['ALTER TABLE lone SET SCHEMA nowhere', '3F000'],
  ['ALTER TABLE t RENAME TO other', '42P07'],
  ['ALTER TABLE t RENAME a TO at', '42701'],
  ['ALTER TABLE t ADD z int, ADD id int', '42701'],
  ['ALTER TABLE t DROP COLUMN at, DROP CONSTRAINT nope', '42704'],
  ['ALTER TABLE t ALTER at TYPE date USING at::date, ADD y int, ALTER nope SET NOT NULL', '42703'],
  ['ALTER TABLE t DROP COLUMN m, ADD m text, ADD CONSTRAINT t_pkey CHECK (id > 0)', '42710'],
  ['DROP TABLE lone, missing', '42P01'],
  ['DROP TABLE lone, t', '2BP01'],
  ['DROP TABLE lone, t, missing CASCADE', '42P01'],
  ['DROP VIEW v, lone', '42809'],
  ['DROP TYPE pair, mood', '2BP01'],
  ['DROP SCHEMA attic, missing CASCADE', '3F000'],
  ['ALTER SCHEMA attic RENAME TO public', '42P06'],
  ['CREATE SCHEMA fresh CREATE TABLE a (id int) CREATE VIEW b AS SELECT nope FROM a', '42703'],
  ['CREATE SCHEMA fresh CREATE TABLE a (id int) CREATE TABLE a (n int)', '42P07'],
  ['CREATE SCHEMA attic CREATE TABLE a (id int)', '42P06'],
  ['CREATE SCHEMA fresh CREATE TABLE a (id int) CREATE VIEW public.b AS SELECT id FROM a', '42P15'],
  ['ALTER TYPE pair ADD ATTRIBUTE z int, ADD ATTRIBUTE x int', '42701'],
  ['ALTER TYPE pair DROP ATTRIBUTE y, DROP ATTRIBUTE nope', '42703'],
  ['ALTER TYPE mood RENAME TO pair', '42710'],
  ["ALTER TYPE mood RENAME VALUE 'sad' TO 'glad'", '42710'],
  ['CREATE TABLE copy (LIKE t INCLUDING ALL, id int)', '42701'],
  ['TRUNCATE lone, missing', '42P01'],
];

beforeAll(loadParser);

test.each(refused)('%s leaves nothing behind', (sql, sqlstate) => {
  const catalog = modelOf(schema, 'public');
  const session = new Session(catalog, { serverMajor: 16 });
  const send = (text: string): string | undefined => predictIn(session, text, catalog, false).error?.sqlstate;
  const before = shown(catalog);
  expect(send(sql)).toBe(sqlstate);
  expect(shown(catalog)).toBe(before);

  send('BEGIN');
  expect(send('CREATE TABLE made (id int)')).toBeUndefined();
  send('SAVEPOINT s');
  const inside = shown(catalog);
  expect(send(sql)).toBe(sqlstate);
  expect(send('ALTER TABLE lone ADD z int')).toBe('25P02');
  send('ROLLBACK TO s');
  expect(shown(catalog)).toBe(inside);
  expect(send(sql)).toBe(sqlstate);
  send('COMMIT');
  expect(shown(catalog)).toBe(before);

  expect(send(`CREATE TABLE news (id int); ALTER TABLE attic.t ADD z int; ${sql}`)).toBe(sqlstate);
  expect(shown(catalog)).toBe(before);
});
