import { describeRule } from '../testing/review-sql';

describeRule('replace-routine', {
  fires: [
    'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select 1 $$',
    'CREATE OR REPLACE VIEW opportunity_view AS SELECT 1',
    'CREATE OR REPLACE PROCEDURE p() LANGUAGE sql AS $$ select 1 $$',
  ],
  quiet: [
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ select 1 $$',
    'CREATE OR REPLACE VIEW v AS SELECT 1',
    'CREATE VIEW v AS SELECT 1',
  ],
});
