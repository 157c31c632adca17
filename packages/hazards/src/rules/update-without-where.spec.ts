import { describeRule } from '../testing/review-sql';

describeRule('update-without-where', {
  fires: [
    ['UPDATE person SET score = 1, name = code', { declared: ['person.name'] }],
    'UPDATE person SET score = 1, name = code',
    'UPDATE person SET score = 1 RETURNING id',
    'WITH x AS (SELECT 1) UPDATE person SET score = 1',
    'UPDATE "opportunity" SET "leadSourceNew" = "leadSource"',
    'UPDATE person SET name = upper(name) WHERE true',
    "UPDATE person SET name = 'x' WHERE 1 = 1",
  ],
  quiet: [
    ['UPDATE person SET score = 1', { declared: ['core.person.score'] }],
    "UPDATE person SET name = 'x' WHERE score = 1",
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1'],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', "UPDATE note SET body = 'x'"],
  ],
});
