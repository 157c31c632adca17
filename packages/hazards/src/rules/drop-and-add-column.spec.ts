import { describeRule } from '../testing/review-sql';

describeRule('drop-and-add-column', {
  fires: [
    // Put in its place by a rename, with nothing copied.
    [
      'ALTER TABLE person ADD "code2" text',
      'ALTER TABLE person DROP COLUMN "code"',
      'ALTER TABLE core.person RENAME "code2" TO "code"',
    ],
    'ALTER TABLE ONLY core."opportunity" DROP "code", ADD "code" text',
    ['ALTER TABLE "opportunity" DROP COLUMN "code"; ALTER TABLE core.opportunity ADD "code" text'],
    [
      'SET search_path TO public, core',
      'ALTER TABLE person DROP code',
      'ALTER TABLE core.person ADD IF NOT EXISTS code text',
    ],
    [
      'ALTER TABLE person RENAME TO people',
      'ALTER TABLE people DROP code',
      'ALTER TABLE core.people ADD code text',
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP code', 'ALTER TABLE person ADD code text'] },
    ],
    [
      'ALTER TABLE "opportunity" DROP COLUMN "code"',
      'ALTER TABLE "opportunity" ADD "code" character varying(100)',
    ],
    ['ALTER TABLE "opportunity" DROP COLUMN "code", ADD COLUMN "code" text'],
    ['ALTER TABLE core."person" DROP COLUMN "code"', 'SELECT 1', 'ALTER TABLE "person" ADD "code" text'],
  ],
  quiet: [
    [
      'ALTER TABLE person ADD "code2" text',
      'UPDATE person SET "code2" = code WHERE "code2" IS NULL',
      'ALTER TABLE person DROP COLUMN "code"',
      'ALTER TABLE core.person RENAME "code2" TO "code"',
    ],
    ['ALTER TABLE person DROP COLUMN IF EXISTS nowhere', 'ALTER TABLE person ADD nowhere text'],
    ['ALTER TABLE person DROP COLUMN code', { down: 'ALTER TABLE person ADD code varchar(50)' }],
    ['ALTER TABLE "opportunity" DROP COLUMN "code"', 'ALTER TABLE "person" ADD "code2" text'],
    [
      'ALTER TABLE "opportunity" ADD "x" text',
      'ALTER TABLE "opportunity" DROP COLUMN "x"',
      'ALTER TABLE "opportunity" ADD "x" int',
    ],
    'ALTER TABLE "opportunity" ADD "code2" text',
  ],
});
