import { describeRule } from '../testing/review-sql';

describeRule('drop-index-blocks', {
  fires: [
    'DROP INDEX "IDX_company_name" CASCADE',
    'DROP INDEX IF EXISTS core."IDX_company_name"',
    'DROP INDEX "IDX_person_name"',
    'DROP INDEX IF EXISTS core.nowhere',
    'DROP INDEX "IDX_company_name"',
  ],
  quiet: [
    ['DROP INDEX CONCURRENTLY "IDX_company_name"', { transaction: false }],
    ['CREATE INDEX i ON person (name)', 'DROP INDEX i'],
    [
      'CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)',
      'CREATE INDEX i ON note (body)',
      'DROP INDEX core.i',
    ],
  ],
});
