import { describeRule } from '../testing/review-sql';

describeRule('drop-column', {
  fires: [
    'ALTER TABLE nowhere DROP COLUMN IF EXISTS a',
    'ALTER TABLE "opportunity" DROP COLUMN "name"',
    'ALTER TABLE IF EXISTS "person" DROP COLUMN IF EXISTS "code"',
    ['ALTER TABLE "person" RENAME "code" TO "code2"', 'ALTER TABLE "person" DROP COLUMN "code2"'],
    ['ALTER TABLE "opportunity" ADD "a" text', { down: 'ALTER TABLE "opportunity" DROP COLUMN "name"' }],
  ],
  quiet: [
    'ALTER TABLE opportunity DROP COLUMN IF EXISTS nowhere',
    ['ALTER TABLE "opportunity" ADD COLUMN "x" text', 'ALTER TABLE "opportunity" DROP COLUMN "x"'],
    ['ALTER TABLE "opportunity" ADD COLUMN "x" text', { down: 'ALTER TABLE "opportunity" DROP COLUMN "x"' }],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE "note" DROP COLUMN "body"',
    ],
    `COMMENT ON COLUMN "opportunity"."name" IS 'drop column'`,
  ],
});
