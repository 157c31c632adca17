import { describeRule } from '../testing/review-sql';

describeRule('autovacuum-off', {
  fires: [
    'ALTER TABLE person SET (autovacuum_enabled = no)',
    'ALTER TABLE person SET (autovacuum_enabled = off)',
    'ALTER TABLE person SET (autovacuum_enabled = false)',
    'ALTER TABLE company SET (fillfactor = 70, autovacuum_enabled = off)',
    'ALTER TABLE nowhere SET (autovacuum_enabled = 0)',
  ],
  quiet: [
    'ALTER TABLE person SET (user_catalog_table = false)',
    'ALTER TABLE person SET (autovacuum_enabled = true)',
    'ALTER TABLE person SET (fillfactor = 70)',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note SET (autovacuum_enabled = false)',
    ],
  ],
});
