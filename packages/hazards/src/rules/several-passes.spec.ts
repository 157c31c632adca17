import { describeRule } from '../testing/review-sql';

describeRule('several-passes', {
  fires: [
    ['ALTER TABLE company ALTER score TYPE bigint', 'ALTER TABLE company ALTER amount TYPE numeric(12,4)'],
    [
      'ALTER TABLE person ADD CHECK (score > 0)',
      'SELECT 1',
      'ALTER TABLE core.person ADD CONSTRAINT c CHECK (score < 9)',
    ],
    ['ALTER TABLE person ALTER code SET NOT NULL', 'ALTER TABLE person ALTER "leadSource" SET NOT NULL'],
  ],
  quiet: [
    ['ALTER TABLE company ADD CHECK (score > 0)', 'CREATE INDEX i ON company (code)'],
    'ALTER TABLE company ALTER score TYPE bigint, ALTER amount TYPE numeric(12,4)',
    ['ALTER TABLE company ADD x int', 'ALTER TABLE company ADD y int'],
    [
      ['ALTER TABLE company ALTER score TYPE bigint', 'ALTER TABLE company ALTER amount TYPE numeric(12,4)'],
      { transaction: false },
    ],
    ['ALTER TABLE company ALTER score TYPE bigint', 'ALTER TABLE person ALTER score TYPE bigint'],
  ],
});
