import { describeRule } from '../testing/review-sql';

describeRule('locks-several-tables', {
  fires: [
    [
      ['DO $$ BEGIN ALTER TABLE company ADD x int; ALTER TABLE person ADD x int; END $$'],
      { transaction: false },
    ],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE company ADD x int'],
    ['ALTER TABLE core.person ADD x int', 'SELECT 1', 'ALTER TABLE "opportunity" ALTER score SET DEFAULT 1'],
    ['ALTER TABLE person ADD x int; ALTER TABLE company ADD x int'],
  ],
  quiet: [
    [
      [
        'DO $$ BEGIN ALTER TABLE company ADD x int; END $$',
        'DO $$ BEGIN ALTER TABLE person ADD x int; END $$',
      ],
      { transaction: false },
    ],
    [
      ['ALTER TABLE company ADD x int; SELECT 1', 'ALTER TABLE person ADD x int; SELECT 1'],
      { transaction: false },
    ],
    [
      ['DO $$ BEGIN ALTER TABLE company ADD x int; COMMIT; ALTER TABLE person ADD x int; END $$'],
      { transaction: false },
    ],
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
