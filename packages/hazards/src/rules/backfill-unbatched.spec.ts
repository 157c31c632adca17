import { describeRule } from '../testing/review-sql';

describeRule('backfill-unbatched', {
  fires: [
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 10001)',
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL)',
    Array.from(
      { length: 11 },
      () => 'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 100)',
    ),
    `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    'UPDATE opportunity SET score = 1 WHERE score IS NULL',
    [['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'], { transaction: false }],
  ],
  quiet: [
    'UPDATE company SET score = 1 WHERE id IN (SELECT id FROM company WHERE score IS NULL LIMIT 10000)',
    [
      `WITH b AS (SELECT id FROM company WHERE score IS NULL LIMIT 500) UPDATE company c SET score = 1 FROM b WHERE b.id = c.id`,
      { transaction: false },
    ],
    'UPDATE person SET score = 1 WHERE score IS NULL',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'UPDATE note SET n = 1'],
    ['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'],
  ],
});
