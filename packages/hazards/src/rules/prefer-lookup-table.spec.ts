import { describeRule } from '../testing/review-sql';

describeRule('prefer-lookup-table', {
  fires: [
    "CREATE TYPE e AS ENUM ('a')",
    'CREATE TYPE "core"."E" AS ENUM ()',
    "CREATE TYPE core.e AS ENUM ('a', 'b')",
  ],
  quiet: ['CREATE TYPE c AS (a int)', 'CREATE DOMAIN d AS text', 'CREATE TABLE n (a text)'],
});
