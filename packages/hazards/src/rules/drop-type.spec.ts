import { describeRule } from '../testing/review-sql';

describeRule('drop-type', {
  fires: ['DROP TYPE core.opportunity_stage_enum', 'DROP DOMAIN IF EXISTS d', 'DROP TYPE a, b'],
  quiet: [
    ["CREATE TYPE e AS ENUM ('a')", 'DROP TYPE e'],
    ["CREATE TYPE core.e AS ENUM ('a')", { down: 'DROP TYPE core.e' }],
    "CREATE TYPE e AS ENUM ('a')",
  ],
});
