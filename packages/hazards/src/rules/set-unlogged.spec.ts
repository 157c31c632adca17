import { describeRule } from '../testing/review-sql';

describeRule('set-unlogged', {
  fires: [
    'ALTER TABLE person SET UNLOGGED',
    'ALTER TABLE IF EXISTS core.opportunity SET UNLOGGED',
    'ALTER TABLE nowhere SET UNLOGGED',
  ],
  quiet: [
    'ALTER TABLE person SET LOGGED',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note SET UNLOGGED',
    ],
    'CREATE UNLOGGED TABLE u (id int)',
  ],
});
