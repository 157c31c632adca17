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
