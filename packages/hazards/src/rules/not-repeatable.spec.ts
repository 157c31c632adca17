import { describeRule } from '../testing/review-sql';

describeRule('not-repeatable', {
  fires: [
    [['SELECT 1', 'CREATE INDEX CONCURRENTLY i ON person (code)'], { transaction: false }],
    [['ALTER TABLE person ADD x int', 'ALTER TABLE person ADD y int'], { transaction: false }],
    [['SELECT 1', 'DROP INDEX CONCURRENTLY "IDX_person_name"'], { transaction: false }],
  ],
  quiet: [
    ['CREATE OR REPLACE VIEW v AS SELECT 1', { transaction: false }],
    ['DROP TABLE IF EXISTS person', { transaction: false }],
    ['ALTER TABLE person ADD x int', 'ALTER TABLE person ADD y int'],
    ['CREATE INDEX CONCURRENTLY i ON person (code)', { transaction: false }],
    [
      [
        'SELECT 1',
        'CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON person (code)',
        'ALTER TABLE person DROP COLUMN IF EXISTS z',
        'DROP INDEX CONCURRENTLY IF EXISTS i2',
      ],
      { transaction: false },
    ],
  ],
});
