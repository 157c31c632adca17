import { describeRule } from '../testing/review-sql';

describeRule('overwrite-rows', {
  fires: [
    "UPDATE person SET name = 'x' WHERE score = 1",
    'UPDATE person p SET name = c.name FROM company c WHERE c.id = p.id',
    'UPDATE person SET "leadSourceNew" = c.code FROM company c WHERE c."leadSourceNew" IS NULL',
    'MERGE INTO person p USING company c ON p.id = c.id WHEN MATCHED THEN UPDATE SET name = c.name',
  ],
  quiet: [
    'UPDATE person SET "leadSourceNew" = "leadSource" WHERE "leadSourceNew" IS NULL',
    'UPDATE person SET "leadSourceNew" = "leadSource" WHERE person."leadSourceNew" IS NULL AND score > 3',
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1 WHERE score = 2'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      "UPDATE note SET body = 'x' WHERE n = 1",
    ],
  ],
});
