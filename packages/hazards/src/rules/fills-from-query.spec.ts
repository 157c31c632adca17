import { describeRule } from '../testing/review-sql';

describeRule('fills-from-query', {
  fires: [
    'CREATE MATERIALIZED VIEW m AS SELECT * FROM person',
    'CREATE MATERIALIZED VIEW IF NOT EXISTS "core"."M" AS SELECT count(*) FROM "core"."company" c JOIN opportunity o ON true',
    'CREATE MATERIALIZED VIEW m AS SELECT * FROM nowhere WITH DATA',
  ],
  quiet: [
    'CREATE VIEW v AS SELECT * FROM company',
    'CREATE MATERIALIZED VIEW m AS SELECT * FROM person WITH NO DATA',
    'CREATE VIEW v AS SELECT * FROM person',
    'CREATE MATERIALIZED VIEW m AS SELECT 1',
    ['CREATE TABLE n (id int)', 'CREATE MATERIALIZED VIEW m AS SELECT * FROM n'],
  ],
});
