import { describeRule } from '../testing/review-sql';

describeRule('drop-and-add-elsewhere', {
  fires: [
    ['ALTER TABLE person DROP COLUMN "leadSource"', 'ALTER TABLE core."person" ADD COLUMN "source" text'],
    'ALTER TABLE ONLY "core"."person" DROP "code", ADD "codeName" character varying(50)',
    ['ALTER TABLE person ADD "points" int', 'ALTER TABLE person DROP COLUMN score'],
    ['ALTER TABLE person ADD s core.opportunity_stage_enum; ALTER TABLE person DROP stage'],
  ],
  quiet: [
    ['ALTER TABLE person DROP COLUMN "leadSource"', 'ALTER TABLE company ADD COLUMN "source" text'],
    ['ALTER TABLE person DROP COLUMN "leadSource"', 'ALTER TABLE person ADD COLUMN "source" int'],
    [
      'ALTER TABLE person ADD "points" int',
      'UPDATE person SET points = score WHERE points IS NULL',
      'ALTER TABLE person DROP COLUMN score',
    ],
    ['ALTER TABLE person DROP COLUMN code', 'ALTER TABLE person ADD COLUMN code varchar(50)'],
    ['ALTER TABLE person DROP COLUMN IF EXISTS nowhere', 'ALTER TABLE person ADD "source" text'],
    ['ALTER TABLE person ADD a int', 'ALTER TABLE person DROP a', 'ALTER TABLE person ADD b int'],
  ],
});
