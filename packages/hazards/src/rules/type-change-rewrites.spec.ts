import { describeRule } from '../testing/review-sql';

describeRule('type-change-rewrites', {
  fires: [
    'ALTER TABLE company ALTER score TYPE bigint',
    'ALTER TABLE opportunity ALTER score TYPE bigint',
    'ALTER TABLE opportunity ALTER code TYPE text',
  ],
  quiet: [
    'ALTER TABLE company ALTER code TYPE text',
    'ALTER TABLE person ALTER score TYPE bigint',
    'ALTER TABLE company ALTER amount TYPE numeric(12,2)',
  ],
});
