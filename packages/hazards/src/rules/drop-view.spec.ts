import { describeRule } from '../testing/review-sql';

describeRule('drop-view', {
  fires: [
    'DROP VIEW "opportunity_view"',
    'DROP MATERIALIZED VIEW core.totals',
    'DROP VIEW IF EXISTS public.other',
  ],
  quiet: [
    ['CREATE VIEW v AS SELECT 1', 'DROP VIEW v'],
    'DROP TABLE "person"',
    ['CREATE VIEW v AS SELECT 1', { down: 'DROP VIEW v' }],
  ],
});
