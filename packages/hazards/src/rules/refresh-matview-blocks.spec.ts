import { describeRule } from '../testing/review-sql';

describeRule('refresh-matview-blocks', {
  fires: [
    'REFRESH MATERIALIZED VIEW totals',
    'REFRESH MATERIALIZED VIEW nowhere',
    'REFRESH MATERIALIZED VIEW core.totals WITH NO DATA',
  ],
  quiet: [
    'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
    ['CREATE MATERIALIZED VIEW m AS SELECT 1', 'REFRESH MATERIALIZED VIEW m'],
    'SELECT * FROM totals',
  ],
});
