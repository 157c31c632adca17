import { describeRule } from '../testing/review-sql';

describeRule('lock-table', {
  fires: [
    'LOCK TABLE person, company IN SHARE MODE',
    'LOCK TABLE person',
    'LOCK TABLE opportunity IN SHARE MODE',
    'LOCK TABLE core.company IN EXCLUSIVE MODE NOWAIT',
  ],
  quiet: [
    'LOCK TABLE person IN ACCESS SHARE MODE',
    ['CREATE TABLE note (id serial PRIMARY KEY, body text, other text)', 'LOCK TABLE note'],
    'LOCK TABLE person IN ROW SHARE MODE',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'LOCK TABLE note'],
    'SELECT * FROM person FOR SHARE',
  ],
});
