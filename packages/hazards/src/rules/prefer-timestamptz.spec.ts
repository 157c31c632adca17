import { describeRule } from '../testing/review-sql';

describeRule('prefer-timestamptz', {
  fires: [
    'CREATE TABLE n (at timestamp)',
    'ALTER TABLE person ADD at timestamptz(0)',
    'ALTER TABLE person ADD at TIMESTAMP(3) WITHOUT TIME ZONE',
    'ALTER TABLE person ADD at timetz',
  ],
  quiet: [
    'CREATE TABLE n (t timestamptz)',
    'CREATE TABLE n (at timestamptz)',
    'ALTER TABLE person ADD at timestamp(3) with time zone',
    'CREATE TABLE n (at date, t time)',
  ],
});
