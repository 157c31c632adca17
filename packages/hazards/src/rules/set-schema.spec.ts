import { describeRule } from '../testing/review-sql';

describeRule('set-schema', {
  fires: [
    'ALTER TABLE person SET SCHEMA public',
    'ALTER TYPE core.opportunity_stage_enum SET SCHEMA public',
    'ALTER FUNCTION f() SET SCHEMA public',
  ],
  quiet: [
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note SET SCHEMA public',
    ],
    ["CREATE TYPE e AS ENUM ('a')", 'ALTER TYPE e SET SCHEMA public'],
    'ALTER TABLE person ADD x int',
  ],
});
