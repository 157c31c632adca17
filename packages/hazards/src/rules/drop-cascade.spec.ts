import { describeRule } from '../testing/review-sql';

describeRule('drop-cascade', {
  fires: [
    'DROP TABLE "opportunity" CASCADE',
    'TRUNCATE "person" CASCADE',
    'ALTER TABLE "opportunity" DROP COLUMN "name" CASCADE',
    'DROP TYPE core.opportunity_stage_enum CASCADE',
    'ALTER TABLE person DROP CONSTRAINT "PK_person" CASCADE',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: 'DROP TABLE note CASCADE' },
    ],
  ],
  quiet: [
    'DROP TABLE "opportunity"',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DROP TABLE "note" CASCADE'],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person DROP x CASCADE'],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', { down: 'DROP TABLE note' }],
  ],
});
