import { describeRule } from '../testing/review-sql';

describeRule('partition-scans', {
  fires: [
    ['CREATE TABLE old (id bigint)', 'ALTER TABLE region ATTACH PARTITION person FOR VALUES IN (1)'],
    'ALTER TABLE region ATTACH PARTITION company FOR VALUES FROM (1) TO (2)',
    'CREATE TABLE r1 PARTITION OF region FOR VALUES FROM (1) TO (2)',
    'CREATE TABLE r2 PARTITION OF nowhere DEFAULT',
  ],
  quiet: [
    [
      'CREATE TABLE wide (LIKE person) PARTITION BY LIST (id)',
      'ALTER TABLE wide ATTACH PARTITION person DEFAULT',
    ],
    ['CREATE TABLE p (id int) PARTITION BY LIST (id)', 'CREATE TABLE p1 PARTITION OF p DEFAULT'],
    'CREATE TABLE r1 PARTITION OF person FOR VALUES IN (1)',
    'CREATE TABLE r1 (id int)',
  ],
});
