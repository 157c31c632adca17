import { describeRule } from '../testing/review-sql';

describeRule('rename', {
  fires: [
    'ALTER TABLE "opportunity" RENAME COLUMN "name" TO "title"',
    'ALTER TABLE person RENAME TO people',
    'ALTER SCHEMA core RENAME TO c2',
    "ALTER TYPE core.opportunity_stage_enum RENAME VALUE 'a' TO 'b'",
    'ALTER TYPE core.opportunity_stage_enum RENAME TO e2',
    'ALTER VIEW opportunity_view RENAME TO v2',
    'ALTER FUNCTION f RENAME TO g',
  ],
  quiet: [
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note RENAME TO notes',
    ],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person RENAME x TO y'],
    'ALTER INDEX "IDX_person_name" RENAME TO i2',
    'ALTER TABLE person RENAME CONSTRAINT "PK_person" TO pk2',
  ],
});
