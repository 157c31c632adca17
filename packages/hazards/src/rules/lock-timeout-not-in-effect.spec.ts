import { describeRule } from '../testing/review-sql';

describeRule('lock-timeout-not-in-effect', {
  fires: [
    [
      ["DO $$ BEGIN SET LOCAL lock_timeout = '2s'; END $$", 'ALTER TABLE company ADD x int'],
      { transaction: false, protectedRun: false },
    ],
    [
      ['ALTER TABLE person ADD x int', "SET lock_timeout = '2s'"],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SET LOCAL lock_timeout = '2s'", 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SET lock_timeout = '2s'", 'RESET lock_timeout', 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SET lock_timeout = '2s'", 'RESET ALL', 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SET lock_timeout = '2s'", 'SET lock_timeout TO DEFAULT', 'ALTER TABLE person ADD x int'],
      { protectedRun: false },
    ],
    [
      ["SET lock_timeout = '2s'; SET LOCAL lock_timeout = 0; ALTER TABLE person ADD x int"],
      { protectedRun: false, transaction: false },
    ],
    [
      ["SET LOCAL lock_timeout = '2s'; SELECT 1", 'ALTER TABLE person ADD x int'],
      { protectedRun: false, transaction: false },
    ],
    [["SET lock_timeout = '2s'", 'ROLLBACK', 'ALTER TABLE person ADD x int'], { protectedRun: false }],
    ['SET lock_timeout = 0', 'ALTER TABLE person ADD x int'],
  ],
  quiet: [
    [
      ["DO $$ BEGIN SET LOCAL lock_timeout = '2s'; ALTER TABLE company ADD x int; END $$"],
      { transaction: false, protectedRun: false },
    ],
    ['ALTER TABLE person ADD x int', { protectedRun: false }],
    [["SET LOCAL lock_timeout = '2s'", 'ALTER TABLE person ADD x int'], { protectedRun: false }],
    [
      ["SET lock_timeout = '2s'", 'ALTER TABLE person ADD x int', 'RESET lock_timeout'],
      { protectedRun: false, transaction: false },
    ],
    ["SET lock_timeout = '5s'", 'ALTER TABLE person ADD x int'],
    [
      'SET lock_timeout = 0',
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD x int',
    ],
    [
      ["SET LOCAL lock_timeout = '2s'; ALTER TABLE person ADD x int"],
      { protectedRun: false, transaction: false },
    ],
  ],
});
