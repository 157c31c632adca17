import { describeRule } from '../testing/review-sql';

describeRule('concurrently-in-transaction', {
  fires: [
    'CREATE INDEX CONCURRENTLY i ON person (name)',
    'DROP INDEX CONCURRENTLY "IDX_person_name"',
    ["SET lock_timeout = '1s'; CREATE INDEX CONCURRENTLY i ON person (name)", { transaction: false }],
    'REINDEX INDEX CONCURRENTLY "IDX_person_name"',
  ],
  quiet: [
    ['CREATE INDEX CONCURRENTLY i ON person (name)', { transaction: false }],
    'CREATE INDEX i ON person (name)',
    'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
  ],
});
