import { describeRule } from '../testing/review-sql';

describeRule('truncate', {
  fires: [
    'TRUNCATE "opportunity"',
    'TRUNCATE TABLE ONLY core.person, core.company',
    'DO $$ BEGIN TRUNCATE core.person; END $$',
    "DO $$ BEGIN EXECUTE 'TRUNCATE core.person'; END $$",
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE opportunity INHERIT note',
      'TRUNCATE note',
    ],
  ],
  quiet: [
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'TRUNCATE note'],
    'DELETE FROM "person"',
    "SELECT date_trunc('day', now())",
  ],
});
