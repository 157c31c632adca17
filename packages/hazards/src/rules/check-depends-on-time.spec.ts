import { describeRule } from '../testing/review-sql';

describeRule('check-depends-on-time', {
  fires: [
    'ALTER TABLE person ADD CHECK (random() > 0.5 AND now() > "createdAt" AND CURRENT_DATE > "createdAt")',
    'CREATE TABLE n (t timestamptz, UNIQUE (t), CHECK (t > now()))',
    'ALTER TABLE person ADD CHECK ("createdAt" < now()) NOT VALID',
    'CREATE TABLE n (at date CHECK (at > current_date))',
    'ALTER TABLE person ADD x float8 CHECK (x > random())',
    'CREATE TABLE n (at timestamptz, CONSTRAINT c CHECK (at <= clock_timestamp()))',
  ],
  quiet: [
    'CREATE TABLE n (t timestamptz DEFAULT now(), UNIQUE (t))',
    'ALTER TABLE person ADD t timestamptz DEFAULT now()',
    'CREATE INDEX i ON person (name) WHERE "createdAt" < now()',
    'ALTER TABLE person ADD CHECK (score > 0)',
    'CREATE TABLE n (at timestamptz DEFAULT now())',
    'CREATE TABLE n (name text CHECK (lower(name) = name))',
  ],
});
