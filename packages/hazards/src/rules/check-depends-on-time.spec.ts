import { describeRule } from '../testing/review-sql';

describeRule('check-depends-on-time', {
  fires: [
    'ALTER TABLE person ADD CHECK ("createdAt" < now()) NOT VALID',
    'CREATE TABLE n (at date CHECK (at > current_date))',
    'ALTER TABLE person ADD x float8 CHECK (x > random())',
    'CREATE TABLE n (at timestamptz, CONSTRAINT c CHECK (at <= clock_timestamp()))',
  ],
  quiet: [
    'ALTER TABLE person ADD CHECK (score > 0)',
    'CREATE TABLE n (at timestamptz DEFAULT now())',
    'CREATE TABLE n (name text CHECK (lower(name) = name))',
  ],
});
