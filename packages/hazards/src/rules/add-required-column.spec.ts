import { describeRule } from '../testing/review-sql';

describeRule('add-required-column', {
  fires: [
    'ALTER TABLE "opportunity" ADD COLUMN "requiredField" text NOT NULL',
    'ALTER TABLE person ADD x uuid NOT NULL',
    'ALTER TABLE nowhere ADD x int NOT NULL DEFAULT NULL',
  ],
  quiet: [
    'ALTER TABLE person ADD name text NOT NULL',
    'ALTER TABLE person ADD COLUMN IF NOT EXISTS name text NOT NULL',
    'ALTER TABLE person ADD x int NOT NULL DEFAULT 0',
    'ALTER TABLE person ADD x int',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ADD x int NOT NULL',
    ],
    'ALTER TABLE person ADD x serial NOT NULL',
  ],
});
