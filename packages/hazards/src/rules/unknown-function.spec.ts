import { describeRule } from '../testing/review-sql';

describeRule('unknown-function', {
  fires: [
    'SELECT one_of_ours(), core.another(1)',
    'ALTER TABLE person ADD x int DEFAULT one_of_ours()',
    'ALTER TABLE person ADD COLUMN x int DEFAULT compute_something()',
    'SELECT purge_everything()',
    'INSERT INTO person (id) VALUES (core.make_id())',
    'SELECT lo_unlink(1)',
    "SELECT query_to_xml('delete from person', true, true, '')",
    [
      'CREATE FUNCTION lower(int) RETURNS int LANGUAGE sql AS $$ delete from person returning 1 $$',
      'SELECT lower(1)',
    ],
    // What a function that can be read would destroy is said.
    [
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DROP TABLE core.person; END $$',
      'CREATE FUNCTION g() RETURNS void LANGUAGE sql AS $$ SELECT f() $$',
      'SELECT g()',
    ],
    [
      'CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT 1; ALTER TABLE person DROP COLUMN code $$',
      'SELECT 1, f()',
    ],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ TRUNCATE person; SELECT f() $$', 'SELECT f()'],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ SELECT f() $$', 'SELECT f()'],
    [
      'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CREATE TEMP TABLE t (a int); DELETE FROM t; DROP TABLE t; END $$',
      'SELECT f()',
    ],
  ],
  quiet: [
    `ALTER TABLE person ADD x int DEFAULT nextval('invoice_seq')`,
    [
      'CREATE TABLE note (id serial PRIMARY KEY, body text, other text)',
      'ALTER TABLE note ADD x int DEFAULT one_of_ours()',
    ],
    `ALTER TABLE person ADD COLUMN x bigint DEFAULT nextval('core.invoice_seq')`,
    'ALTER TABLE person ADD COLUMN x uuid DEFAULT gen_random_uuid()',
    'SELECT now(), gen_random_uuid(), count(*) FROM person',
    'INSERT INTO person (id) VALUES (uuid_generate_v4())',
    'UPDATE person SET score = EXTRACT(DAY FROM now() - "createdAt")::integer WHERE score IS NULL',
  ],
});
