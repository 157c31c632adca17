import { describeRule } from '../testing/review-sql';

describeRule('prefer-jsonb', {
  fires: [
    'CREATE TABLE n (a json)',
    'ALTER TABLE person ADD x json',
    'ALTER TABLE person ADD x json[]',
    'ALTER TABLE person ALTER name TYPE json USING name::json',
  ],
  quiet: ['CREATE TABLE n (a jsonb)', 'ALTER TABLE person ADD x text', 'ALTER TABLE person ADD x core.json'],
});
