import { describeRule } from '../testing/review-sql';

describeRule('unqualified-name', {
  fires: [
    'CREATE TABLE n (a int)',
    'ALTER TABLE "person" ADD x int',
    "INSERT INTO person (name) VALUES ('x')",
  ],
  quiet: [
    'CREATE TABLE core.n (a int)',
    'ALTER TABLE "core"."person" ADD x int',
    'CREATE TEMP TABLE n (a int)',
    'SELECT 1',
  ],
});
