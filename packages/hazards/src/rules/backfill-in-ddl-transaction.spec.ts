import { describeRule } from '../testing/review-sql';

describeRule('backfill-in-ddl-transaction', {
  fires: [
    // A DO block by itself is one transaction.
    [['DO $$ BEGIN ALTER TABLE company ADD x int; UPDATE company SET x = 1; END $$'], { transaction: false }],
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
    // Rows that are named by key are few.
    ['ALTER TABLE company ADD x int', `UPDATE company SET x = 1 WHERE id = '1'`],
    ['ALTER TABLE company ADD x int', `UPDATE company SET x = 1 WHERE id IN ('1', '2') AND x IS NULL`],
    [
      ['DO $$ BEGIN ALTER TABLE company ADD x int; COMMIT; UPDATE company SET x = 1; END $$'],
      { transaction: false },
    ],
    [
      ['DO $$ BEGIN ALTER TABLE company ADD x int; END $$', 'DO $$ BEGIN UPDATE company SET x = 1; END $$'],
      { transaction: false },
    ],
    [
      'ALTER TABLE company ADD x int',
      'UPDATE company SET x = 1 WHERE id IN (SELECT id FROM company WHERE x IS NULL LIMIT 1000)',
    ],
    ['ALTER TABLE person ADD x int', 'UPDATE person SET x = 1 WHERE x IS NULL'],
    `UPDATE company SET "leadSourceNew" = 'a' WHERE "leadSourceNew" IS NULL`,
    [['ALTER TABLE company ADD x int', 'UPDATE company SET x = 1 WHERE x IS NULL'], { transaction: false }],
  ],
});
