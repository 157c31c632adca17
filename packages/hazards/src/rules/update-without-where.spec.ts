import { describeRule } from '../testing/review-sql';

describeRule('update-without-where', {
  fires: [
    'UPDATE "opportunity" SET "leadSourceNew" = "leadSource"',
    'UPDATE person SET name = upper(name) WHERE true',
    "UPDATE person SET name = 'x' WHERE 1 = 1",
  ],
  quiet: [
    "UPDATE person SET name = 'x' WHERE score = 1",
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1'],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', "UPDATE note SET body = 'x'"],
  ],
});
