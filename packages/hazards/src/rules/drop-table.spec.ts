import { describeRule } from '../testing/review-sql';

describeRule('drop-table', {
  fires: [
    'DROP TABLE "opportunity"',
    'DROP TABLE IF EXISTS core.nowhere',
    ['ALTER TABLE "opportunity" RENAME TO "o2"', 'DROP TABLE "o2"'],
    [
      'CREATE TABLE "note" ("id" uuid , "body" text, "n" integer) PARTITION BY LIST (n)',
      'ALTER TABLE "note" ATTACH PARTITION "opportunity" DEFAULT',
      'DROP TABLE "note"',
    ],
    'DO $$ BEGIN IF true THEN DROP TABLE core.person; END IF; END $$',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: ['DROP TABLE "person"'] },
    ],
  ],
  quiet: [
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DROP TABLE "note"'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: ['DROP TABLE "note"'] },
    ],
    'CREATE TABLE "droptable" (id int)',
    `INSERT INTO "person" (name) VALUES ('DROP TABLE person')`,
    'DROP VIEW "opportunity_view"',
  ],
});
