import { describeRule } from '../testing/review-sql';

describeRule('rename', {
  fires: [
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person RENAME name TO y'],
    'ALTER DOMAIN core.positive RENAME TO above_zero',
    'ALTER SEQUENCE invoice_seq RENAME TO s2',
    'ALTER VIEW opportunity_view RENAME COLUMN a TO b',
    'ALTER TABLE "nowhere known" RENAME a TO b',
    'ALTER COLLATION c RENAME TO d',
    'ALTER ROLE a RENAME TO b',
    'ALTER TABLE "opportunity" RENAME COLUMN "name" TO "title"',
    'ALTER TABLE person RENAME TO people',
    'ALTER SCHEMA core RENAME TO c2',
    "ALTER TYPE core.opportunity_stage_enum RENAME VALUE 'a' TO 'b'",
    'ALTER TYPE core.opportunity_stage_enum RENAME TO e2',
    'ALTER VIEW opportunity_view RENAME TO v2',
    'ALTER FUNCTION f RENAME TO g',
  ],
  quiet: [
    ['CREATE DOMAIN core.d AS int', 'ALTER DOMAIN core.d RENAME TO e'],
    [
      'CREATE TYPE core.mood AS ENUM ($$a$$)',
      'ALTER TYPE core.mood RENAME VALUE $$a$$ TO $$b$$',
      'ALTER TYPE core.mood RENAME TO temper',
    ],
    'ALTER TRIGGER a ON person RENAME TO b',
    'ALTER POLICY a ON person RENAME TO b',
    'ALTER RULE a ON person RENAME TO b',
    'ALTER STATISTICS a RENAME TO b',
    ['CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$', 'ALTER FUNCTION f() RENAME TO g'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'ALTER TABLE note RENAME TO notes',
    ],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person RENAME x TO y'],
    'ALTER INDEX "IDX_person_name" RENAME TO i2',
    'ALTER TABLE person RENAME CONSTRAINT "PK_person" TO pk2',
  ],
});
