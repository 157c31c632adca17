import { describeRule } from '../testing/review-sql';

describeRule('backfill-unbatched', {
  fires: [
    `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    'UPDATE opportunity SET score = 1 WHERE score IS NULL',
    [['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'], { transaction: false }],
  ],
  quiet: [
    'UPDATE person SET score = 1 WHERE score IS NULL',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'UPDATE note SET n = 1'],
    ['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'],
  ],
});
