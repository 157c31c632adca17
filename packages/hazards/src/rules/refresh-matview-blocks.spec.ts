import { describeRule } from '../testing/review-sql';

describeRule('refresh-matview-blocks', {
  fires: [
    'REFRESH MATERIALIZED VIEW unheard_of',
    'REFRESH MATERIALIZED VIEW totals',
    'REFRESH MATERIALIZED VIEW nowhere',
    'REFRESH MATERIALIZED VIEW core.totals WITH NO DATA',
  ],
  quiet: [
    ['CREATE MATERIALIZED VIEW m AS SELECT 1 AS one', 'REFRESH MATERIALIZED VIEW m'],
    'REFRESH MATERIALIZED VIEW CONCURRENTLY totals',
    ['CREATE MATERIALIZED VIEW m AS SELECT 1', 'REFRESH MATERIALIZED VIEW m'],
    'SELECT * FROM totals',
  ],
});
