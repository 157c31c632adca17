import { describeRule } from '../testing/review-sql';

describeRule('boolean-without-default', {
  fires: [
    'CREATE TABLE n (a boolean)',
    'ALTER TABLE person ADD x bool NOT NULL',
    'ALTER TABLE person ADD x bool DEFAULT false',
  ],
  quiet: [
    'CREATE TABLE n (a boolean NOT NULL DEFAULT false)',
    'ALTER TABLE person ADD x int',
    'ALTER TABLE person ADD x bool[]',
  ],
});
