import { describeRule } from '../testing/review-sql';

describeRule('predicted-error', {
  fires: [
    'VACUUM person',
    'CREATE DATABASE x',
    'CREATE TABLE person (id int)',
    'ALTER TABLE person ADD COLUMN name text',
    ["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'", { major: 11 }],
  ],
  quiet: [
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
    ['VACUUM person', { transaction: false }],
    'CREATE TABLE IF NOT EXISTS person (id int)',
    'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
  ],
});
