import { describeRule } from '../testing/review-sql';

describeRule('locks-several-tables', {
  fires: [
    ['ALTER TABLE person ADD x int', 'ALTER TABLE company ADD x int'],
    ['ALTER TABLE core.person ADD x int', 'SELECT 1', 'ALTER TABLE "opportunity" ALTER score SET DEFAULT 1'],
    ['ALTER TABLE person ADD x int; ALTER TABLE company ADD x int'],
  ],
  quiet: [
    ['ALTER TABLE person ADD x int', 'ALTER TABLE core."person" ADD y int'],
    [['ALTER TABLE person ADD x int', 'ALTER TABLE company ADD x int'], { transaction: false }],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD x int',
      'ALTER TABLE person ADD x int',
    ],
    ['ALTER TABLE person ADD x int', 'CREATE INDEX i ON company (code)'],
  ],
});
