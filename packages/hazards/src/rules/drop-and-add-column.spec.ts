import { describeRule } from '../testing/review-sql';

describeRule('drop-and-add-column', {
  fires: [
    [
      'ALTER TABLE "opportunity" DROP COLUMN "code"',
      'ALTER TABLE "opportunity" ADD "code" character varying(100)',
    ],
    ['ALTER TABLE "opportunity" DROP COLUMN "code", ADD COLUMN "code" text'],
    ['ALTER TABLE core."person" DROP COLUMN "code"', 'SELECT 1', 'ALTER TABLE "person" ADD "code" text'],
  ],
  quiet: [
    ['ALTER TABLE "opportunity" DROP COLUMN "code"', 'ALTER TABLE "person" ADD "code2" text'],
    [
      'ALTER TABLE "opportunity" ADD "x" text',
      'ALTER TABLE "opportunity" DROP COLUMN "x"',
      'ALTER TABLE "opportunity" ADD "x" int',
    ],
    'ALTER TABLE "opportunity" ADD "code2" text',
  ],
});
