import { describeRule } from '../testing/review-sql';

describeRule('drop-cascade', {
  fires: [
    'DROP VIEW opportunity_view CASCADE',
    'DROP SCHEMA core CASCADE',
    'ALTER TABLE person DROP CONSTRAINT "PK_person" CASCADE, ADD CONSTRAINT "PK_person" PRIMARY KEY (id)',
    ['CREATE TYPE core.mood AS ENUM ()', 'DROP TYPE core.opportunity_stage_enum CASCADE'],
    [
      'ALTER TABLE person ADD UNIQUE (name)',
      { down: 'ALTER TABLE person DROP CONSTRAINT person_name_key CASCADE' },
    ],
    ['CREATE DOMAIN core.d AS int', { down: 'DROP DOMAIN core.d CASCADE' }],
    // A new table that an old one is a partition of.
    [
      'CREATE TABLE wide (LIKE person) PARTITION BY LIST (id)',
      'ALTER TABLE wide ATTACH PARTITION person DEFAULT',
      'DROP TABLE wide CASCADE',
    ],
    'DROP TABLE "opportunity" CASCADE',
    'TRUNCATE "person" CASCADE',
    'ALTER TABLE "opportunity" DROP COLUMN "name" CASCADE',
    'DROP TYPE core.opportunity_stage_enum CASCADE',
    'ALTER TABLE person DROP CONSTRAINT "PK_person" CASCADE',
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      { down: 'DROP TABLE note CASCADE' },
    ],
  ],
  quiet: [
    ['ALTER TABLE person ADD CONSTRAINT c UNIQUE (name)', 'ALTER TABLE person DROP CONSTRAINT c CASCADE'],
    [
      'CREATE TABLE note (id uuid PRIMARY KEY, body text)',
      'ALTER TABLE note DROP CONSTRAINT note_pkey CASCADE',
    ],
    ['CREATE TABLE note (id uuid PRIMARY KEY, body text)', 'ALTER TABLE note DROP body CASCADE'],
    ['CREATE TABLE note (id uuid PRIMARY KEY, body text)', 'TRUNCATE note CASCADE'],
    ['CREATE TYPE core.mood AS ENUM ()', 'DROP TYPE core.mood CASCADE'],
    ['CREATE DOMAIN core.d AS int', 'DROP DOMAIN core.d CASCADE'],
    ['CREATE VIEW v AS SELECT id FROM person', 'DROP VIEW v CASCADE'],
    ['CREATE SCHEMA s', 'DROP SCHEMA s CASCADE'],
    'DROP TABLE "opportunity"',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'DROP TABLE "note" CASCADE'],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person DROP x CASCADE'],
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', { down: 'DROP TABLE note' }],
  ],
});
