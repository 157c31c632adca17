import { describeRule } from '../testing/review-sql';

describeRule('drop-and-add-elsewhere', {
  fires: [
    [
      'ALTER TABLE person DROP name',
      'ALTER TABLE person DROP code',
      'ALTER TABLE person ADD label varchar(50)',
    ],
    [
      'ALTER TABLE person ADD points int',
      'UPDATE company SET score = 1',
      'UPDATE person SET name = code',
      'ALTER TABLE person DROP score',
    ],
    [
      'ALTER TABLE company ADD points int',
      'ALTER TABLE person ADD points int',
      'UPDATE company SET points = score WHERE points IS NULL',
      'ALTER TABLE person DROP score',
    ],
    ['ALTER TABLE person DROP score', 'ALTER TABLE person ADD points serial'],
    ['ALTER TABLE person DROP COLUMN "leadSource"', 'ALTER TABLE core."person" ADD COLUMN "source" text'],
    'ALTER TABLE ONLY "core"."person" DROP "code", ADD "codeName" character varying(50)',
    ['ALTER TABLE person ADD "points" int', 'ALTER TABLE person DROP COLUMN score'],
    ['ALTER TABLE person ADD s core.opportunity_stage_enum; ALTER TABLE person DROP stage'],
  ],
  quiet: [
    [
      'ALTER TABLE company DROP code',
      'ALTER TABLE person DROP name',
      'ALTER TABLE person ADD label varchar(50)',
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person DROP score', 'ALTER TABLE person ADD points int'] },
    ],
    [
      'ALTER TABLE person ADD a int',
      { down: ['ALTER TABLE person ADD points int', 'ALTER TABLE person DROP score'] },
    ],
    [
      'CREATE TABLE note (id uuid PRIMARY KEY, body text)',
      'ALTER TABLE note DROP body',
      'ALTER TABLE note ADD text text',
    ],
    ['ALTER TABLE person ADD points int', 'ALTER TABLE person ALTER score SET NOT NULL'],
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
