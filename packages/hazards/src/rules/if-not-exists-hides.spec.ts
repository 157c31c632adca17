import { describeRule } from '../testing/review-sql';

describeRule('if-not-exists-hides', {
  fires: [
    'CREATE TABLE IF NOT EXISTS person (id int)',
    'ALTER TABLE person ADD COLUMN IF NOT EXISTS name varchar(10)',
    [
      'CREATE INDEX CONCURRENTLY IF NOT EXISTS "IDX_company_broken" ON company (code)',
      { transaction: false },
    ],
  ],
  quiet: [
    'CREATE TABLE IF NOT EXISTS note (id int)',
    'ALTER TABLE person ADD COLUMN IF NOT EXISTS fresh text',
    'CREATE INDEX IF NOT EXISTS fresh ON person (name)',
  ],
});
