import { describeRule } from '../testing/review-sql';

describeRule('table-without-primary-key', {
  fires: [
    'CREATE TABLE n (id int)',
    'CREATE TABLE core.n (id int UNIQUE NOT NULL)',
    'CREATE TABLE n AS SELECT 1 AS id',
  ],
  quiet: [
    'CREATE TABLE n (id int PRIMARY KEY)',
    ['CREATE TABLE n (id int)', 'ALTER TABLE core.n ADD PRIMARY KEY (id)'],
    'CREATE TEMP TABLE n (id int)',
    'CREATE TABLE r PARTITION OF region FOR VALUES FROM (1) TO (2)',
    ['CREATE TABLE n (id int)', 'DROP TABLE n'],
  ],
});
