import { describeRule } from '../testing/review-sql';

describeRule('prefer-bigint-keys', {
  fires: [
    'CREATE TABLE n (id int PRIMARY KEY)',
    'CREATE TABLE n (id serial, PRIMARY KEY (id))',
    'ALTER TABLE person ADD r smallint REFERENCES nowhere(id)',
  ],
  quiet: [
    'CREATE TABLE n (id bigint PRIMARY KEY, n int)',
    'CREATE TABLE n (id uuid PRIMARY KEY)',
    'CREATE TABLE n (id bigserial PRIMARY KEY, c int UNIQUE)',
  ],
});
