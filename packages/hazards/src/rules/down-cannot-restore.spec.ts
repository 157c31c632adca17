import { describeRule } from '../testing/review-sql';

describeRule('down-cannot-restore', {
  fires: [
    ['DROP TABLE core.person', { down: 'CREATE TABLE core.person (id uuid PRIMARY KEY)' }],
    [
      'ALTER TABLE person DROP COLUMN "leadSource"',
      { down: 'ALTER TABLE "core"."person" ADD COLUMN "leadSource" text' },
    ],
    ['DROP TABLE opportunity', { down: 'CREATE TABLE "opportunity" (id uuid PRIMARY KEY)' }],
    [
      'ALTER TABLE person DROP score, DROP COLUMN code',
      { down: ['SELECT 1', 'ALTER TABLE person ADD code varchar(50)'] },
    ],
  ],
  quiet: [
    ['DROP TABLE person', 'CREATE TABLE person (id uuid PRIMARY KEY)'],
    ['DROP TABLE person', { down: 'CREATE TABLE people (id uuid PRIMARY KEY)' }],
    ['DROP VIEW opportunity_view', { down: 'CREATE TABLE opportunity_view (id uuid PRIMARY KEY)' }],
    ['ALTER TABLE person DROP code', { down: 'CREATE TABLE person2 (id uuid PRIMARY KEY)' }],
    [['CREATE TABLE n (id int)', 'DROP TABLE n'], { down: 'CREATE TABLE n (id int)' }],
    ['ALTER TABLE person DROP code', { down: 'ALTER TABLE person ADD code2 text' }],
    ['ALTER TABLE person DROP code', { down: 'ALTER TABLE company ADD code9 text' }],
    ['ALTER TABLE person DROP code', { down: 'ALTER TABLE company ADD code text' }],
    ['ALTER TABLE person ADD x int', { down: 'ALTER TABLE person DROP COLUMN x' }],
    ['ALTER TABLE person DROP COLUMN code', 'ALTER TABLE person ADD code text'],
    ['ALTER TABLE person DROP COLUMN code', { down: 'ALTER TABLE person ADD "codeAgain" text' }],
    [
      ['ALTER TABLE person ADD x int', 'ALTER TABLE person DROP COLUMN x'],
      { down: 'ALTER TABLE person ADD x int' },
    ],
    ['DROP VIEW opportunity_view', { down: 'CREATE VIEW opportunity_view AS SELECT 1' }],
  ],
});
