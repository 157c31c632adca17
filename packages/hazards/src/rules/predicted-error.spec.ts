import { describeRule } from '../testing/review-sql';

describeRule('predicted-error', {
  fires: [
    'ALTER TABLE person ALTER COLUMN nowhere SET NOT NULL',
    'ALTER TABLE person ALTER COLUMN name TYPE integer',
    'DROP TABLE person',
    'VACUUM person',
    'CREATE DATABASE x',
    'CREATE TABLE person (id int)',
    'ALTER TABLE person ADD COLUMN name text',
    ["ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'", { major: 11 }],
  ],
  quiet: [
    'DO $$ BEGIN ALTER TABLE person ADD COLUMN name text; EXCEPTION WHEN duplicate_column THEN NULL; END $$',
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
    ['VACUUM person', { transaction: false }],
    'CREATE TABLE IF NOT EXISTS person (id int)',
    'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
  ],
});
