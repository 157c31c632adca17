import { describeRule } from '../testing/review-sql';

describeRule('set-not-null', {
  fires: [
    ['ALTER TABLE company ALTER code SET NOT NULL', { major: 12 }],
    [
      'ALTER TABLE company ADD x int',
      'UPDATE company SET x = 1 WHERE x IS NULL',
      'ALTER TABLE company ALTER x SET NOT NULL',
    ],
    [
      'ALTER TABLE person ADD CONSTRAINT set_later CHECK (code IS NOT NULL) NOT VALID',
      'ALTER TABLE person ALTER code SET NOT NULL',
    ],
    'ALTER TABLE opportunity ALTER COLUMN "leadSource" SET NOT NULL',
    'ALTER TABLE person ALTER score SET NOT NULL',
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person ALTER x SET NOT NULL'],
    ['ALTER TABLE company ALTER score SET NOT NULL', { major: 11 }],
    ['ALTER TABLE company ADD CONSTRAINT n NOT NULL code', { major: 18 }],
    [
      'ALTER TABLE person ADD x int',
      'UPDATE person SET x = 1 WHERE x IS NULL AND score > 3',
      'ALTER TABLE person ALTER x SET NOT NULL',
    ],
  ],
  quiet: [
    ['ALTER TABLE company ALTER score SET NOT NULL', { major: 12 }],
    'ALTER TABLE company ALTER name SET NOT NULL',
    'ALTER TABLE company ALTER score SET NOT NULL',
    'ALTER TABLE person ALTER name SET NOT NULL',
    [
      'ALTER TABLE person ADD x int',
      'UPDATE person SET x = 1 WHERE x IS NULL',
      'ALTER TABLE person ALTER x SET NOT NULL',
    ],
    ['ALTER TABLE company ADD CONSTRAINT n NOT NULL code NOT VALID', { major: 18 }],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note ALTER body SET NOT NULL',
    ],
  ],
});
