import { loadParser } from '../sql/parser';
import { predictOne } from './testing/predicting';

beforeAll(loadParser);

const schema = `
  CREATE SCHEMA app; SET search_path = app, public;
  CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE app.pt AS (x int); CREATE DOMAIN pos AS int CHECK (VALUE > 0);
  CREATE TABLE a (id int, m mood, n app.mood, k mood, l app.mood, p pos, ms mood[], r pt);
  CREATE TABLE c (id int, m app.mood, n mood, k app.mood, l mood, p app.pos, ms app.mood[], r app.pt);
  CREATE VIEW v AS SELECT m, n FROM a;
  CREATE TABLE part (id int, m mood) PARTITION BY LIST (m); CREATE TABLE sad (id int, m app.mood);
  CREATE FUNCTION f(x mood) RETURNS mood LANGUAGE plpgsql IMMUTABLE AS 'begin return x; end';
  CREATE OR REPLACE FUNCTION f(x app.mood) RETURNS mood LANGUAGE plpgsql AS 'begin return x; end'`;

// As PostgreSQL 13, 15 and 18 did it.
test.each([
  'ALTER TABLE a ALTER k TYPE app.mood',
  'ALTER TABLE a ALTER l TYPE mood',
  'ALTER TABLE a ALTER p TYPE app.pos',
  'ALTER TABLE a ALTER ms TYPE app.mood[]',
  'CREATE TABLE b (m app.mood, n mood) INHERITS (a)',
  'ALTER TABLE c INHERIT a',
  'CREATE OR REPLACE VIEW v AS SELECT m::app.mood AS m, n::mood AS n FROM a',
  "ALTER TABLE part ATTACH PARTITION sad FOR VALUES IN ('sad')",
  // One function, declared twice.
  'DROP FUNCTION f',
])('a type is the same with its schema and without: %s', (sql) => {
  for (const major of [13, 15, 18])
    expect(predictOne({ sql }, schema, major)).toMatchObject({ error: null, rewrites: [], builds: [] });
});

test.each([
  ['ALTER TABLE a ALTER ms TYPE mood USING ms[1]', { rewrites: ['app.a'] }],
  ['CREATE TABLE b (m app.mood[]) INHERITS (a)', { error: { sqlstate: '42804' } }],
  ['CREATE OR REPLACE VIEW v AS SELECT m, n::text AS n FROM a', { error: { sqlstate: '42P16' } }],
])('and another where it is another: %s', (sql, outcome) => {
  for (const major of [13, 15, 18]) expect(predictOne({ sql }, schema, major)).toMatchObject(outcome);
});
