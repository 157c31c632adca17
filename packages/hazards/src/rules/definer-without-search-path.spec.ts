import { describeRule } from '../testing/review-sql';

describeRule('definer-without-search-path', {
  fires: [
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET work_mem = 1000 AS $$ SELECT 1 $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$',
    'CREATE OR REPLACE PROCEDURE core.p() LANGUAGE sql SECURITY DEFINER AS $$ SELECT 1 $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET work_mem = 100 AS $$ SELECT 1 $$',
  ],
  quiet: [
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SET work_mem = 1000 AS $$ SELECT 1 $$',
    'CREATE AGGREGATE a (int) (sfunc = int4pl, stype = int)',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = core, pg_temp AS $$ SELECT 1 $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
    'CREATE FUNCTION f() RETURNS int LANGUAGE sql SECURITY INVOKER AS $$ SELECT 1 $$',
  ],
});
