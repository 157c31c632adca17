import { describeRule } from '../testing/review-sql';

describeRule('if-not-exists-hides', {
  fires: [
    'CREATE UNIQUE INDEX IF  NOT\n EXISTS "IDX_company_broken" ON company (code)',
    'CREATE INDEX IF NOT EXISTS "IDX_company_name" ON company (name)',
    'CREATE TABLE IF NOT EXISTS person (id int)',
    'ALTER TABLE person ADD COLUMN IF NOT EXISTS name varchar(10)',
    [
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS "IDX_company_broken" ON company (code)',
      { transaction: false },
    ],
  ],
  quiet: [
    'CREATE INDEX IF NOT EXISTS i ON company (name)',
    ['CREATE INDEX i ON company (name)', 'CREATE INDEX IF NOT EXISTS i ON company (code)'],
    'CREATE INDEX "IDX_company_name" ON company (name)',
    'CREATE SEQUENCE IF NOT EXISTS invoice_seq',
    'CREATE SCHEMA IF NOT EXISTS core',
    'CREATE TABLE IF NOT EXISTS note (id int)',
    'ALTER TABLE person ADD COLUMN IF NOT EXISTS fresh text',
    'CREATE INDEX IF NOT EXISTS fresh ON person (name)',
  ],
});
