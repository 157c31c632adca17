import { heldTo } from '../../testing/held-to';

const schema = `CREATE SCHEMA other;
CREATE FUNCTION one(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION two(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'; CREATE FUNCTION two(a text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE FUNCTION bare(int, b text) RETURNS text LANGUAGE sql AS 'SELECT $2';
CREATE FUNCTION noting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE PROCEDURE act(a int) LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (id int); CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE PROCEDURE noting();`;

heldTo('routines', schema, [
  ['DROP FUNCTION one', '-'],
  ['DROP FUNCTION one(int)', '-'],
  ['DROP FUNCTION one(integer)', '-'],
  ['DROP FUNCTION one(text)', '42883'],
  ['DROP FUNCTION one()', '42883'],
  ['DROP FUNCTION IF EXISTS one(text)', '-'],
  ['DROP FUNCTION two', '42725'],
  ['DROP FUNCTION two(text)', '-'],
  ['DROP FUNCTION two(bigint)', '42883'],
  ['DROP FUNCTION nowhere', '42883'],
  ['DROP FUNCTION nowhere(int)', '42883'],
  ['DROP FUNCTION IF EXISTS nowhere(int)', '-'],
  ['DROP FUNCTION other.one(int)', '42883'],
  ['DROP FUNCTION public.one(int)', '-'],
  ['DROP FUNCTION noting()', '2BP01'],
  ['DROP FUNCTION noting() CASCADE', '-'],
  ['DROP FUNCTION noting', '2BP01'],
  ['DROP PROCEDURE act(int)', '-'],
  ['DROP PROCEDURE act', '-'],
  ['DROP PROCEDURE nowhere()', '42883'],
  ['DROP FUNCTION one(int), two(int)', '-'],
  ['DROP FUNCTION bare(int, text)', '-'],
  ['DROP FUNCTION bare(text, int)', '42883'],
  ["CREATE FUNCTION one(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '42723'],
  ["CREATE FUNCTION one(a text) RETURNS int LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE FUNCTION other.one(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE OR REPLACE FUNCTION one(a int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE OR REPLACE FUNCTION one(b int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE OR REPLACE FUNCTION one(int) RETURNS int LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE OR REPLACE FUNCTION one(a int) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'", '42P13'],
  ["CREATE OR REPLACE FUNCTION one(a text) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'", '-'],
  ["CREATE OR REPLACE FUNCTION bare(a int, b text) RETURNS text LANGUAGE sql AS 'SELECT $2'", '-'],
  ["CREATE OR REPLACE FUNCTION bare(a int, c text) RETURNS text LANGUAGE sql AS 'SELECT $2'", '42P13'],
  ["CREATE OR REPLACE FUNCTION bare(int, text) RETURNS text LANGUAGE sql AS 'SELECT $2'", '42P13'],
  ["CREATE OR REPLACE FUNCTION bare(a int, b text) RETURNS int LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE OR REPLACE FUNCTION noting() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'", '-'],
  ["CREATE OR REPLACE FUNCTION noting() RETURNS int LANGUAGE sql AS 'SELECT 1'", '42P13'],
  ["CREATE FUNCTION noting() RETURNS int LANGUAGE sql AS 'SELECT 1'", '42723'],
  ["CREATE PROCEDURE act(a int) LANGUAGE sql AS 'SELECT 1'", '42723'],
  ["CREATE OR REPLACE PROCEDURE act(a int) LANGUAGE sql AS 'SELECT 1'", '-'],
  ["CREATE OR REPLACE PROCEDURE act(b int) LANGUAGE sql AS 'SELECT 1'", '42P13'],
]);
