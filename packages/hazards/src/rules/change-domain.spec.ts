import { describeRule } from '../testing/review-sql';

describeRule('change-domain', {
  fires: [
    'ALTER DOMAIN d ADD CONSTRAINT c CHECK (value > 1)',
    'ALTER DOMAIN d SET NOT NULL',
    'ALTER TYPE comp ADD ATTRIBUTE a int',
    'ALTER TYPE comp DROP ATTRIBUTE a',
  ],
  quiet: [
    'ALTER DOMAIN d SET DEFAULT 1',
    ['CREATE DOMAIN d AS int', 'ALTER DOMAIN d SET NOT NULL'],
    ['CREATE TYPE comp AS (a int)', 'ALTER TYPE comp ADD ATTRIBUTE b int'],
  ],
});
