import { describeRule } from '../testing/review-sql';

describeRule('unnamed-concurrent-index', {
  fires: [
    ['CREATE INDEX CONCURRENTLY ON person (code)', { transaction: false }],
    ['CREATE UNIQUE INDEX CONCURRENTLY ON "core"."company" (lower(code))', { transaction: false }],
    ['CREATE INDEX CONCURRENTLY ON nowhere USING gin (a)', { transaction: false }],
  ],
  quiet: [
    ['CREATE INDEX CONCURRENTLY i ON person (code)', { transaction: false }],
    'CREATE INDEX ON person (code)',
    ['CREATE INDEX CONCURRENTLY IF NOT EXISTS "I" ON person (code)', { transaction: false }],
  ],
});
