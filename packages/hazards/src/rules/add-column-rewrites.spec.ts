import { describeRule } from '../testing/review-sql';

describeRule('add-column-rewrites', {
  fires: [
    'ALTER TABLE region ADD x float8 DEFAULT random()',
    'ALTER TABLE opportunity ADD x uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE company ADD x bigserial',
    'ALTER TABLE company ADD x int GENERATED ALWAYS AS (score * 2) STORED',
    'ALTER TABLE company ADD x int GENERATED ALWAYS AS IDENTITY',
    'ALTER TABLE company ADD x core.positive',
    'ALTER TABLE company ADD x int DEFAULT my_function()',
  ],
  quiet: [
    'ALTER TABLE company ADD x timestamptz DEFAULT now()',
    "ALTER TABLE company ADD x jsonb NOT NULL DEFAULT '{}'",
    'ALTER TABLE person ADD x uuid DEFAULT gen_random_uuid()',
    'ALTER TABLE company ADD x core.opportunity_stage_enum',
    ['ALTER TABLE company ADD x int GENERATED ALWAYS AS (score * 2) VIRTUAL', { major: 18 }],
  ],
});
