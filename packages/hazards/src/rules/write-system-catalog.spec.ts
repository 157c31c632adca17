import { describeRule } from '../testing/review-sql';

describeRule('write-system-catalog', {
  fires: [
    "DELETE FROM pg_enum WHERE enumlabel = 'x'",
    'UPDATE pg_catalog.pg_attribute SET attnotnull = true',
    'INSERT INTO pg_catalog.pg_enum VALUES (1)',
  ],
  quiet: [
    'SELECT * FROM pg_enum',
    'UPDATE person SET score = 1',
    ['CREATE TABLE "pg_notes" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DELETE FROM "pg_notes"'],
  ],
});
