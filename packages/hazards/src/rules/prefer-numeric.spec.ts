import { describeRule } from '../testing/review-sql';

describeRule('prefer-numeric', {
  fires: [
    'CREATE TABLE n (a money)',
    'ALTER TABLE person ADD x real',
    'ALTER TABLE person ALTER amount TYPE double precision',
  ],
  quiet: [
    'CREATE TABLE n (a numeric(10,2))',
    'ALTER TABLE person ADD x int',
    'ALTER TABLE person ALTER amount TYPE numeric',
  ],
});
