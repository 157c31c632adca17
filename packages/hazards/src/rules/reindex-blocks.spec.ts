import { describeRule } from '../testing/review-sql';

describeRule('reindex-blocks', {
  fires: ['REINDEX TABLE company', 'REINDEX INDEX "IDX_company_name"', 'REINDEX INDEX nowhere'],
  quiet: [
    ['REINDEX TABLE CONCURRENTLY company', { transaction: false }],
    'REINDEX TABLE person',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'REINDEX TABLE note'],
  ],
});
