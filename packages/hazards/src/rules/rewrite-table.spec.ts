import { describeRule } from '../testing/review-sql';

describeRule('rewrite-table', {
  fires: [
    'VACUUM (FULL) person, company',
    ['CREATE TABLE note (id uuid PRIMARY KEY, body text)', 'VACUUM FULL note, person'],
    'VACUUM FULL',
    'CLUSTER',
    ['VACUUM FULL person', { transaction: false }],
    'CLUSTER company USING i',
    'ALTER TABLE company SET LOGGED',
    'ALTER TABLE opportunity SET TABLESPACE t',
  ],
  quiet: [
    ['CREATE TABLE note (id uuid PRIMARY KEY, body text)', 'VACUUM FULL note'],
    ['CREATE TABLE note (id uuid PRIMARY KEY, body text)', 'CLUSTER note USING note_pkey'],
    'VACUUM',
    'VACUUM person',
    ['VACUUM person', { transaction: false }],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'ALTER TABLE note SET LOGGED'],
    'ALTER TABLE person SET ACCESS METHOD heap',
  ],
});
