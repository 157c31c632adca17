import { describeRule } from '../testing/review-sql';

describeRule('drop-routine', {
  fires: [
    'DROP COLLATION c',
    'DROP POLICY p ON person',
    'DROP FUNCTION f(int)',
    'DROP TRIGGER t ON "opportunity"',
    'DROP POLICY p ON core.person',
    'DROP STATISTICS s',
  ],
  quiet: [
    ['CREATE TABLE note (id serial PRIMARY KEY, body text, other text)', 'DROP TRIGGER t ON note'],
    ['CREATE TABLE note (id serial PRIMARY KEY, body text, other text)', 'DROP POLICY IF EXISTS t ON note'],
    ['CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', 'DROP FUNCTION f()'],
    ['CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select 1 $$', 'DROP FUNCTION f()'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE TRIGGER t BEFORE INSERT ON note FOR EACH ROW EXECUTE FUNCTION f()',
      'DROP TRIGGER t ON note',
    ],
    'DROP INDEX i',
    [
      'CREATE TRIGGER t BEFORE INSERT ON person FOR EACH ROW EXECUTE FUNCTION f()',
      { down: 'DROP TRIGGER t ON core.person' },
    ],
  ],
});
