import { describeRule } from '../testing/review-sql';

describeRule('no-lock-timeout', {
  fires: [
    ['ALTER TABLE person ADD x int', { protectedRun: false }],
    ['CREATE INDEX i ON company (code)', { protectedRun: false, transaction: false }],
    ['CREATE TABLE n (id uuid REFERENCES person(id))', { protectedRun: false }],
    [
      ['SET statement_timeout = 100', 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [['SET lock_timeout = 0', 'ALTER TABLE person ADD x int'], { protectedRun: false, transaction: false }],
  ],
  quiet: [
    'ALTER TABLE person ADD x int',
    [
      ["SET lock_timeout = '2s'", 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SELECT set_config('lock_timeout', '2s', false)", 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [
      ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'ALTER TABLE note ADD x int'],
      { protectedRun: false },
    ],
    ['CREATE INDEX CONCURRENTLY i ON company (code)', { protectedRun: false, transaction: false }],
    ["UPDATE person SET name = 'x' WHERE score = 1", { protectedRun: false }],
    [
      ['ALTER TABLE person ADD x int', "SET lock_timeout = '2s'"],
      { protectedRun: false, transaction: false },
    ],
  ],
});
