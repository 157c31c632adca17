import { describeRule } from '../testing/review-sql';

describeRule('detach-partition', {
  fires: [
    'ALTER TABLE region DETACH PARTITION person',
    ['ALTER TABLE region DETACH PARTITION person CONCURRENTLY', { transaction: false }],
    'ALTER TABLE person INHERIT company',
    'ALTER TABLE person NO INHERIT company',
  ],
  quiet: [
    'ALTER TABLE region ATTACH PARTITION person DEFAULT',
    [
      'CREATE TABLE r1 PARTITION OF region FOR VALUES FROM (1) TO (2)',
      'ALTER TABLE region DETACH PARTITION r1',
    ],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note INHERIT company',
    ],
  ],
});
