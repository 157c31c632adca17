import { describeRule } from '../testing/review-sql';

describeRule('backfill-in-ddl-transaction', {
  fires: [
    [
      'ALTER TABLE company ADD x int',
      'UPDATE company SET x = 1 WHERE id IN (SELECT id FROM company WHERE x IS NULL LIMIT 1000000)',
    ],
    [
      'ALTER TABLE opportunity ADD "daysInStage" int',
      'UPDATE opportunity SET "daysInStage" = 1 WHERE "daysInStage" IS NULL',
    ],
    ['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1'],
    [
      'ALTER TABLE person ADD x int',
      `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    ],
  ],
  quiet: [
    [
      'ALTER TABLE company ADD x int',
      'UPDATE company SET x = 1 WHERE id IN (SELECT id FROM company WHERE x IS NULL LIMIT 1000)',
    ],
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1 WHERE x IS NULL'],
    `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    [['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'], { transaction: false }],
  ],
});
