import { describeRule } from '../testing/review-sql';

describeRule('enum-value-without-place', {
  fires: [
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x'",
    "ALTER TYPE nowhere ADD VALUE IF NOT EXISTS 'x'",
    `ALTER TYPE "Stage" ADD VALUE 'X'`,
  ],
  quiet: [
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x' BEFORE 'y'",
    "ALTER TYPE core.opportunity_stage_enum ADD VALUE 'x' AFTER 'y'",
    "ALTER TYPE core.opportunity_stage_enum RENAME VALUE 'x' TO 'y'",
  ],
});
