import { describeRule } from '../testing/review-sql';

describeRule('reindex-blocks', {
  fires: [
    'reindex   table\n core.company',
    'REINDEX (VERBOSE) TABLE core.company',
    'REINDEX (VERBOSE, TABLESPACE x)TABLE core.company',
    ['REINDEX TABLE core.company', { major: 11 }],
    ['REINDEX TABLE core.company', { major: 12 }],
    'REINDEX SCHEMA core',
    'REINDEX SYSTEM core',
    'REINDEX TABLE company',
    'REINDEX INDEX "IDX_company_name"',
    'REINDEX INDEX nowhere',
  ],
  quiet: [
    ['REINDEX TABLE CONCURRENTLY company', { transaction: false }],
    'REINDEX TABLE person',
    ['CREATE TABLE "note" ("id" uuid PRIMARY KEY, "body" text, "n" integer)', 'REINDEX TABLE note'],
  ],
});
