import { describeRule } from '../testing/review-sql';

describeRule('rows-in-schema-migration', {
  fires: [
    "INSERT INTO person (name) VALUES ('x')",
    "UPDATE person SET name = 'x' WHERE score = 1",
    'DELETE FROM core.company WHERE score = 1',
  ],
  quiet: [
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      "INSERT INTO note (body) VALUES ('x')",
    ],
    'SELECT 1',
    'ALTER TABLE person ADD x int',
  ],
});
